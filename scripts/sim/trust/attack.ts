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

/** What a ring around one hub can vary. Numbers are whole but for the amounts. */
export interface Shape {
  readonly seats: number;
  readonly ageDays: number;
  /** Who own the seats beside the hub; 0 where the hub owns them. */
  readonly owners: number;
  /** Who pay the hub, beside the owners. */
  readonly members: number;
  /** Those of the members whom the hub pays back. */
  readonly paidBack: number;
  /** How many of the next members each member pays. */
  readonly next: number;
  /** How many of the members each owner pays. */
  readonly spread: number;
  /** USDC of a deal that the hub sells, and of all others. */
  readonly usdc: number;
  readonly usdcBack: number;
}

/** Where the search for a cheaper shape starts, and what is made of a shape. */
export interface Refinement {
  readonly starts: readonly Shape[];
  readonly make: (market: MarketScript, shape: Shape) => Attack;
}

/** A kind of attacker. */
export interface Attacker {
  readonly name: string;
  readonly families: (market: MarketScript) => readonly Family[];
  /** What it makes better step by step, beside the ways that it tries as they are. */
  readonly refined?: Refinement | undefined;
}
