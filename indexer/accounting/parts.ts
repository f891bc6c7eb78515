import { shareOf } from "quittance/protocol";

/** How one milestone's money parts, in base units. */
export interface Parts {
  /** Of the milestone's amount, before the marketplace fee. */
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly marketplaceFee: bigint;
  /** Before reimbursements, which have events of their own. */
  readonly sellerNet: bigint;
  readonly buyerNet: bigint;
  /** The verification fee that no panel earned, back to the buyer. */
  readonly feeReturned: bigint;
}

/** Parts of a milestone of which the seller gets `toSeller`. `marketplaceFee` is in basis points of that. */
export function partsOf(split: {
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly feeReturned: bigint;
  readonly marketplaceFee: number;
}): Parts {
  const { toSeller, toBuyer, feeReturned } = split;
  const marketplaceFee = shareOf(toSeller, split.marketplaceFee);
  const sellerNet = toSeller - marketplaceFee;
  return { toSeller, toBuyer, feeReturned, marketplaceFee, sellerNet, buyerNet: toBuyer };
}

/** Parts of a milestone that a verdict settles at `payout` basis points; its panel has earned the verification fee. */
export function partsOfVerdict(amount: bigint, payout: number, marketplaceFee: number): Parts {
  const toSeller = shareOf(amount, payout);
  return partsOf({ toSeller, toBuyer: amount - toSeller, feeReturned: 0n, marketplaceFee });
}

/** What leaves the deal with these parts. */
export function spentBy({ toSeller, toBuyer, feeReturned }: Parts): bigint {
  return toSeller + toBuyer + feeReturned;
}
