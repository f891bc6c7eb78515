import type { Address, Hex } from "viem";
import type { Terms } from "../../sdk/typed-data/terms.ts";

/** Why a milestone is final. */
export type Cause =
  | "verdict"
  | "silence"
  | "acceptance"
  | "concession"
  | "agreement"
  | "reclaim"
  | "cancellation";

/** One juror's score, as it was counted. */
export interface CastBallot {
  readonly position: number;
  readonly score: number;
}

/** A verdict of round 1, whether it settled at once or stood. */
export interface ReachedVerdict {
  readonly at: number;
  readonly evidence: Hex;
  readonly payout: number;
  readonly ballots: readonly CastBallot[];
}

/** How a milestone's money parted. `toSeller + toBuyer` is its amount; amounts in USDC base units. */
export interface Parting {
  readonly cause: Cause;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  /** Out of `toSeller`. */
  readonly marketplaceFee: bigint;
  /** The verification fee no panel earned, on top of `toBuyer`. */
  readonly feeReturned: bigint;
}

/** What happened to one milestone so far. */
export interface MilestoneLife {
  readonly delivered?: { readonly at: number; readonly evidence: Hex };
  readonly verdict?: ReachedVerdict;
  readonly parting?: Parting;
}

/** A deal that was opened. `refused` sums what the token refused to pay out of it. */
export interface DealLife {
  readonly id: Hex;
  readonly terms: Terms;
  readonly openedAt: number;
  readonly milestones: readonly MilestoneLife[];
  readonly refused: bigint;
}

type Amounts = ReadonlyMap<Address, bigint>;

/** Everything money obeys, and the token's side of it. Never changed in place. Addresses in lower case. */
export interface World {
  readonly contract: Address;
  readonly token: Address;
  /** USDC in wallets, the contract's own included. */
  readonly wallets: Amounts;
  readonly blacklisted: ReadonlySet<Address>;
  readonly balances: Amounts;
  readonly refused: Amounts;
  readonly deposited: Amounts;
  readonly withdrawn: Amounts;
  /** Deposits by authorisation that were used: account and salt. */
  readonly usedSalts: ReadonlySet<string>;
  readonly deals: ReadonlyMap<Hex, DealLife>;
}

/** A world in which nothing was traded yet. */
export function newWorld(start: Pick<World, "contract" | "token" | "wallets">): World {
  return {
    ...start,
    blacklisted: new Set(),
    balances: new Map(),
    refused: new Map(),
    deposited: new Map(),
    withdrawn: new Map(),
    usedSalts: new Set(),
    deals: new Map(),
  };
}

export function amountOf(amounts: Amounts, address: Address): bigint {
  return amounts.get(address) ?? 0n;
}

/** The same amounts, but `address` has `by` more. A row below zero is a fault of the model, not a refusal. */
export function moved(amounts: Amounts, address: Address, by: bigint): Amounts {
  const after = amountOf(amounts, address) + by;
  if (after < 0n) throw new RangeError(`${address} would hold ${after}`);
  return new Map(amounts).set(address, after);
}

/** What a deal still holds: the amounts that are not settled, and the fees no panel earned and nobody got back. */
export function unsettledOf({ terms, milestones }: DealLife): bigint {
  let held = 0n;
  terms.milestones.forEach(({ amount }, index) => {
    const life = milestones[index];
    if (life?.parting !== undefined) return;
    held += amount + (life?.verdict === undefined ? terms.verificationFee : 0n);
  });
  return held;
}

/** Everything the contract owes; promise 1 says that it holds exactly this. */
export function owed(world: World): bigint {
  const sum = (values: Iterable<bigint>) => [...values].reduce((all, value) => all + value, 0n);
  return (
    sum(world.balances.values()) +
    sum(world.refused.values()) +
    sum([...world.deals.values()].map(unsettledOf))
  );
}
