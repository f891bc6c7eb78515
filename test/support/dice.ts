/** Random choices that depend on nothing but a seed. */
export interface Dice {
  /** A whole number, both ends inclusive. */
  readonly between: (least: number, most: number) => number;
  /** The same for amounts. */
  readonly amount: (least: bigint, most: bigint) => bigint;
  /** True with a probability from 0 to 1. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** One of the keys, as often as their weights say. */
  readonly weighted: <Key extends string>(weights: Readonly<Record<Key, number>>) => Key;
  /** `count` different items, in a random order. */
  readonly draw: <Item>(items: readonly Item[], count: number) => Item[];
}

/** Dice from a seed of 32 bits (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[between(0, items.length - 1)] as Item;
  };
  return {
    between,
    pick,
    amount: (least, most) => least + BigInt(Math.floor(roll() * Number(most - least + 1n))),
    chance: (probability) => roll() < probability,
    weighted: (weights) => {
      const keys = Object.keys(weights) as (keyof typeof weights)[];
      let left = roll() * keys.reduce((sum, key) => sum + weights[key], 0);
      for (const key of keys) {
        left -= weights[key];
        if (left < 0) return key;
      }
      return pick(keys);
    },
    draw: (items, count) => {
      const left = [...items];
      return Array.from({ length: count }, () => left.splice(between(0, left.length - 1), 1)).flat();
    },
  };
}

/** The seed of this run: `QUITTANCE_SEED`, or always the same one. */
export function seedOfRun(): number {
  const given = process.env.QUITTANCE_SEED;
  if (given === undefined) return 20_261_121;
  const seed = Number(given);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new RangeError(`QUITTANCE_SEED is ${given}; give a whole number below 2^32, or leave it out`);
}
