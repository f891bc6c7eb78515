import { type Address, type Hex, numberToHex } from "viem";

/** Kinds of parties, so that no two parts of the simulation make up one address. */
const KINDS = { agent: 0xa0, seatOwner: 0xb0, attacker: 0xc0, swarm: 0xd0 } as const;

/** An address that is told apart by its kind and number. */
export const partyOf = (kind: keyof typeof KINDS, number: number): Address =>
  numberToHex((BigInt(KINDS[kind]) << 64n) + BigInt(number) + 1n, { size: 20 });

/** The id of a deal where no chain made one: bounds of both lists keep them apart. */
export const dealIdOf = (number: number): Hex => numberToHex(number + 1, { size: 32 });
