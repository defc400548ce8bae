/** Typing mistakes, always the same ones for a seed. */

/** Shorter words are seldom mistyped, and seldom told from others when they are. */
const LEAST_LETTERS = 6;

/** A linear congruential generator with the constants of Numerical Recipes: 0 up to, and without, 1. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function mistype(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const letter = String.fromCharCode('a'.charCodeAt(0) + Math.floor(random() * 26));
  const [before, here, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  return [
    `${before}${next}${after}`,
    `${before}${letter}${here}${next}${after}`,
    `${before}${letter}${next}${after}`,
    `${before}${next}${here}${after}`,
  ][Math.floor(random() * 4)] as string;
}

/** One letter more, less or other, or two swapped, within a word of six letters or more; none where there is none. */
export function addTypo(text: string, random: () => number): string {
  const words = [...text.matchAll(new RegExp(`\\p{L}{${LEAST_LETTERS},}`, 'gu'))];
  const chosen = words[Math.floor(random() * words.length)];
  if (chosen === undefined) return text;
  const [word] = chosen;
  return text.slice(0, chosen.index) + mistype(word, random) + text.slice(chosen.index + word.length);
}
