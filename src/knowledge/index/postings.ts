/** The passages of one segment in which a term stands, or all of several terms. */
import type { Segment } from './segment.ts';

/** From `start` up to, and without, `end`; holders ascend. */
export interface Postings {
  readonly holders: Uint32Array;
  readonly frequencies: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const NONE: Postings = { holders: new Uint32Array(), frequencies: new Uint8Array(), start: 0, end: 0 };

function postingsOf({ terms, offsets, holders, frequencies }: Segment, term: number): Postings {
  const place = terms.get(term);
  if (place === undefined) return NONE;
  return { holders, frequencies, start: offsets[place] as number, end: offsets[place + 1] as number };
}

/** In both; as often as in the one where it is rarer. */
function intersect(one: Postings, other: Postings): Postings {
  const holders: number[] = [];
  const frequencies: number[] = [];
  let at = other.start;
  for (let place = one.start; place < one.end; place++) {
    const holder = one.holders[place] as number;
    while (at < other.end && (other.holders[at] as number) < holder) at++;
    if (at === other.end) break;
    if (other.holders[at] !== holder) continue;
    holders.push(holder);
    frequencies.push(Math.min(one.frequencies[place] as number, other.frequencies[at] as number));
  }
  return {
    holders: Uint32Array.from(holders),
    frequencies: Uint8Array.from(frequencies),
    ...{ start: 0, end: holders.length },
  };
}

/** Of passages that hold each of the terms. */
export function findPostings(segment: Segment, terms: readonly number[]): Postings {
  return terms.map((term) => postingsOf(segment, term)).reduce(intersect);
}
