import { concatHex, keccak256, stringToHex } from "viem";
import { type Capability, encodeCapabilities } from "../protocol/capabilities.ts";
import { uintHex, wholeNumber } from "../protocol/hex-parts.ts";
import type { Commitment } from "./commitment.ts";

/** A commitment as the contract takes it: its purpose is a hash, and a payee with its most is one word. */
export function commitmentWords(commitment: Commitment) {
  const { account, digest, purpose, capability, amount, category, payees } = commitment;
  return {
    account,
    digest,
    purpose: keccak256(stringToHex(purpose)),
    capability: BigInt(encodeCapabilities(listOf(capability))),
    amount,
    category: wholeNumber("commitment.category", category),
    payees: payees.map(({ payee, most }) => concatHex([payee, uintHex(most, { size: 12 })])),
  };
}

/** One capability, or several, as a list. */
export function listOf(capability: Capability | readonly Capability[]): readonly Capability[] {
  return typeof capability === "string" ? [capability] : capability;
}
