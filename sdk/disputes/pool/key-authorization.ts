import type { Hex } from "viem";
import { requireTime, signatureOrCaller } from "../../client/parameters.ts";
import type { DocsPage } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";

/** A key's agreement to vote for a seat. Both are left out when the key itself sends. */
export interface KeyAuthorization {
  /** The key's, of `signSeatKey`. */
  readonly keySignature?: Hex;
  /** Unix seconds: what the key signed. The signature works while now < validUntil, and once. */
  readonly validUntil?: number;
}

/** The two arguments as the pool takes them; it reads neither when the key is the sender. */
export function keyAuthorizationOf(
  { keySignature, validUntil }: KeyAuthorization,
  docsPage: DocsPage,
): [validUntil: number, signature: Hex] {
  if (keySignature !== undefined && validUntil === undefined) {
    throw new InvalidFieldError({
      field: "validUntil",
      value: validUntil,
      problem: "is missing beside keySignature",
      remedy: "Pass the validUntil that the key signed with signSeatKey.",
      docsPage,
    });
  }
  if (validUntil !== undefined) requireTime("validUntil", validUntil);
  return [validUntil ?? 0, signatureOrCaller("keySignature", keySignature, docsPage)];
}
