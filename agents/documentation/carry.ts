/**
 * Whether what a sentence says stands in what was quoted for it. Words are compared, not meanings: a
 * sentence that keeps to the words of its source passes, and one that says more, or something else, is
 * found by what it adds, exchanges, turns round or leaves out.
 */
import { fold, type Passage } from '#assistant';
import { readStated, type Stated } from './numbers.ts';
import { findExchanged, isTurnedRound } from './order.ts';
import { belongsElsewhere } from './pairs.ts';
import { hasOtherPolarity } from './polarity.ts';
import { contentOf, generic, glue, isAmong, isContent, limits, opposites, readWords } from './wording.ts';

export type CarryFault =
  | 'address-not-found'
  | 'number-not-found'
  | 'other-number'
  | 'negation'
  | 'opposite'
  | 'condition-left-out'
  | 'name-not-found'
  | 'other-words'
  | 'swapped'
  | 'not-carried';

/** Of the words that say something, so many stand in what is quoted: the others are in the title, or general. */
const QUOTED_SHARE = 0.5;
/** One word of its own may stand in a sentence of so many that say something. */
const WORDS_FOR_ONE = 8;

export interface Source {
  /** The sentences that were quoted. */
  readonly evidence: string;
  readonly passages: readonly Passage[];
}

function findNumberFault(sentence: string, stated: Stated, source: Source): CarryFault | undefined {
  const named = source.passages.flatMap(({ title, headings }) => [title, ...headings]).join('\n');
  const evidence = readStated(source.evidence);
  const around = readStated(named);
  if (!stated.addresses.isSubsetOf(evidence.addresses)) return 'address-not-found';
  if (!stated.measures.isSubsetOf(evidence.measures.union(around.measures))) return 'number-not-found';
  if (!stated.numbers.isSubsetOf(evidence.numbers.union(around.numbers))) return 'number-not-found';
  return belongsElsewhere(sentence, source.evidence) ? 'other-number' : undefined;
}

// An acronym, or a capital in the middle of a sentence.
const NAME =
  /(?<![\p{L}\p{N}])(?:\p{Lu}{2,}[\p{Lu}\p{N}]*|(?<=[\p{Ll}\p{N},;)] ["'“(]?)\p{Lu}[\p{L}\p{M}]+)/gu;

const findNames = (sentence: string): string[] => (sentence.match(NAME) ?? []).map(fold);

const spaced = (words: readonly string[]): string => ` ${words.join(' ')} `;
const JOINTS = /[;:](?=\s)|,(?=\s)|\.(?=\s|$)|\n|\s(?:e|ou|mas|and|or|but)\s/;

/** The parts of the source that share most with this one. */
function findLikest(part: string, source: string): readonly (readonly string[])[] {
  const content = contentOf(part);
  const scored = source
    .split(JOINTS)
    .map((text) => readWords(text))
    .map((words) => ({ words, shared: content.filter((word) => isAmong(word, words)).length }));
  const most = Math.max(1, ...scored.map(({ shared }) => shared));
  return scored.filter(({ shared }) => shared === most).map(({ words }) => words);
}

/** “Permitido” where the source, or the part of it that is spoken of, says “proibido”. */
function saysOpposite(sentence: string, evidence: string): boolean {
  const isTurned = (part: string, source: readonly string[]): boolean => {
    const [said, given] = [spaced(readWords(part)), spaced(source)];
    const turns = (one: string, other: string): boolean =>
      said.includes(` ${one} `) && !given.includes(` ${one} `) && given.includes(` ${other} `);
    return opposites.some(([one, two]) => turns(one, two) || turns(two, one));
  };
  if (isTurned(sentence, readWords(evidence))) return true;
  return sentence.split(JOINTS).some((part) => {
    const likest = findLikest(part, evidence);
    return likest.length > 0 && likest.every((words) => isTurned(part, words));
  });
}

/** “Todos pagam, exceto idosos.” does not say that all pay, and “pagam” not that only they do. */
function losesLimit(sentence: string, evidence: string): boolean {
  const said = readWords(sentence);
  const content = said.filter(isContent);
  if (limits.some((limit) => said.includes(limit) && !readWords(evidence).includes(limit))) return true;
  return evidence.split(/[.!?\n]/).some((part) => {
    const words = readWords(part);
    const at = words.findIndex((word) => limits.includes(word));
    const limit = words[at];
    if (limit === undefined || said.includes(limit)) return false;
    const behind = words.slice(at + 1).filter(isContent);
    const before = words.slice(0, at).filter(isContent);
    const kept = behind.filter((word) => isAmong(word, content)).length;
    return before.some((word) => isAmong(word, content)) && kept * 2 < Math.max(1, behind.length);
  });
}

/** What the sentence adds of its own; the title's words are its subject, and “o pedido” may name it. */
function addsWords(content: readonly string[], isNew: (word: string) => boolean): boolean {
  const added = content.filter(isNew);
  const isRun = content.some((word, index) => isNew(word) && isNew(content[index + 1] ?? ''));
  return isRun || added.length > Math.floor(content.length / WORDS_FOR_ONE);
}

function findWordFault(sentence: string, { evidence, passages }: Source): CarryFault | undefined {
  const content = contentOf(sentence);
  const quoted = contentOf(evidence);
  const titles = contentOf(passages.flatMap(({ title, headings }) => [title, ...headings]).join('\n'));
  const isQuoted = (word: string): boolean => isAmong(word, quoted);
  const isTitle = (word: string): boolean => isAmong(word, titles);
  const known = readWords([evidence, ...titles].join(' '));
  if (
    findNames(sentence).some((name) =>
      readWords(name).some((word) => !glue.has(word) && !isAmong(word, known)),
    )
  )
    return 'name-not-found';
  const unheard = (word: string): boolean => word !== '' && !isQuoted(word) && !generic.has(word);
  if (addsWords(content, (word) => unheard(word) && !isTitle(word))) return 'other-words';
  if (findExchanged(content, quoted, (word) => !isQuoted(word), isTitle)) return 'other-words';
  const shared = content.filter(isQuoted).length;
  const isBare = shared === 0 && readStated(sentence).numbers.size === 0;
  if (isBare || shared < content.length * QUOTED_SHARE) return 'not-carried';
  return isTurnedRound(sentence, evidence, content, quoted) ? 'swapped' : undefined;
}

/** Undefined where the source carries the sentence. */
export function findFault(sentence: string, source: Source): CarryFault | undefined {
  const { evidence } = source;
  const numbers = findNumberFault(sentence, readStated(sentence), source);
  if (numbers) return numbers;
  if (saysOpposite(sentence, evidence)) return 'opposite';
  if (hasOtherPolarity(sentence, evidence)) return 'negation';
  if (losesLimit(sentence, evidence)) return 'condition-left-out';
  return findWordFault(sentence, source);
}
