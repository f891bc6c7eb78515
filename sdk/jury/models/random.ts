import { concatHex, type Hex, hexToBytes, keccak256, stringToHex, toHex } from "viem";

/** Choices that follow from a seed alone, so that a judgement can be repeated to the byte. */
export interface Random {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  pick<Item>(items: readonly Item[]): Item;
  shuffle<Item>(items: readonly Item[]): Item[];
  /** Lower-case letters and digits that start with a letter. */
  token(length: number): string;
  /** Such tokens, each unlike the others. */
  tokens(count: number, length: number): string[];
  /** Choices of their own for one purpose: they do not move when other purposes choose more or less. */
  of(purpose: string): Random;
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz";
const SIGNS = `${LETTERS}23456789`;
const WORDS_OF_HASH = 8;
const RANGE = 2 ** 32;

/** @param seed 32 bytes. */
export function randomFrom(seed: Hex): Random {
  const next = numbersFrom(seed);
  const below = (bound: number): number => {
    // The last numbers would make the first ones of a bound likelier.
    const fair = RANGE - (RANGE % bound);
    for (;;) {
      const number = next();
      if (number < fair) return number % bound;
    }
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[below(items.length)] as Item;
  };
  const token = (length: number): string =>
    Array.from({ length }, (_, at) => pick([...(at === 0 ? LETTERS : SIGNS)])).join("");
  return {
    below,
    pick,
    shuffle: (items) => shuffled(items, below),
    token,
    tokens: (count, length) => {
      const made = new Set<string>();
      while (made.size < count) made.add(token(length));
      return [...made];
    },
    of: (purpose) => randomFrom(keccak256(concatHex([seed, stringToHex(purpose)]))),
  };
}

/** Whole numbers of 32 bits, without end. */
function numbersFrom(seed: Hex): () => number {
  let block: DataView = new DataView(new ArrayBuffer(0));
  let counter = 0;
  let at = WORDS_OF_HASH;
  return () => {
    if (at === WORDS_OF_HASH) {
      const bytes = hexToBytes(keccak256(concatHex([seed, toHex(counter, { size: 32 })])));
      block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      counter += 1;
      at = 0;
    }
    at += 1;
    return block.getUint32((at - 1) * 4);
  };
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], below: (bound: number) => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}
