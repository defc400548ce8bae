/** Which number, or which day, belongs to what, where a source states several. */
import { readStated } from './numbers.ts';
import { contentOf, days, isAmong, isSameWord, readWords } from './wording.ts';

/** What is compared: the numbers of a text, and its other words. */
interface Keys {
  keysOf(text: string): ReadonlySet<string>;
  wordsOf(text: string): readonly string[];
  /** Whether a key that stands beside none of its own words is wrong, too. */
  readonly isStrict: boolean;
}

const dayOf = (word: string): string | undefined => [...days].find((day) => isSameWord(day, word));

const NUMBERS: Keys = { keysOf: (text) => readStated(text).numbers, wordsOf: contentOf, isStrict: true };
const DAYS: Keys = {
  keysOf: (text) => new Set(readWords(text).flatMap((word) => dayOf(word) ?? [])),
  wordsOf: (text) => contentOf(text).filter((word) => dayOf(word) === undefined),
  isStrict: false,
};

interface Segment {
  /** Words that say something. */
  readonly own: readonly string[];
  /** With those that the sentence begins with: “abre às 8h e fecha às 18h”. */
  readonly all: readonly string[];
  readonly keys: ReadonlySet<string>;
}

const JOINTS = /[;:](?=\s)|,(?=\s)|\.(?=\s)|\s(?:e|ou|mas|and|or)\s/;

/** Each with the words that its keys are about: “aos sábados, das 9h às 13h” is one. */
function joinParts(parts: readonly string[], { keysOf, wordsOf }: Keys): string[] {
  const joined: string[] = [];
  let open = '';
  for (const part of parts) {
    open = open === '' ? part : `${open}, ${part}`;
    if (keysOf(open).size === 0 || wordsOf(open).length === 0) continue;
    joined.push(open);
    open = '';
  }
  return open === '' ? joined : [...joined.slice(0, -1), [...joined.slice(-1), open].join(', ')];
}

/** What stands before the first word or number that is a key. */
function wordsBeforeKeys(part: string, { keysOf, wordsOf }: Keys): readonly string[] {
  const pieces = part.split(/(?<=\s)/);
  const first = pieces.findIndex((piece) => keysOf(piece).size > 0);
  return wordsOf(pieces.slice(0, Math.max(0, first)).join(''));
}

/** Rows of a table and items of a list as wholes, a sentence by its commas. */
function segmentsOf(evidence: string, keys: Keys): Segment[] {
  const { keysOf, wordsOf } = keys;
  const lines = evidence.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 1)
    return lines.map((line) => ({ own: wordsOf(line), all: wordsOf(line), keys: keysOf(line) }));
  let shared: readonly string[] = [];
  return joinParts(evidence.split(JOINTS), keys).map((part) => {
    const own = wordsOf(part);
    // What has words of the beginning is a sentence of its own: “a certidão vale …, a guia vale …”.
    const isWhole = own.some((word) => isAmong(word, shared));
    const segment = { own, all: isWhole ? own : [...shared, ...own], keys: keysOf(part) };
    if (isWhole || shared.length === 0) shared = wordsBeforeKeys(part, keys);
    return segment;
  });
}

const CLAUSES = /;\s|\.\s|\s(?:e|ou|mas|and|or)\s|\n/;

function areExchanged(sentence: string, evidence: string, kind: Keys): boolean {
  const segments = segmentsOf(evidence, kind).filter(({ keys }) => keys.size > 0);
  if (segments.length < 2) return false;
  return sentence.split(CLAUSES).some((clause) => {
    const said = kind.keysOf(clause);
    const words = kind.wordsOf(clause);
    return [...said].some((key) => {
      const holders = segments.filter(({ keys }) => keys.has(key));
      if (holders.length === 0) return false;
      const held = holders.reduce((all, { keys }) => all.union(keys), new Set<string>());
      // Where the clause has a key of that segment too, its words are about that one.
      const others = segments.filter(
        ({ keys }) => !keys.has(key) && keys.intersection(said).isSubsetOf(held),
      );
      const isOthers = (word: string): boolean => others.some(({ own }) => isAmong(word, own));
      const isForeign = (word: string): boolean => !holders.some(({ all }) => isAmong(word, all));
      const isOwn = (word: string): boolean => holders.some(({ own }) => isAmong(word, own));
      if (words.some((word) => isForeign(word) && isOthers(word))) return true;
      return kind.isStrict && !words.some(isOwn) && words.some(isOthers);
    });
  });
}

/** “Das 7h às 12h” of “das 7h às 19h, e aos sábados, das 8h às 12h”: each stands there, but not together. */
function arePutTogether(sentence: string, evidence: string): boolean {
  const lines = evidence.split('\n').filter((line) => line.trim() !== '');
  // The row of a table says one thing.
  const given = lines.length > 1 ? lines : evidence.split(JOINTS);
  return sentence.split(JOINTS).some((part) => {
    const keys = NUMBERS.keysOf(part);
    return keys.size > 1 && !given.some((one) => keys.isSubsetOf(NUMBERS.keysOf(one)));
  });
}

/** Whether a number or day of the sentence stands, in the source, beside something else than in the sentence. */
export const belongsElsewhere = (sentence: string, evidence: string): boolean =>
  arePutTogether(sentence, evidence) ||
  areExchanged(sentence, evidence, NUMBERS) ||
  areExchanged(sentence, evidence, DAYS);
