/**
 * The word of the documents that a mistyped one was probably meant to be. Looked at: symspell and its
 * ports, whose tables of deletions for 90,000 forms take more memory than the rest of the index.
 */

/** Shorter words have too many neighbours: "gato" is no mistyped "pato". */
const REPAIR_LETTERS = 5;
/** From this length on two mistakes are still telling: "corrupção" is no mistyped "correção". */
const TWO_EDITS_LETTERS = 10;

/**
 * Damerau's distance where no letter is edited twice (optimal string alignment): letters more, less,
 * other, or two neighbours swapped.
 * @returns `most + 1` for every distance above `most`
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    let least = row;
    for (let at = 1; at <= other.length; at++) {
      const same = one[row - 1] === other[at - 1];
      let distance = Math.min(
        (last[at] as number) + 1,
        (next[at - 1] as number) + 1,
        (last[at - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1])
        distance = Math.min(distance, (before[at - 2] as number) + 1);
      next.push(distance);
      least = Math.min(least, distance);
    }
    if (least > most) return most + 1;
    before = last;
    last = next;
  }
  return Math.min(last.at(-1) as number, most + 1);
}

const LETTER_A = 0x61;
const SIGNS = 32;

/** A bit for each letter that a word holds. */
function signatureOf(word: string): number {
  let signature = 0;
  for (let at = 0; at < word.length; at++) signature |= 1 << ((word.charCodeAt(at) - LETTER_A) & (SIGNS - 1));
  return signature;
}

function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return (((fours + (fours >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

export interface Nearest {
  add(word: string): void;
  /** All words of the least distance to this one, 1 or 2; [] when none is near, or the word is too short. */
  find(word: string, isKnown: (word: string) => boolean): readonly string[];
}

/** Words of one length, with the letters that each holds. */
interface Shelf {
  readonly words: string[];
  signatures: Uint32Array;
}

/**
 * Compares the letters that two words hold before the words themselves: an edit changes two of them
 * at most, so that of 90,000 forms a few hundred are left to be compared.
 */
export function createNearest(): Nearest {
  const shelves = new Map<number, Shelf>();
  const findAt = (word: string, distance: number, isKnown: (word: string) => boolean): string[] => {
    const signature = signatureOf(word);
    const found: string[] = [];
    for (let length = word.length - distance; length <= word.length + distance; length++) {
      const shelf = shelves.get(length);
      if (!shelf) continue;
      for (let at = 0; at < shelf.words.length; at++) {
        if (countBits((shelf.signatures[at] as number) ^ signature) > 2 * distance) continue;
        const other = shelf.words[at] as string;
        if (editDistance(word, other, distance) === distance && isKnown(other)) found.push(other);
      }
    }
    return found;
  };
  return {
    add(word) {
      const shelf = shelves.get(word.length) ?? { words: [], signatures: new Uint32Array(64) };
      shelves.set(word.length, shelf);
      if (shelf.words.length === shelf.signatures.length) {
        const larger = new Uint32Array(shelf.signatures.length * 2);
        larger.set(shelf.signatures);
        shelf.signatures = larger;
      }
      shelf.signatures[shelf.words.length] = signatureOf(word);
      shelf.words.push(word);
    },
    find(word, isKnown) {
      if (word.length < REPAIR_LETTERS) return [];
      const near = findAt(word, 1, isKnown);
      return near.length > 0 || word.length < TWO_EDITS_LETTERS ? near : findAt(word, 2, isKnown);
    },
  };
}
