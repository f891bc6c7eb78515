import { csvLine, timeOf } from "./csv.ts";

type Hex = `0x${string}`;
type Destination = "wallet" | "ledger";

/** A milestone that settled, with what its deal says of it. */
export interface SettlementFacts {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly cause: string;
  readonly buyer: Hex;
  readonly seller: Hex;
  readonly buyerPrincipal: Hex | null;
  readonly sellerPrincipal: Hex | null;
  readonly category: bigint | null;
  /** Of the deal, base units a milestone. */
  readonly verificationFee: bigint;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly marketplaceFee: bigint;
  readonly sellerReimbursed: bigint;
  readonly buyerReimbursed: bigint;
  readonly sellerNet: bigint;
  readonly buyerNet: bigint;
  readonly feeReturned: bigint;
  readonly sellerDestination: Destination;
  readonly buyerDestination: Destination;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly timestamp: bigint;
  readonly transactionHash: Hex;
}

export type SettlementLine = ReturnType<typeof sellersLine>;

/** What a settlement is to an account, or to the accounts of a principal: a line for each side that is theirs. */
export function settlementLines(settled: SettlementFacts, whose: Hex): SettlementLine[] {
  const isTheirs = (...holders: readonly (Hex | null)[]) => holders.includes(whose);
  return [
    ...(isTheirs(settled.seller, settled.sellerPrincipal) ? [sellersLine(settled)] : []),
    ...(isTheirs(settled.buyer, settled.buyerPrincipal) ? [buyersLine(settled)] : []),
  ];
}

/** Of what the seller's part was, the marketplace fee and the reimbursement are gone. */
function sellersLine(settled: SettlementFacts) {
  const { seller, buyer, toSeller, marketplaceFee, sellerReimbursed, sellerNet } = settled;
  return {
    ...placeOf(settled),
    side: "seller" as "seller" | "buyer",
    account: seller,
    counterparty: buyer,
    gross: String(toSeller),
    marketplaceFee: String(marketplaceFee),
    verificationFee: "0",
    reimbursed: String(sellerReimbursed),
    refund: "0",
    net: String(sellerNet),
    destination: settled.sellerDestination,
  };
}

/** Of what the buyer had put into the milestone, the refund came back. The fee that a panel did not earn is part of it. */
function buyersLine(settled: SettlementFacts): SettlementLine {
  const { buyer, seller, toSeller, toBuyer, feeReturned, buyerReimbursed, buyerNet } = settled;
  const gross = toSeller + toBuyer + settled.verificationFee;
  const refund = buyerNet + feeReturned;
  return {
    ...placeOf(settled),
    side: "buyer",
    account: buyer,
    counterparty: seller,
    gross: String(gross),
    marketplaceFee: "0",
    verificationFee: String(settled.verificationFee - feeReturned),
    reimbursed: String(buyerReimbursed),
    refund: String(refund),
    net: String(refund - gross),
    destination: settled.buyerDestination,
  };
}

function placeOf({ dealId, milestone, cause, category, ...settled }: SettlementFacts) {
  return {
    ...{ dealId, milestone, cause },
    category: category === null ? null : Number(category),
    block: Number(settled.blockNumber),
    logIndex: settled.logIndex,
    timestamp: Number(settled.timestamp),
    transaction: settled.transactionHash,
  };
}

/** What the lines of a page sum to, by side. */
export function settlementSums(lines: readonly SettlementLine[]) {
  const sumsOf = (side: SettlementLine["side"]) => {
    const own = lines.filter((line) => line.side === side);
    const sum = (amount: (line: SettlementLine) => string) =>
      String(own.reduce((all, line) => all + BigInt(amount(line)), 0n));
    return {
      milestones: own.length,
      gross: sum(({ gross }) => gross),
      marketplaceFees: sum(({ marketplaceFee }) => marketplaceFee),
      verificationFees: sum(({ verificationFee }) => verificationFee),
      reimbursed: sum(({ reimbursed }) => reimbursed),
      refunds: sum(({ refund }) => refund),
      net: sum(({ net }) => net),
    };
  };
  return { seller: sumsOf("seller"), buyer: sumsOf("buyer") };
}

/** The header of the lines as CSV. */
export const SETTLEMENT_HEADER = csvLine([
  ...["time", "deal", "milestone", "side", "account", "counterparty", "category", "cause", "gross"],
  ...[
    "marketplace_fee",
    "verification_fee",
    "reimbursed",
    "refund",
    "net",
    "destination",
    "block",
    "transaction",
  ],
]);

/** A line as CSV: times ISO 8601, amounts base units, `net` negative where it was spent. */
export function settlementCsv(line: SettlementLine): string {
  const { timestamp, dealId, milestone, side, account, counterparty, category, cause, gross } = line;
  return csvLine([
    ...[timeOf(timestamp), dealId, milestone, side, account, counterparty, category, cause, gross],
    ...[line.marketplaceFee, line.verificationFee, line.reimbursed, line.refund, line.net],
    ...[line.destination, line.block, line.transaction],
  ]);
}
