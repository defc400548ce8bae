/** Hearing: what a message says of danger, distress and priority, and what dialogs are told of it. Pure. */
import type { DialogInput } from '../dialog.ts';
import { describeHours, findOpening } from '../opening-hours.ts';
import type { Policy } from '../policy-rules.ts';
import type { Queues, WaitingPlace } from '../queues.ts';
import type { Routing } from '../routing.ts';
import type { Conversation } from '../turn.ts';
import { NO_SIGNALS, reasonsIn } from '../urgency.ts';
import type { Draft } from './draft.ts';
import type { Candidate } from './policy.ts';

const countFailures = (input: DialogInput, before: number): number =>
  input.type === 'failed' ? before + 1 : input.type === 'answered' ? 0 : before;

/** Notes what an input says, before anybody is asked to answer it. */
export function hear(input: DialogInput, draft: Draft, { readSignals }: Policy): void {
  const { priority, failures } = draft.state;
  const signals = input.type === 'message' ? readSignals(input.text) : NO_SIGNALS;
  const saidNow = reasonsIn(signals).filter((reason) => !priority.includes(reason));
  draft.heard = { signals, saidNow };
  draft.state = {
    ...draft.state,
    priority: [...priority, ...saidNow],
    failures: countFailures(input, failures),
  };
}

/** When this turn's newest event came about. */
export const momentOf = ({ unhandled }: Conversation): Date => unhandled.at(-1)?.createdAt ?? new Date(0);

interface RoutingOptions {
  readonly policy: Policy;
  readonly queues?: Queues;
  placeOf(conversationId: string): WaitingPlace | undefined;
}

export function toRouting(
  { handoff }: Candidate,
  { heard, state, status, queue: own, locale }: Draft,
  conversation: Conversation,
  { policy, queues, placeOf }: RoutingOptions,
): Routing {
  const queue = own ?? policy.queues[0];
  const { hours, callsBack } = queues?.get(handoff?.queue ?? queue) ?? { ...policy, callsBack: false };
  return {
    handoff,
    queue,
    urgency: heard.signals.urgency,
    priority: state.priority,
    saidNow: heard.saidNow,
    get place() {
      return status === 'waiting' ? placeOf(conversation.conversationId) : undefined;
    },
    callsBack,
    // Few dialogs ask.
    get opensAt() {
      return findOpening(momentOf(conversation), hours);
    },
    timeZone: hours.timeZone,
    get officeHours() {
      return describeHours(hours, locale);
    },
    offersPerson: state.misses + 1 >= policy.missesBeforePerson,
    failures: state.failures,
  };
}
