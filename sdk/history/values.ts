import { type Address, getAddress, type Hex, isAddress } from "viem";
import * as z from "zod/mini";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { bytes32, flag, type Schema, text, uint, wideUint } from "../json/fields.ts";

/** Up to which block an answer knows everything; it may know more. */
export interface AsOf {
  readonly block: number;
  /** Undefined when the indexer's node did not say it. */
  readonly hash: Hex | undefined;
  /** Unix seconds of the block. */
  readonly timestamp: number;
}

/** The event that wrote what is reported, which no later event changes. */
export interface Cause {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
}

/** The event that last changed what is reported; the one that wrote it, while none did. */
export interface LastChange {
  readonly updatedBlock: bigint;
  readonly updatedLogIndex: number;
  /** Unix seconds. */
  readonly updatedAt: number;
  /** The transaction. */
  readonly updatedIn: Hex;
}

/** How each field of a record is read. */
export type Columns<Read> = { readonly [Name in keyof Read]: Schema<Read[Name]> };

/** USDC base units, or another number that may be large. */
export const units = (): Schema<bigint> => wideUint(256);

/** USDC base units, negative where they left. */
export const signedUnits = (): Schema<bigint> =>
  z.pipe(
    z.custom<string, unknown>((value) => typeof value === "string" && /^-?\d{1,80}$/.test(value), {
      error: "must be a whole number",
    }),
    z.transform((value) => BigInt(value)),
  ) as Schema<bigint>;

/** A whole number up to 2^48. */
export const whole = (): Schema<number> => uint(48);

export const hash = bytes32;
export const flagged = flag;

/** An address, in whatever case it comes; checksummed. */
export const holder = (): Schema<Address> =>
  z.pipe(
    z.custom<Address, unknown>((value) => typeof value === "string" && isAddress(value, { strict: false }), {
      error: "must be an address",
    }),
    z.transform((value) => getAddress(value.toLowerCase())),
  ) as Schema<Address>;

/** Any bytes in hex. */
export const bytes = (): Schema<Hex> =>
  text((value) => /^0x[0-9a-f]*$/i.test(value), "must be hex") as Schema<Hex>;

/** Text of a stranger, as it came. */
export const words = (): Schema<string> => text();

/** What is read later, by what it must be. */
export const anything = (): Schema<unknown> => z.unknown() as Schema<unknown>;

/** One of some words. */
export const one = <const Word extends string>(...known: readonly Word[]): Schema<Word> =>
  text((value) => known.includes(value as Word), "is a word of another version") as Schema<Word>;

/** A value, or undefined for null. */
export const maybe = <Value>(schema: Schema<Value>): Schema<Value | undefined> =>
  z.pipe(
    z.nullable(schema),
    z.transform((value) => value ?? undefined),
  ) as Schema<Value | undefined>;

export const listOf = <Value>(schema: Schema<Value>): Schema<readonly Value[]> =>
  z.array(schema) as Schema<readonly Value[]>;

/** An object with these fields, and others that are left out. */
export const object = <Read>(columns: Columns<Read>): Schema<Read> =>
  z.object(columns) as unknown as Schema<Read>;

/** The list of a GraphQL answer. */
export const items = <Value>(schema: Schema<Value>): Schema<readonly Value[]> =>
  z.pipe(
    z.object({ items: z.array(schema) }),
    z.transform(({ items: list }) => list),
  ) as Schema<readonly Value[]>;

export const causeColumns = (): Columns<Cause> => ({
  blockNumber: units(),
  logIndex: whole(),
  timestamp: whole(),
  transactionHash: hash(),
});

export const lastChangeColumns = (): Columns<LastChange> => ({
  updatedBlock: units(),
  updatedLogIndex: whole(),
  updatedAt: whole(),
  updatedIn: hash(),
});

export const asOfColumns = (): Columns<AsOf> => ({
  block: whole(),
  hash: z.optional(maybe(hash())) as Schema<Hex | undefined>,
  timestamp: whole(),
});

/** Reads an answer; throws IndexerAnswerMalformedError that names the first field that is wrong. */
export function readAnswer<Read>(schema: Schema<Read>, answer: unknown): Read {
  const result = z.safeParse(schema, answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new IndexerAnswerMalformedError(
    `${issue?.path.join(".") || "its content"}: ${issue?.message ?? "is wrong"}`,
  );
}
