/** Readiness: whether a turn over a conversation is to be taken now, a little later, or by something else. Pure. */
import { goToTarget } from '../activity.ts';
import type { NewerMessagePolicy } from '../agent.ts';
import type { Policy } from '../policy-rules.ts';
import type { Conversation, UnhandledEvent } from '../turn.ts';
import { burstWaitMs } from './burst.ts';
import type { DialogLibrary } from './dialog-library.ts';
import { findInterrupting } from './policy.ts';

export interface ReadinessOptions {
  readonly library: DialogLibrary;
  readonly policy: Policy;
  readonly burstWindowMs: number;
  policyOf(agent: string): NewerMessagePolicy;
  /** Since the citizen was last heard typing; Infinity where they were not. */
  typingAgoMs(conversation: Conversation): number;
  tellsTyping(channel: string): boolean;
}

/** `waits`: something else, which is under way, will call for the turn. */
export type Readiness =
  | { readonly type: 'ready' | 'waits' }
  | { readonly type: 'later'; readonly delayMs: number };

const READY: Readiness = { type: 'ready' };

/** There are messages, a task under way has precedence over them, and no task's end has come yet. */
function waitsForTask(conversation: Conversation, options: ReadinessOptions): boolean {
  const { openTasks, unhandled } = conversation;
  return (
    openTasks.some((task) => options.policyOf(task.agent) === 'queue') &&
    unhandled.some(({ body }) => body.type === 'message-received') &&
    // A timer that fires meanwhile does not let the messages before it go first.
    unhandled.every(({ body }) => body.type === 'message-received' || body.type === 'timer-fired') &&
    !unhandled.some((event) => wantsInterruption(event, options))
  );
}

/** Somebody's life is at risk: nothing is waited for. */
function isDanger(event: UnhandledEvent, { policy }: ReadinessOptions): boolean {
  const text = textOf(event);
  return text !== undefined && policy.readSignals(text).urgency?.kind === 'risk-to-life';
}

/** Asks for what must be reachable whatever else goes on, in words or by its button. */
function wantsInterruption(event: UnhandledEvent, options: ReadinessOptions): boolean {
  if (isDanger(event, options)) return true;
  const { body, understanding } = event;
  const { library } = options;
  const activity = body.type === 'message-received' ? body.activity : undefined;
  const target = activity?.type === 'choice' ? goToTarget(activity.value) : undefined;
  if (target !== undefined) return library.get(target)?.dialog.interrupts ?? false;
  return understanding !== null && findInterrupting(understanding, library) !== undefined;
}

/** Only words are waited for: a button, a task's end and a timer are complete in themselves. */
function textOf({ body }: UnhandledEvent): string | undefined {
  return body.type === 'message-received' && body.activity.type === 'message'
    ? body.activity.text
    : undefined;
}

function burstDelayMs(conversation: Conversation, options: ReadinessOptions): number {
  const messages = conversation.unhandled.flatMap((event) => {
    const text = textOf(event);
    return text === undefined ? [] : [{ text, ageMs: event.ageMs }];
  });
  if (messages.length < conversation.unhandled.length) return 0;
  return burstWaitMs({
    messages,
    typingAgoMs: options.typingAgoMs(conversation),
    channelTellsTyping: options.tellsTyping(conversation.channel),
    isAnswer: conversation.state.active !== null,
    windowMs: options.burstWindowMs,
  });
}

export function readReadiness(conversation: Conversation, options: ReadinessOptions): Readiness {
  if (conversation.unhandled.length === 0 || waitsForTask(conversation, options)) return { type: 'waits' };
  if (conversation.unhandled.some((event) => isDanger(event, options))) return READY;
  const delayMs = burstDelayMs(conversation, options);
  return delayMs > 0 ? { type: 'later', delayMs } : READY;
}
