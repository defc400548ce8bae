/** Hearing: what a message says of danger, distress and priority, and what dialogs are told of it. Pure. */
import type { DialogInput } from '../dialog.ts';
import { describeHours, findOpening } from '../opening-hours.ts';
import type { Policy } from '../policy-rules.ts';
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

export function toRouting(
  { handoff }: Candidate,
  { heard, state, queue, locale }: Draft,
  conversation: Conversation,
  { hours, queues, missesBeforePerson }: Policy,
): Routing {
  return {
    handoff,
    queue: queue ?? queues[0],
    urgency: heard.signals.urgency,
    priority: state.priority,
    saidNow: heard.saidNow,
    // Few dialogs ask.
    get opensAt() {
      return findOpening(momentOf(conversation), hours);
    },
    timeZone: hours.timeZone,
    get officeHours() {
      return describeHours(hours, locale);
    },
    offersPerson: state.misses + 1 >= missesBeforePerson,
    failures: state.failures,
  };
}
