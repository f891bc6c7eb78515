import type { Address, Hex } from "viem";
import { InvalidSignatureError } from "../errors/deals.ts";
import { TokenSignatureInvalidError } from "../errors/token.ts";
import { isSameAddress } from "../protocol/address.ts";

/** A signature that its party may leave out where it sends the transaction itself: its path, and the party's role and address. */
export type OwnSignature = readonly [
  field: string,
  role: string,
  party: Address | undefined,
  signature: Hex | undefined,
];

/** An error about a signature that was left out names it, in place of what the contract says of no bytes. */
export function missingSignatureOr(error: unknown, signatures: readonly OwnSignature[]): unknown {
  const missing = signatures.find(([, , party, signature]) => {
    if (signature !== undefined && signature !== "0x") return false;
    if (error instanceof TokenSignatureInvalidError) return true;
    const isTheirs = error instanceof InvalidSignatureError && party !== undefined;
    return isTheirs && isSameAddress(error.values.signer, party);
  });
  if (missing === undefined) return error;
  const [field, role, party] = missing;
  const ways = error instanceof TokenSignatureInvalidError ? "" : `, or let the ${role} send the transaction`;
  const wording = {
    says: `${field} is missing, that of the ${role} ${party}.`,
    remedy: `Pass ${field}${ways}.`,
  };
  return error instanceof InvalidSignatureError
    ? new InvalidSignatureError(error.values, wording)
    : new TokenSignatureInvalidError((error as TokenSignatureInvalidError).reason, wording);
}
