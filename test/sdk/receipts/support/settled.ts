import { type Address, getAddress, type Hex, keccak256, numberToHex, pad } from "viem";
import type { DealHistory, MilestoneHistory } from "../../../../sdk/history/index.ts";
import { buildTerms, dealIdOf, encodeTerms, quittanceDomain } from "../../../../sdk/index.ts";

const party = (index: number): Address => getAddress(pad(numberToHex(index), { size: 20 }));
const hash = (index: number): Hex => keccak256(numberToHex(index));

export const domain = quittanceDomain({ chainId: 8453, address: party(0xaa) });
const OPENED = 1_796_040_000;

/** How a milestone ended: base units, or nothing where it did not. */
export interface Ending {
  readonly amount: bigint;
  readonly toSeller?: bigint;
  readonly sellerReimbursed?: bigint;
  readonly buyerReimbursed?: bigint;
  readonly feeReturned?: bigint;
}

/** A deal as an indexer would tell it, of which these milestones ended so. */
export function dealOf(
  endings: readonly Ending[],
  { marketplaceFee = 250, verificationFee = 1_000_000n, evidenceUri = "https://seller.example/1" } = {},
): DealHistory {
  const milestones = endings.map(({ amount }, index) => ({
    amount,
    deadline: OPENED + 86_400 * (index + 7),
  }));
  const terms = buildTerms(
    {
      ...{ buyer: party(0xb0), seller: party(0x5e), panel: [party(1)], pact: hash(1), salt: 1n, milestones },
      ...{ marketplaceFee, marketplace: party(0x3a), verificationFee, panelAccount: party(0x9a) },
    },
    { contract: domain.verifyingContract, token: party(0xcc), now: OPENED },
  );
  const deal = {
    ...{ id: dealIdOf({ domain, terms }), terms: encodeTerms(terms), openedAt: OPENED, openedIn: hash(2) },
    milestones: endings.map((ending, index) => milestoneOf(ending, index, { marketplaceFee, evidenceUri })),
  };
  return deal as unknown as DealHistory;
}

function milestoneOf(
  { amount, toSeller, sellerReimbursed = 0n, buyerReimbursed = 0n, feeReturned = 0n }: Ending,
  index: number,
  { marketplaceFee: points, evidenceUri }: { readonly marketplaceFee: number; readonly evidenceUri: string },
): MilestoneHistory {
  if (toSeller === undefined) return { index, amount } as unknown as MilestoneHistory;
  const marketplaceFee = (toSeller * BigInt(points)) / 10_000n;
  const toBuyer = amount - toSeller;
  const settlement = {
    ...{
      cause: "verdict",
      toSeller,
      toBuyer,
      marketplaceFee,
      sellerReimbursed,
      buyerReimbursed,
      feeReturned,
    },
    ...{ sellerNet: toSeller - marketplaceFee - sellerReimbursed, buyerNet: toBuyer - buyerReimbursed },
    ...{ timestamp: OPENED + 3_600 * (index + 1), blockNumber: BigInt(100 + index), logIndex: 0 },
    transactionHash: hash(50 + index),
  };
  return {
    index,
    amount,
    delivery: { evidence: hash(9), evidenceUri },
    settlement,
  } as unknown as MilestoneHistory;
}
