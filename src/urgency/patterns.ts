/**
 * Patterns: the small language that word lists are written in, and its translation.
 *
 * | written | stands for |
 * |---|---|
 * | `morrer` | the word, whatever its case, accents, chat spelling and small typing errors |
 * | `quero/queria` | one of them |
 * | `incompetent*` | a word that begins so |
 * | `[muito]`, `[a/o]` | one of them, or nothing |
 * | `{want}` | one of the file's group of that name |
 * | `...` | at most three words, within the clause |
 * | `.` | where a clause begins or ends |
 * | `!de` | the next word is none of these |
 * | `%` | a number |
 */
import { fold } from '../words.ts';

export interface Pattern {
  readonly expression: RegExp;
  /** A text that matches has a word that begins with one of these. */
  readonly triggers: readonly string[];
}

/** Long enough to tell words apart, short enough for their endings not to matter. */
const TRIGGER_LENGTH = 4;
export const triggerOf = (word: string): string => word.slice(0, TRIGGER_LENGTH);

export type Groups = Readonly<Record<string, readonly string[]>>;

const GAP = '(?: [^ .,]+){0,3}?';
const CLAUSE_EDGE = '(?=(?: [.,]| ?$))';
const WORD = /^[a-z0-9]+\*?$/;

/** A comma may stand between any two words. */
const item = (words: string, isFirst: boolean): string => (isFirst ? ` ${words}` : `(?: ,)? ${words}`);

function toExpression(word: string): string {
  if (word === '%') return '\\d{1,3}';
  if (!WORD.test(word)) throw new Error(`"${word}" is not a word in the pattern language`);
  return word.endsWith('*') ? `${word.slice(0, -1)}[^ ]*` : word;
}

const alternatives = (words: string): string => `(?:${words.split('/').map(toExpression).join('|')})`;

function ofGroup(name: string, groups: Groups): readonly string[] {
  const group = groups[name];
  if (!group) throw new Error(`there is no group {${name}}`);
  return group.map(fold);
}

function translate(piece: string, isFirst: boolean, groups: Groups): string {
  if (piece === '...') return GAP;
  if (piece === '.') return isFirst ? '(?<=^| [.,])' : CLAUSE_EDGE;
  if (piece === '%') return item('(\\d{1,3})', isFirst);
  if (piece.startsWith('!')) return `(?! ${alternatives(piece.slice(1))}(?= |$))`;
  if (piece.startsWith('[')) return `(?:${item(alternatives(piece.slice(1, -1)), isFirst)})?`;
  const group = /^\{([\w-]+)\}$/.exec(piece)?.[1];
  if (group === undefined) return item(alternatives(piece), isFirst);
  const members = ofGroup(group, groups).map((phrase) => phrase.split(' ').map(alternatives).join(' '));
  return item(`(?:${members.join('|')})`, isFirst);
}

/** The first words of everything a piece may begin with; none where it may be left out. */
function startsOf(piece: string, groups: Groups): readonly string[] {
  if (/^(\.\.\.|\.|%|!.*|\[.*)$/.test(piece)) return [];
  const group = /^\{([\w-]+)\}$/.exec(piece)?.[1];
  const words = group === undefined ? piece.split('/') : ofGroup(group, groups);
  return words.map((word) => word.split(/[ /]/)[0] ?? '');
}

/** The piece whose words are longest is the rarest in other texts. */
function findTriggers(pieces: readonly string[], groups: Groups): readonly string[] {
  const lengthOf = (words: readonly string[]) =>
    Math.min(...words.map((word) => word.replace('*', '').length));
  const [best] = pieces
    .map((piece) => startsOf(piece, groups))
    .filter((words) => words.length > 0)
    .sort((one, two) => lengthOf(two) - lengthOf(one));
  const short = best?.find((word) => word.endsWith('*') && word.length <= TRIGGER_LENGTH);
  if (!best) throw new Error('it has no word that must be there');
  if (short) throw new Error(`"${short}" has less than ${TRIGGER_LENGTH} letters before its *`);
  return best.map((word) => triggerOf(word.replace('*', '')));
}

/** @throws Error, saying what is wrong with it */
export function compilePattern(source: string, groups: Groups): Pattern {
  const pieces = fold(source).split(' ');
  const expression = pieces.map((piece, index) => translate(piece, index === 0, groups)).join('');
  return {
    expression: new RegExp(`${expression}(?= |$)`, 'g'),
    triggers: findTriggers(pieces, groups),
  };
}

/** A word of a pattern, but for those that only begin one, and for the names of groups. */
const PLAIN_WORD = /(?<![{\w-])[a-z]+(?![\w}*-])/g;

/** The words it is written with: what typing errors are errors of. */
export const wordsIn = (source: string): readonly string[] => fold(source).match(PLAIN_WORD) ?? [];

/** With each word as it is spelt in the texts that are matched. */
export const respell = (source: string, spellings: ReadonlyMap<string, string>): string =>
  fold(source).replace(PLAIN_WORD, (word) => spellings.get(word) ?? word);
