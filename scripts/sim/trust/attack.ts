import type { Address } from "viem";
import type { MarketScript, ScriptDeal, ScriptSeat } from "./script.ts";
import type { Spend } from "./spend.ts";

/** Feedback in an ERC-8004 registry: anyone gives it, about anyone, without a deal. 0 to 100. */
export interface Feedback {
  readonly client: Address;
  readonly score: number;
}

/** One way to go about it: what is added to an honest market, for whom, and what that takes. */
export interface Attack {
  readonly subject: Address;
  readonly deals: readonly ScriptDeal[];
  readonly seats: readonly ScriptSeat[];
  readonly feedback?: readonly Feedback[] | undefined;
  /** Round 2 duties that seats of the subject fulfilled. */
  readonly duties?: number | undefined;
  readonly spend: Spend;
  /** What was done, for people. */
  readonly said: string;
}

/** Attacks in which each takes more than the one before, and reaches no less. */
export type Family = readonly (() => Attack)[];

/** A kind of attacker. */
export interface Attacker {
  readonly name: string;
  readonly families: (market: MarketScript) => readonly Family[];
}
