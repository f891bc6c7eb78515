import { concatHex, type Hex, zeroHash } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, uintHex } from "./hex-parts.ts";
import type { Terms } from "./terms.ts";
import { decodeTerms, encodeTerms } from "./terms-codec.ts";
import { bitsOf, isLike, itemsIn, repeated, varyingIn } from "./varying-fields.ts";

/** A deal to open in a batch; no bytes stand where a signature is not needed. */
export interface OpeningItem {
  readonly terms: Terms;
  readonly buyerSignature: Hex;
  readonly sellerSignature: Hex;
}

/** Deals to open, as the contract takes them. */
export interface PackedOpeningGroup {
  readonly terms: Hex;
  readonly items: Hex;
  readonly signatures: Hex;
}

const LONGEST_SIGNATURE = 0xffff;

/**
 * The packed form of deals to open, in their order: one copy of what the terms of neighbours have in common, and what differs of
 * each.
 */
export function encodeOpeningGroups(items: readonly OpeningItem[]): PackedOpeningGroup[] {
  items.forEach((item, index) => {
    requireSize(`items[${index}].buyerSignature`, item.buyerSignature);
    requireSize(`items[${index}].sellerSignature`, item.sellerSignature);
  });
  const groups: OpeningItem[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && shares(last[0].terms, item.terms)) last.push(item);
    else groups.push([item]);
  }
  return groups.flatMap(pack);
}

/**
 * The deals to open that groups hold, in their order.
 *
 * @throws InvalidFieldError, MalformedTermsError when the bytes are no groups.
 */
export function decodeOpeningGroups(groups: readonly PackedOpeningGroup[]): OpeningItem[] {
  return groups.flatMap(({ terms, items, signatures }) => {
    const length = byteCount("signatures", signatures);
    const reader = new ByteReader(signatures);
    let end = 0;
    const take = (bytes: number): Hex => {
      end += bytes;
      if (end > length) throw notWhole(signatures);
      return reader.hex(bytes);
    };
    const signature = (): Hex => take(Number(take(2)));
    const opened = itemsIn(items, decodeTerms(terms), 0, () => ({
      buyerSignature: signature(),
      sellerSignature: signature(),
    }));
    if (end !== length) throw notWhole(signatures);
    return opened;
  });
}

function notWhole(signatures: Hex): InvalidFieldError {
  return new InvalidFieldError({
    field: "signatures",
    value: byteCount("signatures", signatures),
    problem: "must have two signatures for each item, and nothing more",
    remedy: "Give the signatures of a group as a call of the contract has them.",
    docsPage: "open-batch",
  });
}

/** Packs one group; the same terms many times, of which items would repeat nothing, are a group each time. */
function pack(items: readonly OpeningItem[]): PackedOpeningGroup[] {
  const terms = items.map((item) => item.terms);
  const varying = varyingIn(terms);
  const [first] = terms;
  if (first === undefined) return [];
  if (varying.length === 0 && items.length > 1) return items.flatMap((item) => pack([item]));
  return [
    {
      terms: encodeTerms(first),
      items: concatHex([
        uintHex(bitsOf(varying), { size: 1 }),
        ...terms.map((each) => repeated(varying, each)),
      ]),
      signatures: concatHex(
        items.flatMap(({ buyerSignature, sellerSignature }) => [
          ...sized(buyerSignature),
          ...sized(sellerSignature),
        ]),
      ),
    },
  ];
}

/** Whether an item can be in the group of another: a reference of its own takes a place in the terms of the group. */
function shares(first: Terms, terms: Terms): boolean {
  return hasReference(first) === hasReference(terms) && isLike(first, terms);
}

function hasReference({ reference = zeroHash }: Terms): boolean {
  return reference !== zeroHash;
}

function sized(signature: Hex): Hex[] {
  return [uintHex(byteCount("signature", signature), { size: 2 }), signature];
}

function requireSize(field: string, signature: Hex): void {
  const length = byteCount(field, signature);
  if (length <= LONGEST_SIGNATURE) return;
  throw new InvalidFieldError({
    field,
    value: length,
    problem: "has too many bytes for a batch",
    remedy: "Open this deal with openDeal.",
    docsPage: "open-batch",
  });
}
