/** Decides the next move, whatever came: first words, a button, or an answer; and which tree it is about. */
import { findShortened, findTitled } from '#assistant';
import { BUTTONS, type Move } from './moves.ts';
import { addNote, beginState, type State } from './state.ts';
import { textsOf } from './tree.ts';
import { readWish } from './understand.ts';
import {
  answerButton,
  answerWords,
  type Ground,
  leaveTree,
  placeOf,
  showTopics,
  startTree,
  stay,
  toPeople,
  treeOf,
} from './walk.ts';

/** Messages that fit no topic: after the first a list is shown, after the second they tell, then people go on. */
const MOST_MISSES = 3;

/** @param state has counted the misses before */
function chooseTree(ground: Ground, state: State, text: string): Move {
  const { certainty, trees: scored } = ground.chooser.choose(text);
  const [best] = scored;
  if (certainty === 'clear' && best) return startTree(ground, state, best.tree);
  if (certainty === 'close') return { type: 'choose', state: { ...state, misses: 0 }, scored, page: 0 };
  const missed = { ...state, misses: state.misses + 1 };
  if (missed.misses >= MOST_MISSES) return toPeople(missed, 'no-topic');
  return missed.misses === 1 ? showTopics(missed) : { type: 'tell', state: missed };
}

/** The first words. */
export const begin = (ground: Ground, text: string): Move => chooseTree(ground, beginState(text), text);

/** @param value of the button that was chosen */
export function pressButton(ground: Ground, state: State, value: string): Move {
  const [kind = '', first = '', second = ''] = value.split('/');
  if (kind === 'at') return answerButton(ground, state, first, second);
  if (value === BUTTONS.people) return toPeople(state, 'asked-for-person');
  if (value === BUTTONS.tell)
    return { type: 'tell', state: { ...leaveTree(state), misses: MOST_MISSES - 1 } };
  if (kind === 'topics') return showTopics(state, Number(first) || 0);
  const tree = kind === 'tree' ? treeOf(ground, first) : undefined;
  if (tree) return startTree(ground, state, tree);
  const place = placeOf(ground, state);
  return place ? stay(state, place) : showTopics(leaveTree(state));
}

/** @param locale of the titles that were shown */
export function sayWords(ground: Ground, state: State, text: string, locale: string): Move {
  const place = placeOf(ground, state);
  if (place) return answerWords(ground, state, place, text, locale);
  const wish = readWish(text, ground.answers);
  if (wish === 'person') return toPeople(state, 'asked-for-person');
  if (wish === 'stop') return { type: 'stopped', state };
  const names = ground.trees.map((tree) => textsOf(tree, locale).name);
  const named = ground.trees[findTitled(text, names) ?? findShortened(text, names) ?? -1];
  if (named) return startTree(ground, state, named);
  const { misses } = state;
  return chooseTree(ground, { ...leaveTree(addNote(state, text)), misses }, text);
}
