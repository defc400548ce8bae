/** Dice: chance that is the same for the same seed. The generator is pure-rand's, of fast-check's maker. */
import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Dice {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** The items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
}

const FINE = 1_000_000;

/**
 * @param about what the dice decide: dice of another name fall independently, in whatever order
 *   they are thrown
 */
export function createDice(seed: number, ...about: readonly (string | number)[]): Dice {
  const hash = createHash('sha256').update(JSON.stringify([seed, ...about]));
  const generator = xoroshiro128plus(hash.digest().readInt32LE());
  const between = (least: number, most: number) => uniformInt(generator, least, most);
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('there is nothing to pick from');
    return items[between(0, items.length - 1)] as Item;
  };
  return {
    between,
    pick,
    chance: (probability) => between(0, FINE - 1) < probability * FINE,
    shuffle(items) {
      const rest = [...items];
      return items.map(() => rest.splice(between(0, rest.length - 1), 1)[0] as (typeof rest)[number]);
    },
  };
}
