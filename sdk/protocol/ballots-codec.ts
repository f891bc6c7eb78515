import { concatHex, type Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { BallotsOutOfOrderError, MalformedBallotsError } from "../errors/verdicts.ts";
import { type BatchProof, encodeBatchSignature } from "./batch-tree.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, requireWord, uintHex } from "./hex-parts.ts";
import { withoutWrapper } from "./wrapped-signature.ts";

/** A ballot as the contract's event has it: the juror at `position` follows from the panel. */
export interface BallotEntry {
  /** Index in the panel of the terms. */
  readonly position: number;
  /** 0 to 10000. */
  readonly score: number;
  /** Hash of the juror's written reasons. */
  readonly reasons: Hex;
}

/** A ballot as a verdict's call carries it. */
export interface SignedBallotEntry extends BallotEntry {
  readonly signature: Hex;
  /** Where the ballot lies in the batch that was signed; left out when the signature is of this ballot alone. */
  readonly batch?: BatchProof | undefined;
}

const ENTRY_BYTES = 35;
/** Marks the length of a signature that covers a batch. */
const BATCHED = 0x8000;
/** Of a signature that covers a batch: its height, and the ballot's index. */
const BATCH_HEADER_BYTES = 2;
const SIBLING_BYTES = 32;

/**
 * The packed form of a set of ballots; sorts them by position.
 *
 * @throws BallotsOutOfOrderError when two are at one position.
 * @example
 * import { encodeBallots } from "quittance";
 *
 * const ballots = [
 *   { position: 2, score: 9_000, reasons: `0x${"33".repeat(32)}`, signature: `0x${"55".repeat(64)}` },
 *   { position: 0, score: 8_500, reasons: `0x${"22".repeat(32)}`, signature: `0x${"44".repeat(64)}` },
 * ] as const;
 * console.log(encodeBallots(ballots));
 */
export function encodeBallots(ballots: readonly SignedBallotEntry[]): Hex {
  if (ballots.length > 255) {
    throw new InvalidFieldError({
      field: "ballots",
      value: ballots,
      problem: "must be at most 255",
      remedy: "Submit one ballot per juror.",
    });
  }
  const sorted = [...ballots].sort((a, b) => a.position - b.position);
  sorted.forEach(({ position }, index) => {
    if (index > 0 && sorted[index - 1]?.position === position) {
      throw new BallotsOutOfOrderError({ position: BigInt(position), previous: BigInt(position) });
    }
  });
  return concatHex([
    uintHex(sorted.length, { size: 1 }),
    ...sorted.flatMap(({ position, score, reasons }) => [
      uintHex(position, { size: 1 }),
      uintHex(score, { size: 2 }),
      requireWord("reasons", reasons),
    ]),
    ...sorted.flatMap(encodeSignature),
  ]);
}

/** A signature with its length, and the proof of the batch that it covers. */
export function encodeSignature(signed: Pick<SignedBallotEntry, "signature" | "batch">): Hex[] {
  const { batch } = signed;
  const signature = withoutWrapper(signed.signature);
  if (batch === undefined) return [uintHex(byteCount("signature", signature), { size: 2 }), signature];
  const bytes = encodeBatchSignature(batch, signature);
  return [uintHex(BATCHED | byteCount("signature", bytes), { size: 2 }), bytes];
}

/**
 * Ballots from the packed form of a verdict's call, and the delivery that may follow them (`0x` when none does).
 *
 * @throws MalformedBallotsError when the length fits no ballots.
 * @example
 * import { decodeBallots, encodeBallots } from "quittance";
 *
 * const ballots = [
 *   { position: 2, score: 9_000, reasons: `0x${"33".repeat(32)}`, signature: `0x${"55".repeat(64)}` },
 *   { position: 0, score: 8_500, reasons: `0x${"22".repeat(32)}`, signature: `0x${"44".repeat(64)}` },
 * ] as const;
 * console.log(decodeBallots(encodeBallots(ballots)).ballots[0]?.score); // 8500
 */
export function decodeBallots(packed: Hex): {
  readonly ballots: SignedBallotEntry[];
  readonly delivery: Hex;
} {
  const length = byteCount("ballots", packed);
  const require = (expected: number) => {
    if (length < expected) throw malformed(length, expected);
  };
  require(1);
  const reader = new ByteReader(packed);
  const count = reader.number(1);
  let end = 1 + count * ENTRY_BYTES;
  require(end);
  const entries = Array.from({ length: count }, () => readEntry(reader));
  const ballots = entries.map((entry) => {
    const { bytes, ...signed } = readSignature(reader, length - end);
    end += bytes;
    return { ...entry, ...signed };
  });
  return { ballots, delivery: reader.hex(length - end) };
}

/**
 * Decodes ballots without signatures from the `VerdictReached` event.
 *
 * @throws MalformedBallotsError when the length is no multiple of an entry's.
 * @example
 * import { decodeBallotEntries } from "quittance";
 *
 * const [ballot] = decodeBallotEntries(`0x01${"2134"}${"22".repeat(32)}`);
 * console.log(ballot?.position, ballot?.score); // 1 8500
 */
export function decodeBallotEntries(ballots: Hex): BallotEntry[] {
  const length = byteCount("ballots", ballots);
  const count = Math.floor(length / ENTRY_BYTES);
  if (count * ENTRY_BYTES !== length) throw malformed(length, count * ENTRY_BYTES);
  const reader = new ByteReader(ballots);
  return Array.from({ length: count }, () => readEntry(reader));
}

/**
 * Reads a signature with its length, and the proof of the batch that it covers.
 *
 * @param left How many bytes there still are.
 * @returns Also how many bytes it took.
 * @throws MalformedBallotsError when there are fewer.
 */
export function readSignature(
  reader: ByteReader,
  left: number,
): Pick<SignedBallotEntry, "signature" | "batch"> & { readonly bytes: number } {
  if (left < 2) throw malformed(left, 2);
  const marked = reader.number(2);
  const length = marked & ~BATCHED;
  const bytes = 2 + length;
  if (left < bytes) throw malformed(left, bytes);
  if (marked === length) return { bytes, signature: reader.hex(length) };
  if (length < BATCH_HEADER_BYTES) throw malformed(length, BATCH_HEADER_BYTES);
  const [height, index] = [reader.number(1), reader.number(1)];
  const proof = BATCH_HEADER_BYTES + SIBLING_BYTES * height;
  if (length < proof) throw malformed(length, proof);
  const siblings = Array.from({ length: height }, () => reader.hex(SIBLING_BYTES));
  return { bytes, signature: reader.hex(length - proof), batch: { index, siblings } };
}

function readEntry(reader: ByteReader): BallotEntry {
  return { position: reader.number(1), score: reader.number(2), reasons: reader.hex(32) };
}

function malformed(length: number, expected: number): MalformedBallotsError {
  return new MalformedBallotsError({ length: BigInt(length), expected: BigInt(expected) });
}
