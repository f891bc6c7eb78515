import { type Address, getAddress, type Hex } from "viem";
import { describeSafely, InvalidFieldError } from "../errors/field.ts";
import { MalformedBallotsError } from "../errors/verdicts.ts";
import { type BallotEntry, decodeBallotEntries } from "./ballots-codec.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, joinHex } from "./hex-parts.ts";

/** Why a milestone settled, in the order of the contract's `Cause`. */
export const settlementCauses = [
  "verdict",
  "silence",
  "release",
  "refund",
  "agreement",
  "reclaim",
  "ruling",
] as const;

/** The causes of a settlement, as `MilestoneSettled` numbers them. */
export type SettlementCause = (typeof settlementCauses)[number];

/**
 * The name of a `cause` number of `MilestoneSettled`.
 *
 * @throws RangeError for a number that is none.
 * @example
 * import { settlementCauseOf } from "quittance";
 *
 * console.log(settlementCauseOf(2)); // release
 */
export function settlementCauseOf(cause: number): SettlementCause {
  const name = Number.isInteger(cause) ? settlementCauses[cause] : undefined;
  if (name === undefined)
    throw new RangeError(
      `cause ${describeSafely(cause)} is unknown; known are 0 to ${settlementCauses.length - 1}`,
    );
  return name;
}

/** What the `MilestoneSettled` event packs into its `settlement`. */
export interface SettlementParts {
  readonly milestone: number;
  readonly cause: SettlementCause;
  /** USDC base units, as `toBuyer`; together they are the milestone's amount. */
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
}

/**
 * Reads the `settlement` of a `MilestoneSettled` event.
 *
 * @throws RangeError for a cause that is none.
 * @example
 * import { decodeSettlement } from "quittance";
 *
 * const settlement = "0x0005000000000000000000000000000000000000000003d0900000000000" + "0000";
 * console.log(decodeSettlement(settlement as `0x${string}`).cause); // reclaim
 */
export function decodeSettlement(settlement: Hex): SettlementParts {
  const reader = new ByteReader(settlement);
  return {
    milestone: reader.number(1),
    cause: settlementCauseOf(reader.number(1)),
    toSeller: reader.bigint(12),
    toBuyer: reader.bigint(12),
  };
}

/** What the `VerdictReached` event packs into its `verdict`. */
export interface VerdictParts {
  readonly milestone: number;
  readonly round: number;
  /** Basis points of the milestone's amount to the seller. */
  readonly payout: number;
  /** The ballots that decided; none for round 2, whose ballots are on record (`BallotsRecorded`). */
  readonly ballots: readonly BallotEntry[];
}

/** What the `BallotsRecorded` event packs into its `ballots`. */
export type RecordedBallots = Omit<VerdictParts, "payout">;

const VERDICT_HEADER_BYTES = 4;
const RECORD_HEADER_BYTES = 2;
const JUROR_BYTES = 20;

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
  const length = requireHeader(verdict, VERDICT_HEADER_BYTES);
  const reader = new ByteReader(verdict);
  const header = { milestone: reader.number(1), round: reader.number(1), payout: reader.number(2) };
  return { ...header, ballots: decodeBallotEntries(reader.hex(length - VERDICT_HEADER_BYTES)) };
}

/**
 * Unpacks `ballots` of the `BallotsRecorded` event.
 *
 * @throws MalformedBallotsError for a length that fits none.
 * @example
 * import { decodeRecordedBallots } from "quittance";
 *
 * const { milestone, round, ballots } = decodeRecordedBallots(`0x0002${"04"}${"2328"}${"22".repeat(32)}`);
 * console.log(milestone, round, ballots.length); // 0 2 1
 */
export function decodeRecordedBallots(recorded: Hex): RecordedBallots {
  const length = requireHeader(recorded, RECORD_HEADER_BYTES);
  const reader = new ByteReader(recorded);
  const header = { milestone: reader.number(1), round: reader.number(1) };
  return { ...header, ballots: decodeBallotEntries(reader.hex(length - RECORD_HEADER_BYTES)) };
}

/**
 * The packed form of a drawn panel, as the contract's calls take it; `0x` for none.
 *
 * @example
 * import { encodePanel } from "quittance";
 *
 * console.log(encodePanel(["0x00000000000000000000000000000000000000a1"]));
 */
export function encodePanel(panel: readonly Address[]): Hex {
  return joinHex(panel);
}

/**
 * Unpacks `panel` of the `PanelDrawn` event; addresses come checksummed.
 *
 * @throws InvalidFieldError when the length fits no addresses.
 * @example
 * import { decodePanel } from "quittance";
 *
 * console.log(decodePanel(`0x${"00".repeat(19)}a1${"00".repeat(19)}b2`).length); // 2
 */
export function decodePanel(panel: Hex): Address[] {
  const length = byteCount("panel", panel);
  const jurors = Math.floor(length / JUROR_BYTES);
  if (jurors * JUROR_BYTES !== length) {
    throw new InvalidFieldError({
      field: "panel",
      value: panel,
      problem: `must be addresses of ${JUROR_BYTES} bytes one after another`,
      remedy: "Pass `panel` of the PanelDrawn event as it is.",
      docsPage: "draw-panel",
    });
  }
  const reader = new ByteReader(panel);
  return Array.from({ length: jurors }, () => getAddress(reader.hex(JUROR_BYTES)));
}

function requireHeader(packed: Hex, bytes: number): number {
  const length = byteCount("packed", packed);
  if (length >= bytes) return length;
  throw new MalformedBallotsError({ length: BigInt(length), expected: BigInt(bytes) });
}
