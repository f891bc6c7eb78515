import type { Address, Hex } from "viem";
import type { termsMessage } from "./deal-id.ts";

/** One juror's score for one delivery in one round. */
export interface Ballot {
  readonly deal: Hex;
  readonly milestone: number;
  /** 1: the panel named in the terms. */
  readonly round: number;
  /** Hash of the evidence judged. */
  readonly evidence: Hex;
  /** 0 to 10000. */
  readonly score: number;
  /** Hash of the juror's written reasons. */
  readonly reasons: Hex;
}

/** The seller's claim that `evidence`, to be found at `locator`, answers a milestone. */
export interface Delivery {
  readonly deal: Hex;
  readonly milestone: number;
  readonly evidence: Hex;
  /** 1 to 512 bytes. */
  readonly locator: string;
}

/** One milestone of one deal. */
export interface MilestoneName {
  readonly deal: Hex;
  readonly milestone: number;
}

/** Both parties' split of a milestone. */
export interface Agreement extends MilestoneName {
  /** USDC base units; the rest of the amount goes to the buyer. */
  readonly toSeller: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** Both parties' end of a deal: everything left goes back to the buyer. */
export interface Cancellation {
  readonly deal: Hex;
  /** USDC base units the deal still holds, exactly. */
  readonly remainder: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** What the nonce of a deposit by authorisation is the digest of. */
export interface Deposit {
  readonly account: Address;
  readonly salt: bigint;
}

/** What an offer's signature covers; the terms are in the deal id. */
export interface OfferMessage {
  readonly deal: Hex;
  /** Hash of the offer this one answers; zero for the first. */
  readonly answers: Hex;
  readonly from: Address;
  readonly validUntil: number;
}

/** The message of each type a party or juror signs as it is. */
export interface Messages {
  readonly Terms: ReturnType<typeof termsMessage>;
  readonly Ballot: Ballot;
  readonly Delivery: Delivery;
  readonly Acceptance: MilestoneName;
  readonly Concession: MilestoneName;
  readonly Reclaim: MilestoneName;
  readonly Agreement: Agreement;
  readonly Cancellation: Cancellation;
  readonly Deposit: Deposit;
  readonly Offer: OfferMessage;
}

/** Name of a type in the table that stands by itself. */
export type SignedType = keyof Messages;
