/** Walks through a tree: from an answer and the state to the next move. Pure. */
import { countWords, readYesNo } from '#assistant';
import type { Chooser } from './choose.ts';
import { findKnown } from './facts.ts';
import type { HandoverReason, Lead, Move, Noted } from './moves.ts';
import { addNote, type State, type Tried, wordsSaid } from './state.ts';
import type { Stems } from './stems.ts';
import { PEOPLE, SOLVED, type Step, type Tree } from './tree.ts';
import { type Answers, type Reading, understand } from './understand.ts';

/** What there is to walk through, and to understand answers by. */
export interface Ground {
  readonly trees: readonly Tree[];
  readonly stems: Stems;
  readonly chooser: Chooser;
  readonly answers: Answers;
}

/** A step come upon more often than this is a circle. */
const MOST_VISITS = 2;
/** Times in a row that nothing is understood, after which people go on. */
const MOST_MISSES = 3;
/** Fewer are an answer that was not understood rather than another problem. */
const WORDS_OF_A_PROBLEM = 3;

interface Place {
  readonly tree: Tree;
  readonly step: Step;
}

export const toPeople = (state: State, reason: HandoverReason): Move => ({ type: 'people', state, reason });
export const leaveTree = ({ problem, tried, notes }: State): State => ({ problem, tried, notes, misses: 0 });
export const showTopics = (state: State, page = 0): Move => ({ type: 'choose', state, scored: [], page });

export const treeOf = ({ trees }: Ground, id: string | undefined): Tree | undefined =>
  trees.find((tree) => tree.id === id);

/** Undefined too where the tree was rewritten since. */
export function placeOf(ground: Ground, { tree: id, step: name }: State): Place | undefined {
  const tree = treeOf(ground, id);
  const step = tree?.steps.get(name ?? '');
  return tree && step ? { tree, step } : undefined;
}

/** Says the step that is open once more. */
export const stay = (state: State, { tree, step }: Place, lead?: Lead): Move => ({
  type: 'step',
  state: { ...leaveTree(state), misses: state.misses, tree: tree.id, step: step.id },
  tree,
  step,
  lead,
  noted: [],
});

/** Goes on to a step, past questions that the citizen has answered already. */
function arrive({ stems }: Ground, state: State, tree: Tree, target: string, lead?: Lead): Move {
  const tried = [...state.tried];
  const noted: Noted[] = [];
  const left = (): State => ({ ...leaveTree({ ...state, tried }), tree: tree.id });
  for (let name = target; ; ) {
    if (name === SOLVED) return { type: 'solved', state: left() };
    const step = tree.steps.get(name);
    if (name === PEOPLE || !step) return toPeople(left(), 'unsolved');
    const visits = tried.filter((one) => one.tree === tree.id && one.step === name).length;
    if (visits >= MOST_VISITS) return toPeople(left(), 'in-circles');
    const known = findKnown(wordsSaid(state), step, stems);
    const option = step.options.find(({ id }) => id === known);
    if (!option) return { type: 'step', state: { ...left(), step: name }, tree, step, lead, noted };
    noted.push({ step: name, option: option.id });
    tried.push({ tree: tree.id, step: name, result: option.id, how: 'said' });
    name = option.to;
  }
}

export const startTree = (ground: Ground, state: State, tree: Tree): Move =>
  arrive(ground, leaveTree(state), tree, tree.start, state.tried.length === 0 ? 'started' : undefined);

function answer(
  ground: Ground,
  state: State,
  { tree, step }: Place,
  option: string,
  how: Tried['how'] = 'answered',
): Move {
  const chosen = step.options.find(({ id }) => id === option);
  if (!chosen) return stay(state, { tree, step });
  const tried: Tried[] = [...state.tried, { tree: tree.id, step: step.id, result: option, how }];
  return arrive(ground, { ...state, tried }, tree, chosen.to);
}

/** To the last step that was answered; past what was skipped, unless nothing else is left. */
function goBack(ground: Ground, state: State): Move {
  const { tried } = state;
  const isOfTree = (at: number) => tried[at]?.tree === state.tree;
  let index = tried.length - 1;
  while (isOfTree(index) && tried[index]?.how === 'said' && isOfTree(index - 1)) index -= 1;
  const before = isOfTree(index) ? tried[index] : undefined;
  const place = before && placeOf(ground, { ...state, step: before.step });
  return place
    ? stay({ ...state, tried: tried.slice(0, index), misses: 0 }, place, 'back')
    : showTopics(leaveTree(state));
}

/** A button may be of an earlier step: then it is answered anew, and what came after it is dropped. */
export function answerButton(ground: Ground, state: State, name: string, option: string): Move {
  const current = placeOf(ground, state);
  const pressed = placeOf(ground, { ...state, step: name });
  if (!current) return showTopics(leaveTree(state));
  if (!pressed) return stay(state, current);
  if (name === state.step) return answer(ground, state, pressed, option);
  const earlier = state.tried.findLastIndex((one) => one.tree === state.tree && one.step === name);
  return earlier < 0
    ? stay(state, current)
    : answer(ground, { ...state, tried: state.tried.slice(0, earlier) }, pressed, option);
}

function miss({ chooser }: Ground, state: State, place: Place, text: string): Move {
  const noted = addNote(state, text);
  const { certainty, trees: scored } = chooser.choose(text);
  const other = scored[0]?.tree;
  if (certainty === 'clear' && other && other !== place.tree && countWords(text) >= WORDS_OF_A_PROBLEM) {
    return { type: 'switch', state: { ...noted, misses: state.misses, offered: other.id }, to: other };
  }
  if (noted.misses >= MOST_MISSES) return toPeople(noted, 'not-understood');
  return stay(noted, place, noted.misses === 1 ? 'not-understood' : 'not-understood-again');
}

function follow(ground: Ground, state: State, place: Place, reading: NonNullable<Reading>): Move {
  if ('option' in reading) {
    return answer(ground, state, place, reading.option, reading.already ? 'already' : 'answered');
  }
  switch (reading.wish) {
    case 'more':
      return { type: 'explain', state: { ...state, misses: 0 }, ...place };
    case 'did':
      return { type: 'did', state: { ...state, misses: 0 }, ...place };
    case 'back':
      return goBack(ground, state);
    case 'person':
      return toPeople(state, 'asked-for-person');
    case 'stop':
      return { type: 'stopped', state };
  }
}

/**
 * An answer in words at the step that is open.
 * @param locale of the titles that were shown
 */
export function answerWords(ground: Ground, state: State, place: Place, text: string, locale: string): Move {
  const offered = treeOf(ground, state.offered);
  const wanted = offered ? readYesNo(text) : undefined;
  if (offered && wanted === true) return startTree(ground, state, offered);
  if (offered && wanted === false) return stay(state, place);
  const { stems, answers } = ground;
  const reading = understand(text, place.step, { tree: place.tree, locale, stems, answers });
  return reading ? follow(ground, state, place, reading) : miss(ground, state, place, text);
}
