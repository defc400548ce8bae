/**
 * Segment: a part of the index that does not change any more, in typed arrays: for each term the
 * passages that hold it, and how often. A posting takes five bytes.
 */
import { createBreath } from './breath.ts';

/** The documents of a segment, by their place in it. */
export interface DocumentTable {
  /** Row of each document in the database. */
  readonly ids: Int32Array;
  readonly places: ReadonlyMap<number, number>;
  /** Place in the index's list of collections. */
  readonly collections: Uint16Array;
  /** 1 where it is for staff alone. */
  readonly staff: Uint8Array;
  /** First and last day on which it holds, as days since 1970. */
  readonly from: Int32Array;
  readonly until: Int32Array;
  /** 1 where it is in no searched build now: the only thing that changes. */
  readonly gone: Uint8Array;
}

export interface Segment {
  /** Row of each passage in the database, ascending. */
  readonly rows: Int32Array;
  /** Words that count, of title, headings and text. */
  readonly lengths: Uint16Array;
  readonly documentOf: Uint32Array;
  readonly documents: DocumentTable;
  /** Place of each term, by its id. */
  readonly terms: ReadonlyMap<number, number>;
  /** Where the postings of each term begin; one more than there are terms. */
  readonly offsets: Uint32Array;
  readonly holders: Uint32Array;
  readonly frequencies: Uint8Array;
}

/** What the index needs to know of a passage. */
export interface IndexedRow {
  readonly id: number;
  readonly documentId: number;
  readonly collection: string;
  readonly isStaff: boolean;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** As PostgreSQL writes arrays: `{1,2}`; a driver's array of each would take ten times as long. */
  readonly terms: string;
  readonly frequencies: string;
}

const EVER = 0x7fff_ffff;
const MOST_FREQUENCY = 0xff;
const MOST_LENGTH = 0xffff;
/** Counting so many takes about a millisecond. */
const POSTINGS_A_STEP = 1 << 18;
const COMMA = 0x2c;
const FIRST_DIGIT = 0x30;

/** Calls `take` with each number of `{1,2,3}`. */
function readNumbers(text: string, take: (value: number, at: number) => void): void {
  if (text.length <= 2) return;
  let value = 0;
  let at = 0;
  for (let place = 1; place < text.length - 1; place++) {
    const code = text.charCodeAt(place);
    if (code === COMMA) {
      take(value, at++);
      value = 0;
    } else value = value * 10 + code - FIRST_DIGIT;
  }
  take(value, at);
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** A typed array that grows as it is filled. */
function growing<A extends Numbers>(make: (length: number) => A) {
  let array = make(1024);
  let length = 0;
  return {
    push(value: number): void {
      if (length === array.length) {
        const larger = make(length * 2);
        larger.set(array);
        array = larger;
      }
      array[length++] = value;
    },
    get length() {
      return length;
    },
    /** Of its length, in memory of its own. */
    take: (): A => array.slice(0, length) as A,
    /** As it is, without a copy: only as long as nothing is pushed. */
    view: (): A => array.subarray(0, length) as A,
  };
}

const uint32 = () => growing((length) => new Uint32Array(length));
const int32 = () => growing((length) => new Int32Array(length));
const uint16 = () => growing((length) => new Uint16Array(length));
const uint8 = () => growing((length) => new Uint8Array(length));

function createDocuments(collectionOf: (name: string) => number) {
  const places = new Map<number, number>();
  const [ids, collections, staff, from, until] = [int32(), uint16(), uint8(), int32(), int32()];
  return {
    placeOf(row: IndexedRow): number {
      const known = places.get(row.documentId);
      if (known !== undefined) return known;
      const place = places.size;
      places.set(row.documentId, place);
      ids.push(row.documentId);
      collections.push(collectionOf(row.collection));
      staff.push(row.isStaff ? 1 : 0);
      from.push(row.validFrom ?? -EVER);
      until.push(row.validUntil ?? EVER);
      return place;
    },
    finish: (): DocumentTable => ({
      ...{ ids: ids.take(), places, collections: collections.take(), staff: staff.take() },
      ...{ from: from.take(), until: until.take(), gone: new Uint8Array(places.size) },
    }),
  };
}

/** Where the postings of each term begin, from how many each has. */
export function offsetsOf(counts: Uint32Array): Uint32Array {
  const offsets = new Uint32Array(counts.length + 1);
  for (let term = 0; term < counts.length; term++)
    offsets[term + 1] = (offsets[term] as number) + (counts[term] as number);
  return offsets;
}

/** Passages as they were read, term by term, to postings: a counting sort. */
async function invert(
  terms: number,
  passageEnds: Uint32Array,
  termOf: Uint32Array,
  frequencyOf: Uint8Array,
): Promise<Pick<Segment, 'offsets' | 'holders' | 'frequencies'>> {
  const breathe = createBreath();
  const counts = new Uint32Array(terms);
  for (let at = 0; at < termOf.length; at++) {
    const term = termOf[at] as number;
    counts[term] = (counts[term] as number) + 1;
    if (at % POSTINGS_A_STEP === 0) await breathe();
  }
  const offsets = offsetsOf(counts);
  const next = offsets.slice(0, terms);
  const holders = new Uint32Array(termOf.length);
  const frequencies = new Uint8Array(termOf.length);
  let at = 0;
  for (let passage = 0; passage < passageEnds.length; passage++) {
    for (const end = passageEnds[passage] as number; at < end; at++) {
      const term = termOf[at] as number;
      const place = next[term] as number;
      next[term] = place + 1;
      holders[place] = passage;
      frequencies[place] = frequencyOf[at] as number;
    }
    if (passage % 256 === 0) await breathe();
  }
  return { offsets, holders, frequencies };
}

export interface SegmentBuilder {
  /** In the order of their ids. */
  add(row: IndexedRow): void;
  readonly passages: number;
  /** Once; the builder is of no use after it. */
  finish(): Promise<Segment>;
}

/** @param collectionOf the place of a collection in the index's list */
export function createSegmentBuilder(collectionOf: (name: string) => number): SegmentBuilder {
  const documents = createDocuments(collectionOf);
  const terms = new Map<number, number>();
  const [rows, lengths, documentOf] = [int32(), uint16(), uint32()];
  const [ends, termOf, frequencyOf] = [uint32(), uint32(), uint8()];
  return {
    get passages() {
      return rows.length;
    },
    add(row) {
      readNumbers(row.terms, (id) => {
        const known = terms.get(id);
        if (known === undefined) terms.set(id, terms.size);
        termOf.push(known ?? terms.size - 1);
      });
      let length = 0;
      readNumbers(row.frequencies, (frequency) => {
        length += frequency;
        frequencyOf.push(Math.min(frequency, MOST_FREQUENCY));
      });
      if (frequencyOf.length !== termOf.length)
        throw new Error(`passage ${row.id} has ${row.terms} and ${row.frequencies}`);
      ends.push(termOf.length);
      rows.push(row.id);
      lengths.push(Math.min(length, MOST_LENGTH));
      documentOf.push(documents.placeOf(row));
    },
    async finish() {
      const postings = await invert(terms.size, ends.view(), termOf.view(), frequencyOf.view());
      return {
        ...{ rows: rows.take(), lengths: lengths.take(), documentOf: documentOf.take() },
        ...{ documents: documents.finish(), terms, ...postings },
      };
    },
  };
}
