import { size } from "viem";
import { bounds } from "../protocol/bounds.ts";
import type { Terms } from "../protocol/terms.ts";
import { encodeTerms } from "../protocol/terms-codec.ts";
import { hasArbiter } from "./windows.ts";

/**
 * Gas of whole transactions, measured by `npm run bench:gas` on three milestones and a panel of three. A test holds those that
 * the benchmark has against its snapshot, and all of them against deals of other shapes on a chain.
 */
export const measuredGas = {
  openFromWallet: 128_077,
  openFromLedger: 72_148,
  verdictToWallet: 73_551,
  verdictToLedger: 52_582,
  reclaim: 58_050,
  contest: 85_555,
  drawOfSeven: 156_655,
  ballotsOfFour: 144_098,
} as const;

/** Not among the figures of the benchmark. */
const DELIVER = 90_700;
const SETTLE = 71_100;
const CONTEST_AGAIN = 77_000;
const RULE = 95_000;
/** A payout by steps, or that of silence, can go to both parties. */
const DIVIDED = { toWallet: 10_700, toLedger: 5_500 } as const;
/** A verdict that pays less than everything at once comes with the seller's signature of its delivery. */
const PROVEN = 5_500;
/** What round 2 spends to settle at once, where no arbiter can follow. */
const SETTLED_AT_ONCE = 25_000;
/** What a contest window adds: asking the pool for its fee, and storing what is provisional. */
const CONTESTABLE = { open: 4_200, verdict: 22_500 } as const;
/** Packed terms of three milestones and three jurors, and what a contest window adds. */
const MEASURED_BYTES = 268;
const DISPUTE_BYTES = 56;
/** Each byte of the terms is paid for in calldata, is hashed, and is logged when the deal opens. */
const GAS_PER_BYTE = { open: 33.6, verdict: 19, other: 17 } as const;
/** One ballot more: its calldata, and the recovery of its signer. */
const GAS_PER_BALLOT = 5_250;
const MEASURED_QUORUM = 2;
const MEASURED_DRAWN = 7;

/** A transaction on the way of a deal. */
export interface Step {
  readonly action:
    | "openDeal"
    | "deliver"
    | "submitVerdict"
    | "settle"
    | "reclaim"
    | "contest"
    | "drawPanel"
    | "recordBallots"
    | "rule";
  readonly gas: bigint;
}

/** How a milestone goes, after the deal has opened. */
export type Way = "verdict" | "silence" | "reclaim" | "contest" | "ruling";

/** The transaction that opens a deal. */
export function openingStep(terms: Terms): Step {
  const base = terms.fundedFromLedger ? measuredGas.openFromLedger : measuredGas.openFromWallet;
  const more = terms.contestWindow === 0 ? 0 : CONTESTABLE.open;
  return step("openDeal", base + more + GAS_PER_BYTE.open * moreBytes(terms));
}

/** The transactions of one milestone on a way; undefined where the terms do not have that way. */
export function stepsOf(terms: Terms, way: Way): readonly Step[] | undefined {
  const other = (action: Step["action"], gas: number) =>
    step(action, gas + GAS_PER_BYTE.other * moreBytes(terms));
  const isContestable = terms.contestWindow !== 0;
  const settled = isContestable ? [other("settle", SETTLE + divisionGas(terms, terms.payoutStep !== 0))] : [];
  const isHalved = terms.silencePayout !== 0 && terms.silencePayout !== bounds.full;
  const drawn = 2 * terms.panel.length + 1;
  const disputed = (action: Step["action"], gas: number) =>
    other(action, gas - GAS_PER_BYTE.other * DISPUTE_BYTES);
  const isLast = !hasArbiter(terms);
  const round2 = [
    verdictStep(terms),
    disputed("contest", measuredGas.contest),
    disputed("drawPanel", (measuredGas.drawOfSeven * drawn) / MEASURED_DRAWN),
    disputed(
      "recordBallots",
      ((measuredGas.ballotsOfFour - SETTLED_AT_ONCE) * drawn) / MEASURED_DRAWN +
        (isLast ? SETTLED_AT_ONCE : 0),
    ),
  ];
  const ways: Readonly<Record<Way, readonly Step[] | undefined>> = {
    verdict: [verdictStep(terms), ...settled],
    silence: [other("deliver", DELIVER), other("settle", SETTLE + divisionGas(terms, isHalved))],
    reclaim: [step("reclaim", measuredGas.reclaim)],
    contest: isContestable ? [...round2, ...(isLast ? [] : settled)] : undefined,
    ruling: isLast ? undefined : [...round2, disputed("contest", CONTEST_AGAIN), disputed("rule", RULE)],
  };
  return ways[way];
}

function verdictStep(terms: Terms): Step {
  const quorum = Math.floor((terms.panel.length + 1) / 2);
  const base = terms.sellerToLedger ? measuredGas.verdictToLedger : measuredGas.verdictToWallet;
  const more = terms.contestWindow === 0 ? partialGas(terms) : CONTESTABLE.verdict;
  const ballots = GAS_PER_BALLOT * (quorum - MEASURED_QUORUM);
  return step("submitVerdict", base + more + ballots + GAS_PER_BYTE.verdict * moreBytes(terms));
}

const partialGas = (terms: Terms) => (terms.payoutStep === 0 ? 0 : PROVEN + divisionGas(terms, true));

/** What paying both parties adds to paying one. */
function divisionGas(terms: Terms, isDivided: boolean): number {
  if (!isDivided) return 0;
  return terms.buyerToLedger ? DIVIDED.toLedger : DIVIDED.toWallet;
}

const step = (action: Step["action"], gas: number): Step => ({ action, gas: BigInt(Math.round(gas)) });

const moreBytes = (terms: Terms) => size(encodeTerms(terms)) - MEASURED_BYTES;
