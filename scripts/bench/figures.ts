/** One benchmark figure as every benchmark prints it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "gas" | "bytes" | "FastLZ bytes";
  /** The goal to be at or below; null where there is none. */
  readonly reach: number | null;
  /** The least that arithmetic allows; null where it is not computed. */
  readonly floor: number | null;
  /** Bytes the figure's transactions count as, after FastLZ; null for what is no transaction. */
  readonly bytes: number | null;
}

/** What a figure is about, before it is measured. */
export interface FigureGoal extends Pick<Figure, "reach" | "floor"> {
  readonly what: string;
}

/** The figures of gas in the order they are printed. */
export const GOALS = {
  open_wallet: {
    what: "open by ERC-3009, both parties signed, 3 milestones, 3-juror panel",
    reach: 128_300,
    floor: 117_520,
  },
  open_ledger: { what: "the same from a ledger balance", reach: 72_300, floor: 61_600 },
  settle_wallet_2of3: {
    what: "verdict by two agreeing ballots of three, paid to the seller's wallet",
    reach: 73_600,
    floor: null,
  },
  settle_ledger_2of3: { what: "the same to the seller's ledger account", reach: 52_700, floor: null },
  settle_shared_2of3: {
    what: "settle_wallet_2of3 whose two jurors share a verification fee",
    reach: null,
    floor: null,
  },
  reclaim_wallet: { what: "refund after a missed deadline", reach: 58_400, floor: 51_300 },
  job1_wallet: {
    what: "one-milestone job, wallet to wallet, 2 transactions",
    reach: 200_200,
    floor: null,
  },
  life3_wallet: {
    what: "three-milestone life, wallet to wallet, 4 transactions",
    reach: 348_800,
    floor: null,
  },
  deposit: {
    what: "deposit by an approval given before, with a salt next to one that was used",
    reach: null,
    floor: null,
  },
  deposit_random_salt: { what: "the same with a salt far from all others", reach: null, floor: null },
  withdraw: { what: "withdrawal with a salt next to one that was used", reach: null, floor: null },
  worst_open_wallet: { what: "open_wallet with 32 milestones and 15 jurors", reach: 153_000, floor: null },
  worst_settle_wallet: {
    what: "verdict on it by eight agreeing ballots of fifteen, paid to the seller's wallet",
    reach: 119_500,
    floor: null,
  },
  amend: {
    what: "new deadline for a deal of one milestone, both parties signed, nothing paid",
    reach: 75_000,
    floor: null,
  },
  amend_topup_wallet: {
    what: "a second milestone for it, paid in by ERC-3009",
    reach: 140_000,
    floor: null,
  },
  amend_baseline: {
    what: "instead of `amend`: cancel and open_wallet, 2 transactions",
    reach: null,
    floor: null,
  },
  contest: { what: "contest of a verdict, bond from the ledger", reach: null, floor: null },
  draw_7: { what: "draw of 7 jurors from a pool of 40 seats", reach: null, floor: null },
  verdict_7: { what: "provisional verdict of round 2, by 7 ballots", reach: null, floor: null },
  recourse_round2: { what: "contest + draw_7 + verdict_7", reach: 420_000, floor: null },
  rate: { what: "rating by one side, sent by another address", reach: null, floor: null },
  policy_overhead: {
    what: "what an account under policy adds to opening a deal from a ledger balance",
    reach: 14_000,
    floor: null,
  },
  policy_overhead_lists: {
    what: "the same with lists of 1,000 counterparties and 16 categories",
    reach: null,
    floor: null,
  },
  tab_redeem: { what: "redemption of one tab's voucher", reach: 45_400, floor: null },
  tab_redeem_batch100: {
    what: "one of 100 tabs of 100 accounts, redeemed together by one payee",
    reach: 12_000,
    floor: null,
  },
  pay_batch100: { what: "one of 100 payments by one order under policy", reach: 9_000, floor: null },
  handles_batch100: {
    what: "one of 100 accounts opened together, each with a key and a policy",
    reach: 100_000,
    floor: null,
  },
  batch50_wallet_same: {
    what: "one of 50 verdicts in one transaction, paid to one seller's wallet",
    reach: 12_500,
    floor: null,
  },
  batch50_wallet_distinct: { what: "the same to 50 sellers' wallets", reach: 23_000, floor: null },
  batch50_ledger_same: { what: "the same to one seller's ledger account", reach: 12_000, floor: null },
  batch50_ledger_distinct: { what: "the same to 50 sellers' ledger accounts", reach: 17_500, floor: null },
  loop50_wallet_same: {
    what: "one of 50 single verdicts, called one after the other in one transaction, to one seller's wallet",
    reach: null,
    floor: null,
  },
  loop50_ledger_same: { what: "the same to one seller's ledger account", reach: null, floor: null },
  loop50_ledger_distinct: { what: "the same to 50 sellers' ledger accounts", reach: null, floor: null },
  open_batch50: {
    what: "one of 50 deals of one milestone with 50 sellers, opened together from a ledger balance",
    reach: 43_000,
    floor: null,
  },
  life3_ledger_batched: {
    what: "a deal of three milestones, opened and judged in such batches, and a tenth of a deposit and of a withdrawal",
    reach: 130_000,
    floor: null,
  },
} as const satisfies Readonly<Record<string, FigureGoal>>;

export type FigureName = keyof typeof GOALS;

/** Most bytes that code on-chain may have (EIP-170), less 500, so that a piece has room for a mend. */
const ROOM = 24_076;

/** The figures of deployed code, printed after those of gas. */
export const SIZES = {
  money_contract_bytes: { what: "deployed code of Quittance", reach: ROOM, floor: null },
  companion_contract_bytes: { what: "deployed code of its companion, Disputes", reach: ROOM, floor: null },
  accounts_contract_bytes: { what: "deployed code of its companion, Accounts", reach: ROOM, floor: null },
  agreements_contract_bytes: { what: "deployed code of its companion, Agreements", reach: ROOM, floor: null },
  batches_contract_bytes: { what: "deployed code of its companion, Batches", reach: ROOM, floor: null },
  panels_contract_bytes: { what: "deployed code of its companion, Panels", reach: ROOM, floor: null },
} as const satisfies Readonly<Record<string, FigureGoal>>;

export type SizeName = keyof typeof SIZES;

/** The figures of what is sent, compressed and before any estimate, printed after those of gas. */
export const SENT = {
  batch_bytes: {
    what: "FastLZ bytes of one of 50 verdicts in one transaction, to one seller",
    reach: 80,
    floor: null,
  },
  batch_bytes_distinct: { what: "the same to 50 sellers", reach: 80, floor: null },
  loop_bytes: {
    what: "FastLZ bytes of one of 50 single verdicts, called in one transaction, to one seller",
    reach: null,
    floor: null,
  },
  loop_bytes_distinct: { what: "the same to 50 sellers", reach: null, floor: null },
} as const satisfies Readonly<Record<string, FigureGoal>>;

export type SentName = keyof typeof SENT;

/** What a figure is about, for people. */
export function meaningOf(name: string): string {
  return (
    Object.entries<FigureGoal>({ ...GOALS, ...SENT, ...SIZES }).find(([known]) => known === name)?.[1].what ??
    ""
  );
}

/** What peers need for a whole three-milestone life, with the same token under the same rules. */
export const PEER_LIVES = [
  { peer: "base/commerce-payments", gas: 351_695 },
  { peer: "Kleros escrow v2", gas: 373_440 },
  { peer: "Sablier tranched ×3", gas: 590_328 },
  { peer: "x402r", gas: 644_487 },
  { peer: "Circle refund-protocol", gas: 726_432 },
  { peer: "SmartInvoice", gas: 777_147 },
  { peer: "ERC-8183 reference", gas: 1_595_493 },
  { peer: "Virtuals ACP v1", gas: 3_467_730 },
] as const;

/** What transactions cost together. */
export interface Cost {
  readonly gas: number;
  readonly bytes: number;
}

export function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, { gas, bytes }) => ({ gas: sum.gas + gas, bytes: sum.bytes + bytes }), {
    gas: 0,
    bytes: 0,
  });
}

/** Figures from what was measured, in the order of the goals. */
export function figuresOf(
  measured: Readonly<Record<FigureName, Cost>>,
  sent: Readonly<Record<SentName, number>>,
  sizes: Readonly<Record<SizeName, number>>,
): Figure[] {
  const costs = (Object.keys(GOALS) as FigureName[]).map((name): Figure => {
    const { reach, floor } = GOALS[name];
    const { gas, bytes } = measured[name];
    return { name, value: gas, unit: "gas", reach, floor, bytes };
  });
  const bytesSent = (Object.keys(SENT) as SentName[]).map((name): Figure => {
    const { reach, floor } = SENT[name];
    return { name, value: sent[name], unit: "FastLZ bytes", reach, floor, bytes: null };
  });
  const codes = (Object.keys(SIZES) as SizeName[]).map((name): Figure => {
    const { reach, floor } = SIZES[name];
    return { name, value: sizes[name], unit: "bytes", reach, floor, bytes: null };
  });
  return [...costs, ...bytesSent, ...codes];
}
