/** What the words before the cursor ask for: a ready answer, a colleague. Places in ready answers. Pure. */

export interface Asked {
  /** What follows the sign. */
  readonly query: string;
  /** Where the sign stands. */
  readonly from: number;
}

const BEFORE = { '/': /(?:^|\s)\/([\p{L}\p{N}_-]{0,40})$/u, '@': /(?:^|\s)@([\p{L}\p{N}._-]{0,40})$/u };

/** The sign and what follows it, right before the cursor; undefined where none is asked for. */
export function findAsked(text: string, cursor: number, sign: '/' | '@'): Asked | undefined {
  const query = BEFORE[sign].exec(text.slice(0, cursor))?.[1];
  return query === undefined ? undefined : { query, from: cursor - query.length - 1 };
}

export interface Edited {
  readonly text: string;
  readonly cursor: number;
}

/** Puts something in the place of `from` to `to`, with a space to the words around it. */
export function replaceSpan(text: string, from: number, to: number, by: string): Edited {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const lead = before === '' || /\s$/.test(before) ? '' : ' ';
  const tail = after === '' || /^[\s.,;:!?)]/.test(after) ? '' : ' ';
  return { text: before + lead + by + tail + after, cursor: before.length + lead.length + by.length };
}

const PLACE = /\{([\p{L}_]{1,40})\}/gu;

/** Fills the places of a ready answer; what is not known stays, for the person. */
export const fillPlaces = (text: string, values: Readonly<Record<string, string | undefined>>): string =>
  text.replace(PLACE, (place, name: string) => values[name] ?? place);

/** The first place that is still open; nobody sends "{nome}" unseen. */
export function findPlace(text: string): { readonly from: number; readonly to: number } | undefined {
  const match = text.matchAll(PLACE).next().value;
  return match && { from: match.index, to: match.index + match[0].length };
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** Those that begin with the query first, then those that hold it; the others not. */
export function rankMatches<T>(
  all: readonly T[],
  query: string,
  wordsOf: (each: T) => readonly string[],
): readonly T[] {
  const wanted = fold(query);
  const scored = all.map((each) => {
    const words = wordsOf(each).map(fold);
    const score = words.some((word) => word.startsWith(wanted))
      ? 2
      : words.some((word) => word.includes(wanted))
        ? 1
        : 0;
    return { each, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ each }) => each);
}

/** People whose "@Name" stands in the text. */
export const mentionsIn = <P extends { readonly personId: string; readonly name: string }>(
  text: string,
  people: readonly P[],
): readonly string[] =>
  people.filter(({ name }) => text.includes(`@${name}`)).map(({ personId }) => personId);

/** Citations whose mark still stands in the text, with their marks counted from 1 in the order of the text. */
export function tidyCitations<C extends { readonly mark: number }>(
  text: string,
  citations: readonly C[],
): { readonly text: string; readonly citations: readonly C[] } {
  const byMark = new Map(citations.map((citation) => [citation.mark, citation] as const));
  const order = new Map<number, number>();
  const tidied = text.replace(/\[(\d{1,3})\]/g, (place, digits: string) => {
    const mark = Number(digits);
    if (!byMark.has(mark)) return place;
    if (!order.has(mark)) order.set(mark, order.size + 1);
    return `[${order.get(mark)}]`;
  });
  const kept = [...order].flatMap(([mark, fresh]) => {
    const citation = byMark.get(mark);
    return citation ? [{ ...citation, mark: fresh }] : [];
  });
  return { text: tidied, citations: kept };
}

/** A text with citations of its own, their marks counted on from those that are there already. */
export function renumber<C extends { readonly mark: number }>(
  text: string,
  citations: readonly C[],
  taken: readonly number[],
): { readonly text: string; readonly citations: readonly C[] } {
  const offset = Math.max(0, ...taken);
  const own = new Set(citations.map(({ mark }) => mark));
  return {
    text: text.replace(/\[(\d{1,3})\]/g, (place, digits: string) =>
      own.has(Number(digits)) ? `[${Number(digits) + offset}]` : place,
    ),
    citations: citations.map((citation) => ({ ...citation, mark: citation.mark + offset })),
  };
}
