/** What speaks for a statement as the answer to a question, in figures, and how much each of them counts. */
import { countWords, type FoundPassage, fold, splitWords } from '#assistant';
import { KINDS, kindsOf } from './answer-kinds.ts';
import { readStatements, type Statement } from './statements.ts';
import { cover, stemsOf, stemsOfWords, type Weights, weighStems } from './stems.ts';

/** The words of a statement as they are compared. */
interface Wording {
  readonly folded: string;
  readonly said: ReadonlySet<string>;
  /** Between blanks. */
  readonly joined: string;
  readonly own: ReadonlySet<string>;
  /** With those of title and headings. */
  readonly all: ReadonlySet<string>;
  readonly length: number;
}

interface Above {
  readonly folded: string;
  readonly heading: ReadonlySet<string>;
  readonly title: ReadonlySet<string>;
}

export interface Candidate {
  readonly passage: FoundPassage;
  readonly statement: Statement;
  /** Of the passage among those found, and of the statement in the passage. */
  readonly place: readonly [passage: number, statement: number];
  readonly wording: Wording;
  readonly above: Above;
}

export interface Evidence {
  /** Share of the question's words: in the statement; with title and headings; in either of those alone. */
  readonly words: number;
  readonly context: number;
  readonly heading: number;
  readonly title: number;
  /** Share of the question's neighbouring words, its four-letter pieces and its forms in the statement. */
  readonly pairs: number;
  readonly pieces: number;
  readonly forms: number;
  /** Score of the passage, as a share of the best one's; 1 for the best one. */
  readonly passage: number;
  readonly first: number;
  /** It opens its passage. */
  readonly lead: number;
  /** It holds what the question asks for; its heading is about that, or about something else. */
  readonly kind: number;
  readonly headingKind: number;
  readonly otherKind: number;
  readonly length: number;
  readonly list: number;
  readonly row: number;
  /** No sentence, and no list: a heading, a label, half of an address. */
  readonly fragment: number;
}

export type EvidenceName = keyof Evidence;

/** docs/answers.md says how they were fitted, and on what. */
export const COUNTS: Readonly<Record<EvidenceName, number>> = {
  words: 0.8,
  context: 3.1,
  heading: 1.2,
  title: 1.2,
  pairs: 0.9,
  pieces: 2.4,
  forms: 1.3,
  passage: 3.9,
  first: 0.9,
  lead: 0.2,
  kind: 2.1,
  headingKind: 3.1,
  otherKind: -0.5,
  length: -2.7,
  list: 1.7,
  row: -0.7,
  // Set by hand: there are none where the others were fitted.
  fragment: -1.5,
};

/** Four letters, as in the search. */
const PIECE_LETTERS = 4;

const pairsOf = (words: readonly string[]): string[] =>
  words.slice(1).map((word, index) => `${words[index]} ${word}`);

const joinWords = (words: readonly string[]): string => ` ${words.join(' ')} `;

function piecesOf(words: readonly string[]): string[] {
  const text = joinWords(words);
  const count = Math.max(0, text.length - PIECE_LETTERS + 1);
  return [...new Set(Array.from({ length: count }, (_, at) => text.slice(at, at + PIECE_LETTERS)))];
}

const shareOf = (asked: readonly string[], isSaid: (one: string) => boolean): number =>
  asked.length === 0 ? 0 : asked.filter(isSaid).length / asked.length;

function readWording({ text, announcement }: Statement, { heading, title }: Above): Wording {
  const words = splitWords(text);
  const before = announcement === undefined ? [] : stemsOf(announcement);
  const own = new Set([...before, ...stemsOfWords(words)]);
  return {
    folded: fold(text),
    said: new Set(words),
    joined: joinWords(words),
    own,
    all: own.union(heading).union(title),
    length: countWords(text),
  };
}

type Read = Omit<Candidate, 'place'>;

function readPassage(passage: FoundPassage): Read[] {
  const headings = passage.headings.join(' ');
  const above = {
    folded: fold(headings),
    heading: new Set(stemsOf(headings)),
    title: new Set(stemsOf(passage.title)),
  };
  return readStatements(passage.text).map((statement) => ({
    passage,
    statement,
    wording: readWording(statement, above),
    above,
  }));
}

/** Whether a passage answers, and what of it, is asked one after the other: it is read once. */
const known = new WeakMap<FoundPassage, Read[]>();

export const candidatesOf = (passages: readonly FoundPassage[]): Candidate[] =>
  passages.flatMap((passage, rank) => {
    const read = known.get(passage) ?? readPassage(passage);
    known.set(passage, read);
    return read.map((one, index) => ({ ...one, place: [rank, index] as const }));
  });

/** What does not end like a sentence, or breaks off within brackets. */
export const isFragment = ({ form, text }: Statement): boolean =>
  form === 'sentence' && (!/[.!?…:;]["”)]?$/.test(text) || /\([^)]*$/.test(text));

/** Stems that stand nowhere tell the candidates not apart. */
export function weighAmong(question: string, texts: readonly ReadonlySet<string>[]): Weights {
  const weights = weighStems(question, texts);
  return new Map([...weights].filter(([stem]) => texts.some((text) => text.has(stem))));
}

/** One for each candidate, in their order. */
export function readEvidence(question: string, candidates: readonly Candidate[]): Evidence[] {
  const kinds = kindsOf(question);
  const words = splitWords(question);
  const [pairs, pieces] = [pairsOf(words), piecesOf(words)];
  const forms = [...new Set(words.filter((word) => stemsOfWords([word]).length > 0))];
  const weights = weighAmong(
    question,
    candidates.map(({ wording }) => wording.all),
  );
  const best = Math.max(...candidates.map(({ passage }) => passage.score));
  return candidates.map(({ passage, statement, place, wording, above }) => {
    const { joined } = wording;
    const fits = kinds.some((kind) => kind.heading.test(above.folded));
    const isOther = kinds.length > 0 && !fits && KINDS.some((kind) => kind.heading.test(above.folded));
    return {
      words: cover(weights, wording.own),
      context: cover(weights, wording.all),
      heading: cover(weights, above.heading),
      title: cover(weights, above.title),
      pairs: shareOf(pairs, (pair) => joined.includes(` ${pair} `)),
      pieces: shareOf(pieces, (piece) => joined.includes(piece)),
      forms: shareOf(forms, (form) => wording.said.has(form)),
      passage: passage.score / best,
      first: Number(place[0] === 0),
      lead: Number(place[1] === 0),
      kind: kinds.filter((kind) => kind.statement.test(wording.folded)).length / Math.max(1, kinds.length),
      headingKind: Number(fits),
      otherKind: Number(isOther),
      length: Math.log1p(wording.length) / 4,
      list: Number(statement.form === 'list'),
      row: Number(statement.form === 'row'),
      fragment: Number(isFragment(statement)),
    };
  });
}

/** How likely each candidate is the answer, if one of them is; together 1. */
export function weighEvidence(evidence: readonly Evidence[], counts = COUNTS): number[] {
  const names = Object.keys(counts) as EvidenceName[];
  const sums = evidence.map((one) => names.reduce((sum, name) => sum + counts[name] * one[name], 0));
  const most = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - most));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}
