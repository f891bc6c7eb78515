import { type Hex, zeroHash } from "viem";
import { joinHex, uintHex } from "./hex-parts.ts";
import type { Terms } from "./terms.ts";
import { encodeMilestones, encodeTerms } from "./terms-codec.ts";

/** A field that items of a group may have of their own. */
export interface VaryingField {
  /** By which the group says that its items repeat the field. */
  readonly bit: number;
  readonly encode: (terms: Terms) => Hex;
}

/** In the packed order. */
const FIELDS: readonly VaryingField[] = [
  { bit: 1, encode: ({ buyer }) => buyer },
  { bit: 2, encode: ({ milestones }) => encodeMilestones(milestones) },
  { bit: 4, encode: ({ seller }) => seller },
  { bit: 8, encode: ({ pact }) => pact },
  { bit: 16, encode: ({ salt }) => uintHex(salt, { size: 8 }) },
  { bit: 32, encode: ({ openBy }) => uintHex(openBy, { size: 5 }) },
  { bit: 64, encode: ({ reference = zeroHash }) => reference },
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

/** Whether terms differ in no field but those that items can repeat. */
export function isLike(first: Terms, terms: Terms): boolean {
  const { buyer, seller, pact, salt, openBy, reference, milestones } = first;
  const own = { buyer, seller, pact, salt, openBy, reference, milestones };
  return (
    terms.milestones.length === milestones.length && encodeTerms({ ...terms, ...own }) === encodeTerms(first)
  );
}
