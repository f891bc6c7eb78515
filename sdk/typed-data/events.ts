import { type Hex, size } from "viem";
import { MalformedBallotsError } from "../errors/verdicts.ts";
import { type BallotEntry, decodeBallotEntries } from "./ballots-wire.ts";
import { WireReader } from "./wire-reader.ts";

/** Why a milestone settled, in the order of the contract's `Cause`. */
export const settlementCauses = [
  "verdict",
  "silence",
  "acceptance",
  "concession",
  "agreement",
  "reclaim",
] as const;

/** Why a milestone settled: the ways `MilestoneSettled` tells. */
export type SettlementCause = (typeof settlementCauses)[number];

/**
 * The name of a `cause` number of `MilestoneSettled`.
 *
 * @throws RangeError for a number that is none.
 * @example
 * import { settlementCauseOf } from "quittance";
 *
 * console.log(settlementCauseOf(2)); // acceptance
 */
export function settlementCauseOf(cause: number): SettlementCause {
  const name = settlementCauses[cause];
  if (name === undefined)
    throw new RangeError(`cause ${cause} is unknown; known are 0 to ${settlementCauses.length - 1}`);
  return name;
}

/**
 * Indexes of the bits set in one of the contract's milestone bitmaps, ascending.
 *
 * @example
 * import { milestonesIn } from "quittance";
 *
 * console.log(milestonesIn(0b101)); // [ 0, 2 ]
 */
export function milestonesIn(bitmap: number): number[] {
  return Array.from({ length: 32 }, (_, index) => index).filter((index) => (bitmap >>> index) % 2 === 1);
}

/** What the `VerdictReached` event packs into its `verdict`. */
export interface VerdictParts {
  readonly milestone: number;
  readonly round: number;
  /** Basis points of the milestone's amount to the seller. */
  readonly payout: number;
  /** The ballots that decided. */
  readonly ballots: readonly BallotEntry[];
}

const VERDICT_HEADER_BYTES = 4;

/**
 * Unpacks `verdict` of the `VerdictReached` event.
 *
 * @throws MalformedBallotsError for a length that fits none.
 * @example
 * import { decodeVerdict } from "quittance";
 *
 * const { milestone, payout, ballots } = decodeVerdict(`0x00012710${"00"}${"2328"}${"22".repeat(32)}`);
 * console.log(milestone, payout, ballots.length); // 0 10000 1
 */
export function decodeVerdict(verdict: Hex): VerdictParts {
  const length = size(verdict);
  if (length < VERDICT_HEADER_BYTES) {
    throw new MalformedBallotsError({ length: BigInt(length), expected: BigInt(VERDICT_HEADER_BYTES) });
  }
  const reader = new WireReader(verdict);
  const header = { milestone: reader.number(1), round: reader.number(1), payout: reader.number(2) };
  return { ...header, ballots: decodeBallotEntries(reader.hex(length - VERDICT_HEADER_BYTES)) };
}
