/**
 * Attended: while a person has the conversation, the assistant does not talk into it. What it was asked
 * for before still comes; what ends or falls due by itself says and asks nothing. Pure.
 */
import type { Effect } from '../dialog.ts';
import type { Conversation, Decision } from '../turn.ts';
import type { Candidate } from './policy.ts';

/** Also at this point of the turn: the citizen may have gone back to the assistant in it. */
export const isHeldByPerson = (
  { isAttended }: Pick<Conversation, 'isAttended'>,
  { status }: Pick<Decision, 'status'>,
): boolean => isAttended && status === 'waiting';

/** Rules by which a dialog is called without the citizen having said anything. */
const UNASKED: ReadonlySet<Candidate['rule']> = new Set(['task', 'timer']);

/** An agent's answer is what the citizen had asked for, as a copy of the conversation. */
const QUIET: ReadonlySet<Effect['type']> = new Set(['set-timer', 'remember', 'reply-activity', 'pass']);

/** What is left of a dialog's effects where a person has the conversation. */
export const keepQuiet = (effects: readonly Effect[], { rule }: Candidate): readonly Effect[] =>
  UNASKED.has(rule) ? effects.filter(({ type }) => QUIET.has(type)) : effects;
