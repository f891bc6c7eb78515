import type { Address, Hex, Log } from "viem";
import { milestonesIn, type SettlementCause, settlementCauseOf } from "../typed-data/events.ts";
import { eventIn, eventsIn } from "./logs.ts";

/** An amount that went to an address; USDC base units. */
export interface Credit {
  readonly account: Address;
  readonly amount: bigint;
}

/** What went along with a settlement. */
export interface Payouts {
  /** Fees credited to ledger rows: the panel's and the marketplace's. */
  readonly fees: readonly Credit[];
  /** Payouts the token refused; they wait for `retryRefused`. */
  readonly refused: readonly Credit[];
}

/** How a milestone ended. `toSeller + toBuyer` is its amount; the marketplace fee comes out of `toSeller`. */
export interface MilestoneSettlement extends Payouts {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly cause: SettlementCause;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  /** The verification fee, back to the buyer because no panel earned it. */
  readonly feeReturned: bigint;
}

export function payoutsIn(logs: readonly Log[], from: Address): Payouts {
  const credit = ({ args }: { readonly args: Credit }): Credit => ({
    account: args.account,
    amount: args.amount,
  });
  return {
    fees: eventsIn(logs, from, "FeeCredited").map(credit),
    refused: eventsIn(logs, from, "PayoutRefused").map(credit),
  };
}

export function settlementIn(logs: readonly Log[], from: Address): MilestoneSettlement {
  const { args } = eventIn(logs, from, "MilestoneSettled");
  const [returned] = eventsIn(logs, from, "FeeReturned");
  const feeReturned = returned?.args.amount ?? 0n;
  return { ...args, cause: settlementCauseOf(args.cause), feeReturned, ...payoutsIn(logs, from) };
}

/** How a deal was ended by both. */
export interface DealEnd extends Pick<Payouts, "refused"> {
  readonly dealId: Hex;
  /** USDC base units that went back to the buyer. */
  readonly toBuyer: bigint;
  /** The milestones this ended. */
  readonly milestones: readonly number[];
}

export function dealEndIn(logs: readonly Log[], from: Address): DealEnd {
  const { args } = eventIn(logs, from, "DealCancelled");
  const { refused } = payoutsIn(logs, from);
  return { ...args, milestones: milestonesIn(args.milestones), refused };
}
