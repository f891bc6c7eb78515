import type { Address, Hex, Log } from "viem";
import {
  bondEarnedEvent,
  bondReimbursedEvent,
  bondReturnedEvent,
  dealCancelledEvent,
  feeCreditedEvent,
  feeReturnedEvent,
  milestoneSettledEvent,
  payoutRefusedEvent,
} from "../../abi/fragments/quittance.ts";
import type { Trace } from "../../client/done-before.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import { milestonesIn } from "../../protocol/bitmap.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { decodeSettlement, type SettlementCause } from "../../protocol/events.ts";
import type { MilestoneOf } from "../terms/milestone-of.ts";

/** An amount that went to an address; USDC base units. */
export interface Credit {
  readonly account: Address;
  readonly amount: bigint;
}

/** What went along with a settlement. */
export interface Payouts {
  /** Fees credited to ledger balances: the panel's and the marketplace's. */
  readonly fees: readonly Credit[];
  /** Payouts the token refused; they wait for `claimPayout`. */
  readonly unclaimed: readonly Credit[];
}

/** Bonds that moved with a settlement, all to ledger balances. */
export interface Bonds {
  /** To payers whose contester ended better off, out of the other side's part. */
  readonly reimbursed: readonly Credit[];
  /** Returned to payers, because no juror of the round voted. */
  readonly bondsReturned: readonly Credit[];
  /** To the arbiter that ruled. */
  readonly bondsEarned: readonly Credit[];
}

/**
 * How a milestone ended. `toSeller + toBuyer` is its amount; the marketplace fee comes out of `toSeller`, and what is
 * reimbursed out of the part of the side that ended worse.
 */
export interface MilestoneSettlement extends Payouts, Bonds {
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
    fees: eventsIn(logs, from, feeCreditedEvent).map(credit),
    unclaimed: eventsIn(logs, from, payoutRefusedEvent).map(credit),
  };
}

export function bondsIn(logs: readonly Log[], from: Address): Bonds {
  const paid = ({
    args,
  }: {
    readonly args: { readonly payer: Address; readonly amount: bigint };
  }): Credit => ({
    account: args.payer,
    amount: args.amount,
  });
  return {
    reimbursed: eventsIn(logs, from, bondReimbursedEvent).map(paid),
    bondsReturned: eventsIn(logs, from, bondReturnedEvent).map(paid),
    bondsEarned: eventsIn(logs, from, bondEarnedEvent).map(({ args }) => ({
      account: args.judge,
      amount: args.amount,
    })),
  };
}

export function settlementIn(logs: readonly Log[], from: Address): MilestoneSettlement {
  const { args } = eventIn(logs, from, milestoneSettledEvent);
  const [returned] = eventsIn(logs, from, feeReturnedEvent);
  const feeReturned = returned?.args.amount ?? 0n;
  return {
    dealId: args.dealId,
    ...decodeSettlement(args.settlement),
    feeReturned,
    ...payoutsIn(logs, from),
    ...bondsIn(logs, from),
  };
}

/** How a deal was ended by both. */
export interface DealEnd extends Pick<Payouts, "unclaimed"> {
  readonly dealId: Hex;
  /** USDC base units that went back to the buyer. */
  readonly toBuyer: bigint;
  /** The milestones this ended. */
  readonly milestones: readonly number[];
}

export function dealEndIn(logs: readonly Log[], from: Address): DealEnd {
  const { args } = eventIn(logs, from, dealCancelledEvent);
  const { unclaimed } = payoutsIn(logs, from);
  return { ...args, milestones: milestonesIn(args.milestones), unclaimed };
}

/** The trace of a milestone's settlement for one of these causes, and with this part to the seller where it is given. */
export function settlementOf(causes: readonly SettlementCause[], toSeller?: bigint) {
  return ({ terms, milestone }: MilestoneOf, domain: QuittanceDomain): Trace => ({
    event: milestoneSettledEvent,
    by: { dealId: dealIdOf({ domain, terms }) },
    is: ({ settlement }: { readonly settlement: Hex }) => {
      const parts = decodeSettlement(settlement);
      const isPart = toSeller === undefined || parts.toSeller === toSeller;
      return parts.milestone === milestone && causes.includes(parts.cause) && isPart;
    },
  });
}
