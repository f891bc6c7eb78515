import {
  accountType,
  approvalType,
  freezeType,
  keyRevocationType,
  payeeType,
} from "./typed-data-accounts.ts";
import { orderType, paymentType, tabClosingType, tabType, voucherType } from "./typed-data-spending.ts";
import {
  adjudicationType,
  amendmentType,
  conditionsType,
  disputeRulesType,
  termsType,
} from "./typed-data-terms.ts";

/**
 * The single table of EIP-712 types: what parties, jurors and wallets sign. Field order and names are the contract's.
 * `SeatKey` is the juror pool's, signed under the pool's own domain. No contract knows `Offer` and `BallotCommitment`: the one
 * binds agents in a negotiation, the other a juror to a ballot that it does not show yet, and neither has an effect on-chain.
 */
export const typedDataTypes = {
  Terms: termsType,
  /** The least of its kind, as `BallotBatch`. */
  TermsBatch: [{ name: "terms", type: "Terms[2]" }],
  Adjudication: adjudicationType,
  Conditions: conditionsType,
  DisputeRules: disputeRulesType,
  Amendment: amendmentType,
  Ballot: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "round", type: "uint8" },
    { name: "evidence", type: "bytes32" },
    { name: "score", type: "uint16" },
    { name: "reasons", type: "bytes32" },
  ],
  Delivery: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "evidence", type: "bytes32" },
    { name: "evidenceUri", type: "string" },
  ],
  Release: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "seller", type: "address" },
    { name: "amount", type: "uint96" },
  ],
  Refund: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "buyer", type: "address" },
    { name: "amount", type: "uint96" },
  ],
  Reclaim: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "buyer", type: "address" },
    { name: "amount", type: "uint96" },
  ],
  Agreement: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "seller", type: "address" },
    { name: "toSeller", type: "uint96" },
    { name: "buyer", type: "address" },
    { name: "toBuyer", type: "uint96" },
    { name: "validUntil", type: "uint40" },
  ],
  Cancellation: [
    { name: "deal", type: "bytes32" },
    { name: "buyer", type: "address" },
    { name: "remainder", type: "uint96" },
    { name: "validUntil", type: "uint40" },
  ],
  Deposit: [
    { name: "account", type: "address" },
    { name: "salt", type: "uint64" },
  ],
  Contest: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "round", type: "uint8" },
    { name: "payout", type: "uint16" },
    { name: "bond", type: "uint96" },
    { name: "payer", type: "address" },
    { name: "fromWallet", type: "bool" },
  ],
  Bond: [
    { name: "payer", type: "address" },
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "round", type: "uint8" },
    { name: "contester", type: "address" },
    { name: "amount", type: "uint96" },
  ],
  Ruling: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "evidence", type: "bytes32" },
    { name: "payout", type: "uint16" },
  ],
  Rating: [
    { name: "deal", type: "bytes32" },
    { name: "rated", type: "address" },
    { name: "score", type: "uint8" },
    { name: "reasons", type: "bytes32" },
  ],
  /** The least of its kind: `Ballot[2][2]` is the type of up to four ballots, and so on. */
  BallotBatch: [{ name: "ballots", type: "Ballot[2]" }],
  SeatKey: [
    { name: "owner", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "validUntil", type: "uint40" },
  ],
  Account: accountType,
  Approval: approvalType,
  Payee: payeeType,
  Freeze: freezeType,
  KeyRevocation: keyRevocationType,
  Tab: tabType,
  Voucher: voucherType,
  TabClosing: tabClosingType,
  Order: orderType,
  Payment: paymentType,
  Offer: [
    { name: "deal", type: "bytes32" },
    { name: "answers", type: "bytes32" },
    { name: "from", type: "address" },
    { name: "validUntil", type: "uint40" },
  ],
  OfferWithdrawal: [
    { name: "offer", type: "bytes32" },
    { name: "from", type: "address" },
  ],
  NegotiationEnd: [
    { name: "offer", type: "bytes32" },
    { name: "from", type: "address" },
    { name: "reason", type: "string" },
    { name: "note", type: "string" },
  ],
  BallotCommitment: [
    { name: "deal", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "round", type: "uint8" },
    { name: "evidence", type: "bytes32" },
    { name: "juror", type: "address" },
    { name: "ballot", type: "bytes32" },
  ],
} as const;

/** The one type the token knows, signed under the token's own domain (ERC-3009). */
export const tokenTypes = {
  ReceiveWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
} as const;
