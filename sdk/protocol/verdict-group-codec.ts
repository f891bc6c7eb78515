import { concatHex, type Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireEach, requireOptions } from "../json/options.ts";
import { encodeSignature, readSignature } from "./ballots-codec.ts";
import type { BatchProof } from "./batch-tree.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, requireWord, uintHex } from "./hex-parts.ts";
import { entriesIn } from "./packed-entries.ts";
import type { Terms } from "./terms.ts";
import { decodeTerms, encodeTerms } from "./terms-codec.ts";
import { bitsIn, bitsOf, isLike, itemsIn, repeated, varyingIn } from "./varying-fields.ts";

/** A juror whose one signature covers its ballots on all milestones of a group. */
export interface GroupJuror {
  /** Index in the panel. */
  readonly position: number;
  /** Hash of the juror's written reasons, one for all ballots. */
  readonly reasons: Hex;
  readonly signature: Hex;
  /** Where the group's ballots lie in a larger batch that was signed; left out when they are all of it. */
  readonly batch?: BatchProof | undefined;
}

/** One milestone of a group. */
export interface GroupItem {
  readonly terms: Terms;
  readonly milestone: number;
  readonly evidence: Hex;
  /** The score of each juror of the group, in their order. */
  readonly scores: readonly number[];
}

/** Verdicts on many milestones, as the contract takes them. */
export interface PackedVerdictGroup {
  readonly terms: Hex;
  readonly jurors: Hex;
  readonly items: Hex;
}

/** A verdict of the event of a batch. */
export interface BatchVerdict {
  readonly dealId: Hex;
  readonly evidence: Hex;
  readonly milestone: number;
  readonly ballots: readonly { readonly position: number; readonly score: number; readonly reasons: Hex }[];
}

const SCORES_BIT = 128;
const JUROR_BYTES = 33;

/**
 * The packed form of verdicts on many milestones: one copy of what their terms have in common, and what differs of each.
 *
 * @throws InvalidFieldError when the terms differ in a field that groups have in common: their panel, rules, fees,
 * destinations, windows, category or number of milestones.
 * @example
 * import { encodeVerdictGroup } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const evidence = `0x${"22".repeat(32)}` as const;
 * const jurors = [0, 1].map((position) => ({
 *   ...{ position, reasons: `0x${"33".repeat(32)}` as const, signature: `0x${"44".repeat(64)}` as const },
 * }));
 * const items = [1n, 2n].map((salt) => ({
 *   ...{ terms: { ...terms, salt }, milestone: 0, evidence, scores: [9_000, 9_000] },
 * }));
 * console.log(encodeVerdictGroup({ jurors, items }).items.length); // 176
 * await stack.stop();
 */
export function encodeVerdictGroup(group: {
  readonly jurors: readonly GroupJuror[];
  readonly items: readonly GroupItem[];
}): PackedVerdictGroup {
  requireOptions(group, "jurors items");
  const { jurors, items } = group;
  requireEach("jurors", jurors, "position reasons signature batch");
  requireEach("items", items, "terms milestone evidence scores");
  const [first] = items;
  if (first === undefined) {
    throw new InvalidFieldError({
      field: "items",
      value: items,
      problem: "must not be empty",
      remedy: "Give one milestone at least.",
      docsPage: "submit-verdicts",
    });
  }
  for (const [index, { terms }] of items.entries()) requireLike(first.terms, terms, index);
  const varying = varyingIn(items.map(({ terms }) => terms));
  const each = items.some(({ scores }) => scores.some((score) => score !== scores[0]));
  return {
    terms: encodeTerms(first.terms),
    jurors: concatHex([
      uintHex(jurors.length, { size: 1 }),
      ...jurors.flatMap(({ position, reasons }, index) => [
        uintHex(position, { size: 1 }),
        requireWord(`jurors[${index}].reasons`, reasons),
      ]),
      ...jurors.flatMap(encodeSignature),
    ]),
    items: concatHex([
      uintHex(bitsOf(varying) | (each ? SCORES_BIT : 0), { size: 1 }),
      ...items.flatMap(({ terms, milestone, evidence, scores }, index) => [
        repeated(varying, terms),
        uintHex(milestone, { size: 1 }),
        requireWord(`items[${index}].evidence`, evidence),
        ...(each ? scores : scores.slice(0, 1)).map((score) => uintHex(score, { size: 2 })),
      ]),
    ]),
  };
}

/**
 * The jurors and the milestones that a group holds. Its terms must be whole.
 *
 * @throws InvalidFieldError, MalformedTermsError, MalformedBallotsError when the bytes are no group.
 */
export function decodeVerdictGroup({ terms, jurors, items }: PackedVerdictGroup): {
  readonly jurors: readonly GroupJuror[];
  readonly items: readonly GroupItem[];
} {
  const length = byteCount("jurors", jurors);
  const reader = new ByteReader(jurors);
  const count = length === 0 ? 0 : reader.number(1);
  let end = 1 + count * JUROR_BYTES;
  if (count === 0 || length < end) throw notWhole(length, end);
  const entries = Array.from({ length: count }, () => ({
    position: reader.number(1),
    reasons: reader.hex(32),
  }));
  const read = entries.map((entry) => {
    const { bytes, ...signed } = readSignature(reader, length - end);
    end += bytes;
    return { ...entry, ...signed };
  });
  if (end !== length) throw notWhole(length, end);
  const each = (bitsIn(items) & SCORES_BIT) !== 0;
  const scores = each ? count : 1;
  return {
    jurors: read,
    items: itemsIn(items, decodeTerms(terms), JUROR_BYTES + 2 * scores, (item) => {
      const milestone = item.number(1);
      const evidence = item.hex(32);
      const given = Array.from({ length: scores }, () => item.number(2));
      return { milestone, evidence, scores: each ? given : entries.map(() => given[0] ?? 0) };
    }),
  };
}

function notWhole(length: number, expected: number): InvalidFieldError {
  return new InvalidFieldError({
    field: "jurors",
    value: length,
    problem: `must be of ${expected} bytes`,
    remedy: "Give the jurors of a group as a call of the contract has them.",
    docsPage: "submit-verdicts",
  });
}

/**
 * The verdicts that a batch reached, from the `VerdictsReached` event.
 *
 * @throws InvalidFieldError when the lengths fit no such event.
 * @example
 * import { decodeVerdicts } from "quittance";
 *
 * const jurors = `0x01${"33".repeat(32)}` as const;
 * const verdicts = `0x${"11".repeat(32)}${"22".repeat(32)}00${"2328"}` as const;
 * console.log(decodeVerdicts({ jurors, verdicts })[0]?.ballots[0]?.score); // 9000
 */
export function decodeVerdicts(event: { readonly jurors: Hex; readonly verdicts: Hex }): BatchVerdict[] {
  requireOptions(event, "jurors verdicts");
  const { jurors, verdicts } = event;
  const signers = entriesIn("jurors", jurors, JUROR_BYTES, "VerdictsReached");
  const count = entriesIn("verdicts", verdicts, 65 + 2 * signers, "VerdictsReached");
  const reader = new ByteReader(jurors);
  const entries = Array.from({ length: signers }, () => ({
    position: reader.number(1),
    reasons: reader.hex(32),
  }));
  const each = new ByteReader(verdicts);
  return Array.from({ length: count }, () => ({
    dealId: each.hex(32),
    evidence: each.hex(32),
    milestone: each.number(1),
    ballots: entries.map(({ position, reasons }) => ({ position, score: each.number(2), reasons })),
  }));
}

/** Refuses terms that differ from the first ones in more than an item can say. */
function requireLike(first: Terms, terms: Terms, index: number): void {
  if (isLike(first, terms)) return;
  throw new InvalidFieldError({
    field: `items[${index}].terms`,
    value: terms,
    problem:
      "must be those of the first item, but for buyer, seller, milestones, pact, salt, openBy and reference",
    remedy:
      "Make a group of its own of deals with another panel, other rules, fees, windows or destinations.",
    docsPage: "submit-verdicts",
  });
}
