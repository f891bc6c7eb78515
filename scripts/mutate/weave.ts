import type { Mutant } from "./mutant.ts";

/** A stretch of a woven source that belongs to one mutant. */
export interface Woven {
  readonly mutant: Mutant;
  readonly start: number;
  readonly end: number;
}

/** Coinbase of the block in which the mutant of that number is at work; small numbers are precompiles. */
export function coinbaseOf(number: number): bigint {
  return 0xc0_1b_a5_e0_00_00_00_00n + BigInt(number);
}

/** Coinbase of no mutant: the code works as written. */
export const UNMUTATED = 0;

/** `pure` code may not ask for the coinbase; `view` is as long, so nothing moves. */
export function withoutPure(source: string): string {
  return source.replace(/\bpure\b/g, "view");
}

/**
 * One source with all of its mutants: each body becomes a choice, by the block's coinbase, between its mutants and itself.
 * @param numbers Of each mutant, from 1.
 */
export function weave(
  source: string,
  mutants: readonly Mutant[],
  numbers: ReadonlyMap<Mutant, number>,
): { text: string; woven: Woven[] } {
  const bodies = new Map<number, Mutant[]>();
  for (const mutant of mutants) {
    const others = bodies.get(mutant.body.start);
    if (others === undefined) bodies.set(mutant.body.start, [mutant]);
    else others.push(mutant);
  }
  const woven: Woven[] = [];
  let text = "";
  let from = 0;
  for (const [start, variants] of [...bodies].sort(([a], [b]) => a - b)) {
    const end = variants[0]?.body.end ?? start;
    text += `${source.slice(from, start)}{ `;
    for (const mutant of variants) {
      const number = numbers.get(mutant);
      if (number === undefined) throw new Error(`a mutant has no number: ${mutant.key}`);
      text += `if (block.coinbase == address(uint160(${coinbaseOf(number)}))) `;
      const { edit } = mutant;
      const variant = source.slice(start, edit.start) + edit.text + source.slice(edit.end, end);
      woven.push({ mutant, start: text.length, end: text.length + variant.length });
      text += `${variant} else `;
    }
    text += `${source.slice(start, end)} }`;
    from = end;
  }
  return { text: withoutPure(text + source.slice(from)), woven };
}
