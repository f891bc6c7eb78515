import { getAddress, type Hex, zeroHash } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, joinHex, uintHex } from "./hex-parts.ts";
import type { Terms } from "./terms.ts";
import { encodeMilestones, encodeTerms } from "./terms-codec.ts";

/** A field that items of a group may have of their own. */
export interface VaryingField {
  /** By which the group says that its items repeat the field. */
  readonly bit: number;
  /** @param milestones How many the terms have. */
  readonly bytes: (milestones: number) => number;
  readonly encode: (terms: Terms) => Hex;
  readonly decode: (reader: ByteReader, milestones: number) => Partial<Terms>;
}

const MILESTONE_BYTES = 17;

/** In the packed order. */
const FIELDS: readonly VaryingField[] = [
  {
    ...{ bit: 1, bytes: () => 20, encode: ({ buyer }) => buyer },
    decode: (reader) => ({ buyer: getAddress(reader.hex(20)) }),
  },
  {
    ...{ bit: 2, bytes: (milestones) => MILESTONE_BYTES * milestones },
    encode: ({ milestones }) => encodeMilestones(milestones),
    decode: (reader, milestones) => ({
      milestones: Array.from({ length: milestones }, () => ({
        amount: reader.bigint(12),
        deadline: reader.number(5),
      })),
    }),
  },
  {
    ...{ bit: 4, bytes: () => 20, encode: ({ seller }) => seller },
    decode: (reader) => ({ seller: getAddress(reader.hex(20)) }),
  },
  {
    ...{ bit: 8, bytes: () => 32, encode: ({ pact }) => pact },
    decode: (reader) => ({ pact: reader.hex(32) }),
  },
  {
    ...{ bit: 16, bytes: () => 8, encode: ({ salt }) => uintHex(salt, { size: 8 }) },
    decode: (reader) => ({ salt: reader.bigint(8) }),
  },
  {
    ...{ bit: 32, bytes: () => 5, encode: ({ openBy }) => uintHex(openBy, { size: 5 }) },
    decode: (reader) => ({ openBy: reader.number(5) }),
  },
  {
    ...{ bit: 64, bytes: () => 32, encode: ({ reference = zeroHash }) => reference },
    decode: (reader) => ({ reference: reader.hex(32) }),
  },
];

/** The fields of which terms of one group have different values. */
export function varyingIn(group: readonly Terms[]): readonly VaryingField[] {
  return FIELDS.filter(({ encode }) => new Set(group.map((terms) => joinHex([encode(terms)]))).size > 1);
}

export function bitsOf(varying: readonly VaryingField[]): number {
  return varying.reduce((bits, { bit }) => bits | bit, 0);
}

/** What one item repeats. */
export function repeated(varying: readonly VaryingField[], terms: Terms): Hex {
  return joinHex(varying.map(({ encode }) => encode(terms)));
}

/** What the items of a group start with: which fields they repeat, and bits of the group's own. */
export const bitsIn = (items: Hex): number =>
  byteCount("items", items) === 0 ? 0 : new ByteReader(items).number(1);

/**
 * The items of a group, from its first byte and what follows it: the terms that each completes, and what it has beside them.
 *
 * @param readRest Reads what an item has beside the fields of its terms, of `restBytes`.
 * @throws InvalidFieldError when the bytes hold no whole items.
 */
export function itemsIn<Rest>(
  packed: Hex,
  shared: Terms,
  restBytes: number,
  readRest: (reader: ByteReader) => Rest,
): (Rest & { readonly terms: Terms })[] {
  const bits = bitsIn(packed);
  const varying = FIELDS.filter(({ bit }) => (bits & bit) !== 0);
  const { length: milestones } = shared.milestones;
  const itemBytes = varying.reduce((sum, { bytes }) => sum + bytes(milestones), restBytes);
  const count = itemBytes === 0 ? 1 : (byteCount("items", packed) - 1) / itemBytes;
  if (count === 0 || byteCount("items", packed) !== 1 + count * itemBytes || !Number.isInteger(count)) {
    throw new InvalidFieldError({
      field: "items",
      value: packed,
      problem: `must be one byte, and then whole items of ${itemBytes} bytes`,
      remedy: "Give the items of a group as a call of the contract has them.",
    });
  }
  const reader = new ByteReader(packed, 1);
  return Array.from({ length: count }, () => {
    const own = varying.map(({ decode }) => decode(reader, milestones));
    const terms: Terms = Object.assign({}, shared, ...own);
    return { ...readRest(reader), terms };
  });
}

/** Whether terms differ in no field but those that items can repeat. */
export function isLike(first: Terms, terms: Terms): boolean {
  const { buyer, seller, pact, salt, openBy, reference, milestones } = first;
  const own = { buyer, seller, pact, salt, openBy, reference, milestones };
  return (
    terms.milestones.length === milestones.length && encodeTerms({ ...terms, ...own }) === encodeTerms(first)
  );
}
