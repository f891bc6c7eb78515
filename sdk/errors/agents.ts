import type { Address, Hex } from "viem";
import { BaseError } from "./base.ts";

/** A contract on a chain, as an EIP-712 domain names it. */
interface Deployed {
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** Thrown when an offer, a ballot or a delivery is not signed by the party or juror it names. */
export class SignatureMismatchError extends BaseError {
  override readonly name = "SignatureMismatchError";
  readonly signer: Address;

  constructor(subject: string, signer: Address) {
    super(`The ${subject} is not signed by ${signer}.`, {
      remedy:
        "Ask for one signed for exactly these values, this chain and this contract; for a contract wallet pass `client`.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.signer = signer;
  }
}

/** Thrown when an offer is for another chain or contract than the caller's own. Nothing was signed. */
export class OfferDomainMismatchError extends BaseError {
  override readonly name = "OfferDomainMismatchError";
  /** What the offer names. */
  readonly offered: Deployed;
  /** What the caller named. */
  readonly own: Deployed;

  constructor({ offered, own }: { readonly offered: Deployed; readonly own: Deployed }) {
    super(`The offer is for ${placeOf(offered)}, not for your own deployment, ${placeOf(own)}.`, {
      remedy:
        "Nothing was signed. Take the contract's address from a source you trust, never from an offer; then ask for an offer for that contract.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.offered = { chainId: offered.chainId, verifyingContract: offered.verifyingContract };
    this.own = { chainId: own.chainId, verifyingContract: own.verifyingContract };
  }
}

function placeOf({ chainId, verifyingContract }: Deployed): string {
  return `contract ${verifyingContract} on chain ${chainId}`;
}

/** Thrown when now >= the offer's `validUntil`. */
export class OfferExpiredError extends BaseError {
  override readonly name = "OfferExpiredError";

  constructor(validUntil: number, now: number) {
    super(`The offer was good only before ${validUntil}; it is ${now}.`, {
      remedy: "Ask for a new offer, or make one.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when an offer does not answer the offer that it should. */
export class OfferLinkError extends BaseError {
  override readonly name = "OfferLinkError";

  constructor(answers: Hex, expected: Hex) {
    super(`The offer answers ${answers}, not ${expected}.`, {
      remedy: "Put the offers in the order they were made; each names the hash of the one before it.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/**
 * Thrown when an address that is neither buyer nor seller takes part in a negotiation, or when a party answers
 * itself.
 */
export class OfferPartyError extends BaseError {
  override readonly name = "OfferPartyError";

  constructor(party: Address, problem: string) {
    super(`${party} ${problem}.`, {
      remedy: "Buyer and seller take turns; both are named in the terms.",
      docsSection: "errors-before-anything-is-sent",
    });
  }
}

/** Thrown when the bytes are not the evidence that the hash names. */
export class EvidenceHashMismatchError extends BaseError {
  override readonly name = "EvidenceHashMismatchError";
  readonly expected: Hex;
  readonly actual: Hex;

  constructor(expected: Hex, actual: Hex) {
    super(`The evidence fetched has hash ${actual}; ${expected} was delivered.`, {
      remedy: "Fetch it again; a juror scores evidence that it cannot verify 0.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.expected = expected;
    this.actual = actual;
  }
}
