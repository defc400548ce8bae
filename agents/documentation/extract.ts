/** The answer without a language model: the statements of the passages that fit the question best. */
import { countWords, type FoundPassage, fold, splitWords } from '#assistant';
import type { Grounded } from './citations.ts';
import {
  type Candidate,
  candidatesOf,
  isFragment,
  readEvidence,
  weighAmong,
  weighEvidence,
} from './evidence.ts';
import { stemsOf } from './stems.ts';
import { trimText } from './trim.ts';

const MOST_WORDS = 90;

// How likely a second statement must be the answer to be worth reading, by where it stands; least in an
// answer that stays short with it. From FaQuAD, with whole documents held apart: docs/answers.md.
const LIKELY_IN_PASSAGE = 0.02;
const LIKELY_AND_SHORT = 0.005;
const LIKELY_ELSEWHERE = 0.1;
const SHORT_WORDS = 45;

/** What leads elsewhere, and answers nothing. */
const POINTER =
  /^(?:veja|leia|saiba|confira) (?:tambem|mais|aqui|abaixo)\b|^(?:clique|acesse) aqui\b|^voltar\b|\b(?:conforme|como|lista|tabela) abaixo\W*$/;

interface Likely extends Candidate {
  readonly likelihood: number;
}

/** A word, a number, the title again, an announcement of nothing: no statement. */
function says({ statement: { text, form }, passage: { title, headings } }: Candidate): boolean {
  const folded = fold(text);
  if (POINTER.test(folded) || (text.endsWith(':') && form === 'sentence')) return false;
  if ([title, ...headings].some((name) => fold(name) === folded.replace(/[.:]$/, ''))) return false;
  return form !== 'sentence' || countWords(text) > 2;
}

function rank(question: string, passages: readonly FoundPassage[]): Likely[] {
  const all = candidatesOf(passages);
  const saying = all.filter(says);
  const candidates = saying.length > 0 ? saying : all;
  const likelihoods = weighEvidence(readEvidence(question, candidates));
  return candidates.map((candidate, index) => ({ ...candidate, likelihood: likelihoods[index] ?? 0 }));
}

/** As it is read: a list under what announces it, or under its heading. */
function opening({ statement, passage, place }: Candidate): string {
  const { announcement, form, text } = statement;
  if (announcement !== undefined) return `${announcement}\n`;
  const heading =
    place[1] === 0 && form === 'list' && /^\s*(?:[-*•]|\d+[.)])\s/.test(text)
      ? passage.headings.at(-1)
      : undefined;
  return heading === undefined ? '' : `${heading}${/[?:]$/.test(heading) ? '' : ':'}\n`;
}

const lengthOf = (candidate: Candidate): number =>
  countWords(opening(candidate)) + countWords(candidate.statement.text);

const isSameDocument = (a: Candidate, b: Candidate): boolean =>
  a.passage.collection === b.passage.collection && a.passage.document === b.passage.document;

const isSamePassage = (a: Candidate, b: Candidate): boolean => a.place[0] === b.place[0];

/** The statement without which this one says nothing. */
const findSupport = (candidate: Likely, all: readonly Likely[]): Likely | undefined =>
  candidate.statement.leans
    ? all.findLast(
        (other) => isSamePassage(other, candidate) && other.statement.to <= candidate.statement.from,
      )
    : undefined;

function repeats(a: Candidate, b: Candidate): boolean {
  if (fold(a.statement.text) === fold(b.statement.text)) return true;
  return isSamePassage(a, b) && a.statement.from < b.statement.to && b.statement.from < a.statement.to;
}

const holds = (whole: Candidate, part: Candidate): boolean =>
  isSamePassage(whole, part) &&
  whole.statement.from <= part.statement.from &&
  part.statement.to <= whole.statement.to;

/** A row of a table that is there as a whole is only looked at when the table is chosen. */
const isWithin = (candidate: Candidate, all: readonly Candidate[]): boolean =>
  candidate.statement.form === 'row' &&
  all.some((other) => other.statement.form === 'list' && holds(other, candidate));

/** The row of a table that says of what was asked what no other row says; else the candidate as it is. */
function narrow(candidate: Likely, all: readonly Likely[], question: string): Likely {
  const rows = all.filter((other) => other.statement.form === 'row' && holds(candidate, other));
  // Stems, and words as they are: "Centro" and "Central" have one stem.
  const words = splitWords(question).filter((word) => stemsOf(word).length > 0);
  const asked = new Set([...words, ...stemsOf(question)]);
  const said = rows.map(({ wording }) => asked.intersection(wording.own.union(wording.said)));
  const rarity = (piece: string) => 1 / said.filter((one) => one.has(piece)).length;
  const ranked = rows
    .map((row, index) => ({ row, says: [...(said[index] ?? [])].reduce((sum, one) => sum + rarity(one), 0) }))
    .toSorted((a, b) => b.says - a.says);
  const [best, next] = ranked;
  return best && next && best.says > next.says ? best.row : candidate;
}

/** A second one that goes with the first; two documents seldom answer one question. */
function findSecond(first: Likely, all: readonly Likely[], ranked: readonly Likely[]): Likely | undefined {
  const support = findSupport(first, all);
  if (support && lengthOf(support) + lengthOf(first) <= MOST_WORDS) return support;
  return ranked.find((second) => {
    const words = lengthOf(first) + lengthOf(second);
    if (!isSameDocument(first, second) || repeats(first, second) || words > MOST_WORDS) return false;
    const least = words <= SHORT_WORDS ? LIKELY_AND_SHORT : LIKELY_IN_PASSAGE;
    if (second.likelihood < (isSamePassage(first, second) ? least : LIKELY_ELSEWHERE)) return false;
    if (isFragment(second.statement) || second.statement.form === 'row') return false;
    return !second.statement.leans || findSupport(second, all) === first;
  });
}

/**
 * One or two statements, at most 90 words together: those of one passage in its order, else the likelier first.
 * @param passages best first, at least one
 */
export function extractAnswer(question: string, passages: readonly FoundPassage[]): Grounded[] {
  const all = rank(question, passages);
  const ranked = all
    .filter((candidate) => !isWithin(candidate, all))
    .toSorted((a, b) => b.likelihood - a.likelihood);
  const [best] = ranked;
  if (!best) return [];
  const weights = weighAmong(
    question,
    all.map(({ wording }) => wording.own),
  );
  const first = narrow(best, all, question);
  const second = findSecond(first, all, ranked);
  return (second ? [first, second] : [first])
    .toSorted((a, b) => (isSamePassage(a, b) ? a.statement.from - b.statement.from : 0))
    .map((chosen) => {
      const { passage, statement } = chosen;
      const before = opening(chosen);
      const { text, quotes } = trimText(statement.text, MOST_WORDS - countWords(before), weights);
      const announced = statement.announcement === undefined ? [] : [statement.announcement];
      const sources = [...announced, ...quotes].map((quote) => ({ passage, quote }));
      return { text: before + text, sources };
    });
}
