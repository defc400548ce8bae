/**
 * Policy: which dialog takes an input. Pure, and in the order of its rules; the name of the rule
 * that decided goes into the log. A dialog may pass, and the next rule decides.
 */
import { goToTarget } from '../activity.ts';
import type { ConversationStatus, DialogInput } from '../dialog.ts';
import type { JsonObject } from '../json.ts';
import type { Understanding } from '../recognizer.ts';
import type { DialogueState } from '../turn.ts';
import type { DialogLibrary } from './dialog-library.ts';

/** Talks to those who wait for a person. */
export const WAITING_DIALOG = 'talk-to-a-person';
/** Takes whatever nobody else does: unknown words are looked up in the documents. */
export const UNKNOWN_DIALOG = 'ask-documentation';

export interface Candidate {
  readonly dialog: string;
  readonly rule: 'button' | 'interrupt' | 'task' | 'timer' | 'waiting' | 'active' | 'intent' | 'unknown';
  readonly state: JsonObject | undefined;
}

export interface PolicyQuestion {
  readonly input: DialogInput;
  /** The dialog that started the task, or set the timer, which this input is the end of. */
  readonly startedBy: string | undefined;
  readonly status: ConversationStatus;
  readonly state: DialogueState;
  /** Least confidence with which an intent counts, 0 to 1. */
  readonly confidence: number;
}

function recognised(question: PolicyQuestion, library: DialogLibrary) {
  const { input, confidence } = question;
  if (input.type !== 'message' || input.understanding.intent === null) return undefined;
  if (input.understanding.confidence < confidence) return undefined;
  return library.forIntent(input.understanding.intent);
}

/** Whether the words begin a dialog that must be reachable whatever else goes on. */
export function beginsInterrupting(
  { intent, confidence }: Understanding,
  library: DialogLibrary,
  leastConfidence: number,
): boolean {
  if (intent === null || confidence < leastConfidence) return false;
  return library.forIntent(intent)?.dialog.interrupts ?? false;
}

/** The dialogs to be asked, first to last; the last never passes. */
export function chooseDialogs(question: PolicyQuestion, library: DialogLibrary): readonly Candidate[] {
  const { input, startedBy, status, state } = question;
  const fresh = (dialog: string, rule: Candidate['rule']): Candidate => ({ dialog, rule, state: undefined });
  const candidates: Candidate[] = [];
  if (startedBy !== undefined) {
    const own = state.active?.dialog === startedBy ? state.active.state : undefined;
    return [{ dialog: startedBy, rule: input.type === 'timer' ? 'timer' : 'task', state: own }];
  }
  const target = input.type === 'choice' ? goToTarget(input.value) : undefined;
  if (target !== undefined && library.get(target)) candidates.push(fresh(target, 'button'));
  const intended = recognised(question, library);
  if (intended?.dialog.interrupts) candidates.push(fresh(intended.name, 'interrupt'));
  if (status === 'waiting') candidates.push(fresh(WAITING_DIALOG, 'waiting'));
  if (state.active !== null && library.get(state.active.dialog)) {
    candidates.push({ ...state.active, rule: 'active' });
  }
  if (intended) candidates.push(fresh(intended.name, 'intent'));
  candidates.push(fresh(UNKNOWN_DIALOG, 'unknown'));
  return candidates;
}
