import type { JudgingCase } from "quittance/watching";
import type { Address } from "viem";
import { positionOf } from "./reward.ts";

/** Looks for which each juror lets the one before it send. */
const LOOKS_EACH = 3;
const MILLISECONDS = 1_000;

interface Due {
  readonly key: string;
  readonly asked: JudgingCase;
}

/**
 * Whose turn it is to send, so that jurors of one panel that all follow this order do not pay for the same transaction. The order starts
 * at another juror for each deal and milestone. It is a courtesy and no lock: who does not get its turn, or is pressed for time,
 * sends after a while all the same, and the contract takes one of two.
 *
 * @param lookEvery Milliseconds between two looks.
 */
export function turns(lookEvery: number, clock: () => number = () => performance.now()) {
  const since = new Map<string, number>();
  return ({ key, asked }: Due, juror: Address, now: number): boolean => {
    const { panel, dealId, milestone, until } = asked;
    const jurors = BigInt(Math.max(panel.length, 1));
    const position = BigInt(Math.max(positionOf(asked, juror), 0));
    const rank = Number((position + BigInt(dealId) + BigInt(milestone)) % jurors);
    const start = since.get(key) ?? clock();
    since.set(key, start);
    const every = LOOKS_EACH * lookEvery;
    const isPressed = now < until && until - now < (panel.length * every) / MILLISECONDS;
    const mine = isPressed || clock() - start >= rank * every;
    // What is due next has an order of its own.
    if (mine) since.delete(key);
    return mine;
  };
}
