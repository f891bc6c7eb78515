import type { Address, Hex } from "viem";
import type { AuthorizationFor } from "../../accounts/authorization.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { MadeCall } from "../chain/call.ts";
import type { PlacedEvent } from "../chain/events.ts";
import type { DealRecord } from "../chain/record.ts";
import type { Findings, ItemHead, Outcome } from "../items.ts";
import type { DealState } from "../replay/state.ts";
import type { SignatureJudge } from "./signed.ts";

/** What the checks of a deal's signatures work on. */
export interface SignatureContext {
  readonly record: DealRecord;
  readonly terms: Terms;
  readonly state: DealState;
  readonly findings: Findings;
  readonly judge: SignatureJudge;
}

/** A context, and the domain of what is signed. */
export type SigningContext = SignatureContext & {
  readonly domain: QuittanceDomain;
  /** Hash of the domain. */
  readonly separator: Hex;
};

/** A check of a signature, and how it ended. */
export interface JudgedSignature {
  readonly head: ItemHead;
  readonly outcome: Outcome;
}

/** What must have been signed for an event to come about. */
export interface EventSignatures {
  /** The functions of the contract that bring it about. */
  readonly names: readonly string[];
  /** The checks, where no call of the transaction is known that did. */
  readonly heads: readonly ItemHead[];
  /** Where a call has the deal's terms; `terms` when left out. */
  readonly termsIn?: "terms" | "newTerms" | "oldTerms" | "schedule";
  /** What the token's own log says where it took the payment, which decides what is not checked otherwise. */
  readonly paid?: TakenPayment | undefined;
  /** Judges the signatures that a call brings. */
  readonly judge: (call: MadeCall) => Promise<JudgedSignature[]>;
}

/** A payment from a wallet, as the token logs that it took it. */
export interface TakenPayment {
  /** Of the check that it decides. */
  readonly head: ItemHead;
  readonly payer: Address;
  /** By which the payer named what it pays for: the deal's id, or the bond's. */
  readonly nonce: Hex;
}

/** A signature that a call brings, and what it must be of. */
export interface ClaimedSignature {
  readonly head: ItemHead;
  readonly signer: Address;
  readonly digest: Hex;
  readonly signature: unknown;
  /** What signing it means for a managed account. */
  readonly authorization: AuthorizationFor;
  /** Whether the token judges it. */
  readonly byToken?: boolean;
}

/** Judges signatures of one call as they were at the event. */
export function judgeClaims(
  { judge }: SigningContext,
  { place }: PlacedEvent,
  { sender, block }: MadeCall,
  claims: readonly ClaimedSignature[],
): Promise<JudgedSignature[]> {
  return Promise.all(
    claims.map(async ({ head, signature, ...claim }) => ({
      head,
      outcome: await judge.judge({ ...claim, signature: signature as Hex, sender, block, place }),
    })),
  );
}
