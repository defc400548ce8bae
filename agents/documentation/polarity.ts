/** What a text denies: a sentence must deny what its source denies, and nothing else. */
import { fold } from '#assistant';
import { isAmong, isContent, isSameWord, negations, readWords } from './wording.ts';

const CLAUSE = /[,;:.!?()\n]|\b(?:mas|porem|entretanto|enquanto|but|pero)\b|\be(?= (?:nao|nem|sem)\b)/;
const WITHOUT: ReadonlySet<string> = new Set(['sem', 'without', 'sin']);
/** “Não é proibido” allows; “não é preciso nenhum documento” denies once. */
const DENYING: ReadonlySet<string> = new Set(['=dispensa', '=proibido']);
const TURNING: ReadonlySet<string> = new Set(['nao', 'nunca', 'jamais', 'not', 'never']);

interface Clause {
  readonly content: readonly string[];
  readonly words: readonly string[];
  readonly isNegated: boolean;
}

function toClause(text: string): Clause {
  const words = readWords(text);
  const isDenied = words.some((word) => DENYING.has(word));
  const isNegated = isDenied
    ? !words.some((word) => TURNING.has(word))
    : words.some((word) => negations.has(word) && !WITHOUT.has(word));
  return { words, isNegated, content: words.filter(isContent) };
}

const clausesOf = (text: string): Clause[] =>
  fold(text)
    .split(CLAUSE)
    .map(toClause)
    .filter(({ content }) => content.length > 0);

/** What the words say is not there: “sem beber água”. */
const lackedIn = ({ words }: Clause): string[] =>
  words.flatMap((word, index) => (WITHOUT.has(word) ? (words.slice(index + 1).find(isContent) ?? []) : []));

/** “Sem RG” in one of them alone, where the other has the RG and denies nothing. */
const differsInLack = (one: Clause, other: Clause): boolean =>
  lackedIn(one).some(
    (word) =>
      isAmong(word, other.content) &&
      !other.isNegated &&
      !lackedIn(other).some((lacked) => isSameWord(lacked, word)),
  );

/** Whether a clause is denied by those of the source that are most like it, or denies what they say. */
export function hasOtherPolarity(sentence: string, evidence: string): boolean {
  const sources = clausesOf(evidence);
  return clausesOf(sentence).some((clause) => {
    const scored = sources.map((source) => ({
      source,
      shared: clause.content.filter((word) => isAmong(word, source.content)).length,
    }));
    const most = Math.max(0, ...scored.map(({ shared }) => shared));
    if (most === 0) return clause.isNegated && !sources.some((source) => source.isNegated);
    const likest = scored.filter(({ shared }) => shared === most).map(({ source }) => source);
    return likest.every(
      (source) =>
        source.isNegated !== clause.isNegated ||
        differsInLack(clause, source) ||
        differsInLack(source, clause),
    );
  });
}
