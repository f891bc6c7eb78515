import { type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import type { JurorPoolDomain, QuittanceDomain } from "./domain.ts";
import type { SignedType } from "./messages.ts";
import { typedDataTypes } from "./typed-data.ts";

/** Digests that are kept. Two sides of a negotiation ask for the same one some ten times in a row, and then not again. */
const MOST_KEPT = 64;

const kept = /* @__PURE__ */ new Map<string, Hex>();

/**
 * The EIP-712 digest of a message of the table, which is not worked out again when it was asked for lately. The key is all that is hashed,
 * so that an answer is never that of another message; whether the message fits its type was checked before.
 */
export function recentDigest(
  domain: QuittanceDomain | JurorPoolDomain,
  primaryType: SignedType | "Terms",
  message: object,
): Hex {
  // Read once: a field that changes while it is read must not be kept as another one's digest.
  const still = structuredClone({ domain, message });
  const key = written([primaryType, still]);
  let digest = kept.get(key);
  if (digest === undefined) {
    digest = hashTypedData({ ...still, types: typedDataTypes, primaryType } as TypedDataDefinition);
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(key, digest);
  }
  return digest;
}

/**
 * A text for each value of a field, and another one for any other value: the type of the field says whether it is a number or a text. Not
 * JSON: programs change how bigints become JSON, and lose digits by it.
 */
const written = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? `${Object.entries(value).map(([name, part]) => name + written(part))};`
    : `${String(value).length}:${value}`;
