import type { Address, Hex } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import type { AccountAction } from "./account-actions.ts";
import type { Policy } from "./accounts.ts";

/**
 * Who signed exactly what the action needs signed; undefined for no bytes at all, when the sender speaks for itself. An
 * managed account speaks by an envelope.
 */
export type SignedBy = Address | Envelope | undefined;

/** What an account's key says for it. */
export interface Envelope {
  /** Who claims to speak. */
  readonly key: Address;
  /** Who signed; undefined for nobody, when the key itself sends. */
  readonly signedBy: Address | undefined;
  readonly principal: Address;
  /** The policy that it takes for the one in force. */
  readonly policy: Policy;
  /** Who signed the approval; undefined for none. */
  readonly approvedBy: Address | undefined;
}

interface OfMilestone {
  readonly sender: Address;
  readonly dealId: Hex;
  readonly milestone: number;
}

/** Everything that can be tried, with the facts that decide whether it works. Addresses in lower case. */
export type Action =
  | AccountAction
  | { readonly kind: "blacklist" | "unBlacklist"; readonly account: Address }
  | {
      readonly kind: "deposit";
      readonly sender: Address;
      readonly account: Address;
      readonly amount: bigint;
      readonly salt: bigint;
    }
  | {
      readonly kind: "depositWithAuthorization";
      readonly sender: Address;
      readonly from: Address;
      readonly account: Address;
      readonly amount: bigint;
      readonly validBefore: number;
      readonly salt: bigint;
      readonly signedBy: Address;
    }
  | {
      readonly kind: "withdraw";
      readonly sender: Address;
      readonly to: Address;
      readonly amount: bigint;
      readonly salt: bigint;
    }
  | { readonly kind: "claimPayout"; readonly sender: Address; readonly account: Address }
  | {
      readonly kind: "open";
      readonly sender: Address;
      readonly dealId: Hex;
      readonly terms: Terms;
      readonly buyerSignedBy: SignedBy;
      readonly sellerSignedBy: SignedBy;
    }
  | (OfMilestone & {
      readonly kind: "deliver";
      readonly evidence: Hex;
      readonly evidenceUri: string;
      readonly signedBy: SignedBy;
    })
  | (OfMilestone & {
      readonly kind: "submitVerdict";
      readonly evidence: Hex;
      readonly ballots: readonly {
        readonly position: number;
        readonly score: number;
        readonly signedBy: Address;
      }[];
      /** Who signed a delivery of that evidence, carried along with the ballots. */
      readonly deliverySignedBy: SignedBy;
    })
  | (OfMilestone & {
      readonly kind: "contest";
      readonly contester: Address;
      readonly payout: number;
      /** Of the round that the contest would open; it is in what is signed. */
      readonly round: 2 | 3;
      readonly signedBy: SignedBy;
      readonly payer: Address;
      readonly fromWallet: boolean;
      readonly validBefore: number;
      readonly payerSignedBy: SignedBy;
    })
  | (OfMilestone & {
      readonly kind: "drawPanel";
      /** What the pool answers; undefined when it cannot draw. */
      readonly answer: readonly Address[] | undefined;
    })
  | (OfMilestone & {
      readonly kind: "recordBallots";
      /** The panel that the sender takes for the one drawn. */
      readonly panel: readonly Address[];
      readonly evidence: Hex;
      readonly ballots: readonly {
        readonly position: number;
        readonly score: number;
        readonly signedBy: Address;
      }[];
    })
  | (OfMilestone & {
      readonly kind: "recordLateBallots";
      readonly evidence: Hex;
      readonly ballots: readonly {
        readonly position: number;
        readonly score: number;
        readonly signedBy: Address;
      }[];
    })
  | (OfMilestone & {
      readonly kind: "rule";
      readonly evidence: Hex;
      readonly payout: number;
      readonly signedBy: SignedBy;
    })
  | (OfMilestone & {
      readonly kind: "releaseBond";
      readonly round: number;
      readonly panel: readonly Address[];
    })
  | {
      readonly kind: "rate";
      readonly sender: Address;
      readonly dealId: Hex;
      readonly rater: Address;
      readonly score: number;
      readonly signedBy: SignedBy;
    }
  | (OfMilestone & { readonly kind: "settle" })
  | (OfMilestone & { readonly kind: "release" | "refund" | "reclaim"; readonly signedBy: SignedBy })
  | (OfMilestone & {
      readonly kind: "agree";
      readonly toSeller: bigint;
      readonly validUntil: number;
      readonly buyerSignedBy: SignedBy;
      readonly sellerSignedBy: SignedBy;
    })
  | {
      readonly kind: "amend";
      readonly sender: Address;
      /** The deal that is sent as the one to replace. */
      readonly dealId: Hex;
      /** Of the new terms. */
      readonly successor: Hex;
      readonly terms: Terms;
      readonly buyerSignedBy: SignedBy;
      readonly sellerSignedBy: SignedBy;
    }
  | {
      readonly kind: "cancel";
      readonly sender: Address;
      readonly dealId: Hex;
      readonly remainder: bigint;
      readonly validUntil: number;
      readonly buyerSignedBy: SignedBy;
      readonly sellerSignedBy: SignedBy;
    };

/** One kind of action. */
export type ActionOf<Kind extends Action["kind"]> = Extract<Action, { readonly kind: Kind }>;
