/**
 * What was written here and the server does not have yet, as a pure function of what happened. Two promises:
 * what was written is in the outbox or in the log, whatever the network does; and it goes out under the same
 * action id each time, so that the server takes it once.
 */
import type { Button, Citation, SentFile } from '../../../src/activity.ts';

export interface Outgoing {
  readonly actionId: string;
  readonly conversationId: string;
  readonly kind: 'reply' | 'note' | 'whisper';
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly citations: readonly Citation[];
  readonly files: readonly SentFile[];
  /** Person ids. */
  readonly mentions: readonly string[];
  /** Newest line of the conversation that was on the screen: what came later is not answered by it. */
  readonly seen: number;
  /** When it was written, in ms since 1970. */
  readonly at: number;
  readonly attempts: number;
  /** Not before, in ms since 1970. */
  readonly dueAt: number;
  /** Why the server will not take it: the person decides. Null while it waits or is on its way. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
  /** The server has it: its place in the log. Shown until its line comes. */
  readonly seq: number | null;
}

export type Written = Pick<
  Outgoing,
  'actionId' | 'conversationId' | 'kind' | 'text' | 'buttons' | 'citations' | 'files' | 'mentions' | 'seen'
>;

export type Outbox = readonly Outgoing[];

export type OutboxAction =
  | { readonly type: 'written'; readonly written: Written; readonly at: number }
  | { readonly type: 'sent'; readonly actionId: string; readonly seq: number }
  /** It may succeed later. `afterMs`: when the server says when. */
  | { readonly type: 'held-up'; readonly actionId: string; readonly at: number; readonly afterMs?: number }
  | { readonly type: 'refused'; readonly actionId: string; readonly code: string; readonly message: string }
  /** The person wants it tried again, or the line is back: at once. */
  | { readonly type: 'retried'; readonly actionId: string }
  | { readonly type: 'reconnected' }
  /** The person does without it, or its line stands in the log. */
  | { readonly type: 'removed'; readonly actionIds: readonly string[] };

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** Doubles with each attempt. */
export const delayAfter = (attempts: number): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1));

const change = (outbox: Outbox, actionId: string, by: (outgoing: Outgoing) => Partial<Outgoing>): Outbox =>
  outbox.map((outgoing) => (outgoing.actionId === actionId ? { ...outgoing, ...by(outgoing) } : outgoing));

/** Not sent again: a refusal that comes late changes nothing about what the server has. */
const isOpen = ({ seq }: Outgoing): boolean => seq === null;

export function reduceOutbox(outbox: Outbox, action: OutboxAction): Outbox {
  switch (action.type) {
    case 'written': {
      const isKnown = outbox.some(({ actionId }) => actionId === action.written.actionId);
      const fresh = { attempts: 0, dueAt: action.at, refusal: null, seq: null };
      return isKnown ? outbox : [...outbox, { ...action.written, at: action.at, ...fresh }];
    }
    case 'sent':
      return change(outbox, action.actionId, () => ({ seq: action.seq, refusal: null }));
    case 'held-up':
      return change(outbox, action.actionId, (outgoing) => {
        if (!isOpen(outgoing)) return {};
        const attempts = outgoing.attempts + 1;
        return { attempts, dueAt: action.at + (action.afterMs ?? delayAfter(attempts)) };
      });
    case 'refused':
      return change(outbox, action.actionId, (outgoing) =>
        isOpen(outgoing) ? { refusal: { code: action.code, message: action.message } } : {},
      );
    case 'retried':
      return change(outbox, action.actionId, () => ({ refusal: null, attempts: 0, dueAt: 0 }));
    case 'reconnected':
      return outbox.map((outgoing) => ({ ...outgoing, dueAt: 0 }));
    case 'removed':
      return outbox.filter(({ actionId }) => !action.actionIds.includes(actionId));
  }
}

/** What each conversation sends next: its oldest that is neither refused nor there; one overtakes no other. */
export function nextOfEach(outbox: Outbox): readonly Outgoing[] {
  const waiting = outbox.filter((outgoing) => isOpen(outgoing) && outgoing.refusal === null);
  const first = new Map<string, Outgoing>();
  for (const outgoing of waiting)
    if (!first.has(outgoing.conversationId)) first.set(outgoing.conversationId, outgoing);
  return [...first.values()];
}
