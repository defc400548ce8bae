/** Pausing: what the assistant was in the middle of when something else came up. Pure. */
import type { Conversation, DialogueState, Unfinished } from '../turn.ts';
import type { DialogLibrary } from './dialog-library.ts';
import type { Draft } from './draft.ts';

/** More than anybody keeps in mind. */
const MOST_PAUSED = 3;

/** Who may be answered: whoever asked last, then those that were interrupted, newest first. */
export const unfinishedIn = ({ active, paused }: DialogueState): Unfinished[] => [
  ...(active ? [active] : []),
  ...paused.filter(({ isUnasked }) => !isUnasked).toReversed(),
];

/** What is left of it when this dialog has taken the word. */
export function leaveFor(dialog: string, state: DialogueState, library: DialogLibrary): DialogueState {
  const { active } = state;
  const others = state.paused.filter((each) => each.dialog !== dialog);
  const pauses = active && active.dialog !== dialog && library.get(active.dialog)?.dialog.pauses;
  const paused = pauses ? [...others.filter((each) => each.dialog !== active.dialog), active] : others;
  return { ...state, active: null, paused: paused.slice(-MOST_PAUSED) };
}

/** Asked once all else is dealt with, the first of them first. */
export function putOff(questions: readonly Unfinished[], state: DialogueState): DialogueState {
  const dialogs = new Set(questions.map(({ dialog }) => dialog));
  const others = state.paused.filter(({ dialog }) => !dialogs.has(dialog));
  return { ...state, paused: [...others, ...questions.toReversed()] };
}

function isAtWork({ openTasks, events }: Draft): boolean {
  const ended = new Set(events.flatMap((event) => (event.type === 'task-superseded' ? [event.taskId] : [])));
  return (
    openTasks.length > 0 || events.some((event) => event.type === 'task-started' && !ended.has(event.taskId))
  );
}

/** The dialog to go on with, where nothing else is asked, awaited or at work. */
export function findResumable(
  draft: Draft,
  { status: before, isAttended }: Conversation,
  library: DialogLibrary,
): Unfinished | undefined {
  const { state, status, events } = draft;
  const last = state.paused.at(-1);
  if (!last || state.active !== null || isAtWork(draft) || before === 'closed') return undefined;
  // Who has just come back from the queue sees where they were, too.
  if (status === 'open') return last;
  const isCalled = events.some(({ type }) => type === 'handoff-requested');
  const mayAsk = status === 'waiting' && !isAttended && !isCalled;
  return mayAsk && library.get(last.dialog)?.dialog.whileWaiting ? last : undefined;
}
