import type { Address, Hex } from "viem";
import type { termsMessage } from "./deal-id.ts";
import type { Purpose } from "./purposes.ts";
import type { SpendingMessages } from "./typed-data-spending.ts";

/** One juror's score for one delivery in one round. */
export interface Ballot {
  readonly deal: Hex;
  readonly milestone: number;
  /** 1: the panel named in the terms; 2: the one drawn from the juror pool. */
  readonly round: number;
  /** Hash of the evidence judged. */
  readonly evidence: Hex;
  /** 0 to 10000. */
  readonly score: number;
  /** Hash of the juror's written reasons. */
  readonly reasons: Hex;
}

/** The seller's claim that `evidence`, to be found at `evidenceUri`, answers a milestone. */
export interface Delivery {
  readonly deal: Hex;
  readonly milestone: number;
  readonly evidence: Hex;
  /** 1 to 512 bytes. */
  readonly evidenceUri: string;
}

/** One milestone of one deal. */
export interface MilestoneName {
  readonly deal: Hex;
  readonly milestone: number;
}

/** The buyer's release of a milestone, in full to the seller. */
export interface ReleaseMessage extends MilestoneName {
  /** The seller of the terms. */
  readonly seller: Address;
  /** The milestone's amount; USDC base units, before the marketplace fee. */
  readonly amount: bigint;
}

/** The seller's refund of a milestone, in full to the buyer. */
export interface RefundMessage extends MilestoneName {
  /** The buyer of the terms. */
  readonly buyer: Address;
  /** The milestone's amount; USDC base units, without the verification fee that returns beside it. */
  readonly amount: bigint;
}

/** The buyer's reclaim of a milestone whose deadline passed. */
export interface ReclaimMessage extends RefundMessage {}

/** Both parties' split of a milestone. */
export interface AgreementMessage extends MilestoneName {
  readonly seller: Address;
  /** USDC base units, before the marketplace fee. */
  readonly toSeller: bigint;
  readonly buyer: Address;
  /** The rest of the milestone's amount. */
  readonly toBuyer: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** Both parties' end of a deal: everything left goes back to the buyer. */
export interface CancellationMessage {
  readonly deal: Hex;
  readonly buyer: Address;
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

/** A party's objection to the provisional payout. */
export interface ContestMessage extends MilestoneName {
  /** The round it opens: 2, the drawn panel, or 3, the arbiter. */
  readonly round: number;
  /** The provisional payout objected to, in basis points. */
  readonly payout: number;
  /** The bond of the terms; USDC base units. */
  readonly bond: bigint;
  /** Who pays the bond. */
  readonly payer: Address;
  /** Whether the payer's wallet pays the bond, and not its ledger balance. */
  readonly fromWallet: boolean;
}

/**
 * A payer's authorization of the bond of a contest. Its digest is the bond's id: the ERC-3009 nonce of a bond paid from a
 * wallet, and the digest under which the policy of a managed account counts it.
 */
export interface BondMessage extends MilestoneName {
  readonly payer: Address;
  /** 2 or 3. */
  readonly round: number;
  readonly contester: Address;
  /** The bond of the terms; USDC base units. */
  readonly amount: bigint;
}

/** The arbiter's decision, which is final. */
export interface RulingMessage extends MilestoneName {
  /** Hash of the evidence on record. */
  readonly evidence: Hex;
  /** Basis points of the milestone's amount to the seller. */
  readonly payout: number;
}

/** One party's score of the other. */
export interface RatingMessage {
  readonly deal: Hex;
  /** The party that is rated: the other one. */
  readonly rated: Address;
  /** 0 to 100. */
  readonly score: number;
  /** Hash of the written reasons; zero for none. */
  readonly reasons: Hex;
}

/** Two ballots that one signature covers. More are a list of such lists, and so on. */
export interface BallotBatchMessage {
  readonly ballots: readonly [Ballot, Ballot];
}

/** A key's authorization to sign ballots for a seat of an owner in the juror pool, or for several taken in one call. */
export interface SeatKeyMessage {
  readonly owner: Address;
  /** Of the key: `getKeyNonce`. Each authorization uses one up. */
  readonly nonce: bigint;
  /** Unix seconds; works while now < validUntil. */
  readonly validUntil: number;
}

/** What an opened account's address is the digest of. */
export interface AccountMessage {
  readonly principal: Address;
  /** Chosen by the principal; one account each. */
  readonly index: number;
}

/** An account that can receive a part of what is committed or given up. */
export interface PayeeMessage {
  readonly payee: Address;
  /** USDC base units; the most that it can receive. */
  readonly most: bigint;
}

/** A controller's yes to what a key of its account signed. The contract computes all but `validUntil` from what it is. */
export interface ApprovalMessage {
  readonly account: Address;
  readonly purpose: Purpose;
  readonly payees: readonly PayeeMessage[];
  /** USDC base units. */
  readonly total: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
  /** What the key signed: deal id, tab id, order id, bond id, or the digest of what gives money up. */
  readonly commitment: Hex;
}

/** A freeze of an account, by a key that may freeze it or by its controller. */
export interface FreezeMessage {
  readonly account: Address;
  /** The account's (`getAccountNonce`). It stays, until a grant, a policy, an unfreeze or a handover moves it. */
  readonly nonce: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** A key's revocation of itself. */
export interface KeyRevocationMessage extends FreezeMessage {
  readonly key: Address;
}

/** What an offer's signature covers; the terms are in the deal id. */
export interface OfferMessage {
  readonly deal: Hex;
  /** Hash of the offer this one answers; zero for the first. */
  readonly answers: Hex;
  readonly from: Address;
  readonly validUntil: number;
}

/** What takes an offer back. */
export interface OfferWithdrawalMessage {
  /** Its hash. */
  readonly offer: Hex;
  /** The party that made it. */
  readonly from: Address;
}

/** What ends a negotiation without a deal. */
export interface NegotiationEndMessage {
  /** Hash of its first offer. */
  readonly offer: Hex;
  readonly from: Address;
  /** A word for programs, such as `price`. */
  readonly reason: string;
  /** For people; may be empty. */
  readonly note: string;
}

/** What a juror commits itself to before it shows its ballot. */
export interface BallotCommitmentMessage {
  readonly deal: Hex;
  readonly milestone: number;
  readonly round: number;
  /** Hash of the evidence judged. */
  readonly evidence: Hex;
  readonly juror: Address;
  /** Hash of the signed ballot. */
  readonly ballot: Hex;
}

/** The message of each type a party or juror signs as it is. */
export interface Messages extends SpendingMessages {
  readonly TermsBatch: {
    readonly terms: readonly [ReturnType<typeof termsMessage>, ReturnType<typeof termsMessage>];
  };
  readonly Terms: ReturnType<typeof termsMessage>;
  readonly Ballot: Ballot;
  readonly Delivery: Delivery;
  readonly Release: ReleaseMessage;
  readonly Refund: RefundMessage;
  readonly Reclaim: ReclaimMessage;
  readonly Agreement: AgreementMessage;
  readonly Cancellation: CancellationMessage;
  readonly Deposit: Deposit;
  readonly Contest: ContestMessage;
  readonly Bond: BondMessage;
  readonly Ruling: RulingMessage;
  readonly Rating: RatingMessage;
  readonly BallotBatch: BallotBatchMessage;
  readonly SeatKey: SeatKeyMessage;
  readonly Account: AccountMessage;
  readonly Approval: ApprovalMessage;
  readonly Freeze: FreezeMessage;
  readonly KeyRevocation: KeyRevocationMessage;
  readonly Offer: OfferMessage;
  readonly OfferWithdrawal: OfferWithdrawalMessage;
  readonly NegotiationEnd: NegotiationEndMessage;
  readonly BallotCommitment: BallotCommitmentMessage;
}

/** Name of a type in the table that stands by itself. */
export type SignedType = keyof Messages;
