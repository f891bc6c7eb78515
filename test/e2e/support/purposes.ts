import { type Address, type HashTypedDataParameters, type Hex, hashTypedData, keccak256, toHex } from "viem";
import type { HDAccount, PrivateKeyAccount } from "viem/accounts";
import {
  depositNonce,
  hashBond,
  type Order,
  orderCommitment,
  readTokenDomain,
  type Tab,
  type Terms,
  tabIdOf,
  tokenTypes,
  transferAuthorizationOf,
} from "../../../sdk/index.ts";
import { dealIdOf, termsMessage } from "../../../sdk/protocol/deal-id.ts";
import type { Messages, SignedType } from "../../../sdk/protocol/messages.ts";
import { typedDataTypes } from "../../../sdk/protocol/typed-data.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/**
 * Everything a signature can be for. Payments are signed under the token's domain, `SeatKey` under the pool's, the others under
 * the contract's. A contest is for one pocket of its payer: `Contest` for the balance, `WalletContest` for the wallet.
 */
export type Purpose =
  | "Payment"
  | "DepositPayment"
  | "BondPayment"
  | "TabPayment"
  | "WalletContest"
  | SignedType;

/** What all signatures of a matrix are about: as alike as their purposes allow. */
export interface Matter {
  readonly terms: Terms;
  readonly milestone: number;
  readonly validUntil: number;
  /** Of the agreement, and of the deposit. */
  readonly amount: bigint;
  readonly remainder: bigint;
  readonly salt: bigint;
  /** Of ballots. */
  readonly ballotRound: 1 | 2;
  /** The round that a contest would open, whose contest it is, and who pays for it. */
  readonly opens: 2 | 3;
  readonly contester: Address;
  readonly payer: Address;
  /** Whose seat a key would sit in. */
  readonly seatOwner: Address;
  /** To be opened; what vouchers and closings are of, which is open; and what would be paid. */
  readonly tab: Tab;
  readonly openTab: Tab;
  readonly order: Order;
  /** A managed account that the order is of; its key and its controller sign for it. Else each signs for itself. */
  readonly account?: Address;
}

export const EVIDENCE: Hex = keccak256(toHex("evidence"));
export const REASONS: Hex = keccak256(toHex("reasons"));
export const EVIDENCE_URI = "ipfs://evidence";
export const SCORE = 10_000;
/** What stands in a matter that can be contested, and what its arbiter rules. */
export const PROVISIONAL = 10_000;
export const RULED = 4_200;
export const RATED = 90;

/** Signatures of one account for every purpose there is. */
export async function signaturesOf(
  stack: Stack,
  account: HDAccount | PrivateKeyAccount,
  matter: Matter,
): Promise<ReadonlyMap<Purpose, Hex>> {
  const { domain } = stack;
  const { terms, milestone, validUntil, amount, remainder, salt, opens, contester, payer } = matter;
  const token = await readTokenDomain(stack.publicClient, { token: stack.token });
  const deal = dealIdOf({ domain, terms });
  const one = { deal, milestone };
  const { buyer, seller } = terms;
  const whole = terms.milestones[milestone]?.amount ?? amount;
  const amountOfBond = terms.disputes?.bond ?? amount;
  const bond = { payer, ...one, round: opens, contester, amount: amountOfBond };
  const ballot = { ...one, round: matter.ballotRound, evidence: EVIDENCE, score: SCORE, reasons: REASONS };
  const speaksFor = matter.account ?? account.address;
  const ordered = orderCommitment({ domain, order: matter.order });
  const messages: Messages = {
    Terms: termsMessage(terms),
    TermsBatch: { terms: [termsMessage(terms), termsMessage(terms)] },
    Ballot: ballot,
    BallotBatch: { ballots: [ballot, ballot] },
    Contest: { ...one, round: opens, payout: PROVISIONAL, bond: amountOfBond, payer, fromWallet: false },
    Bond: bond,
    Ruling: { ...one, evidence: EVIDENCE, payout: RULED },
    Rating: {
      deal,
      rated: account.address.toLowerCase() === buyer.toLowerCase() ? seller : buyer,
      score: RATED,
      reasons: REASONS,
    },
    SeatKey: { owner: matter.seatOwner, nonce: 0n, validUntil },
    Delivery: { ...one, evidence: EVIDENCE, evidenceUri: EVIDENCE_URI },
    Release: { ...one, seller, amount: whole },
    Refund: { ...one, buyer, amount: whole },
    Reclaim: { ...one, buyer, amount: whole },
    Agreement: { ...one, seller, toSeller: amount, buyer, toBuyer: whole - amount, validUntil },
    Cancellation: { deal, buyer, remainder, validUntil },
    Deposit: { account: account.address, salt },
    Offer: { deal, answers: deal, from: account.address, validUntil },
    OfferWithdrawal: { offer: deal, from: account.address },
    NegotiationEnd: { offer: deal, from: account.address, reason: "price", note: "" },
    BallotCommitment: {
      ...{ ...one, round: matter.ballotRound, evidence: EVIDENCE },
      ...{ juror: account.address, ballot: REASONS },
    },
    Tab: matter.tab,
    Voucher: { tab: tabIdOf({ domain, tab: matter.openTab }), amount },
    TabClosing: {
      tab: tabIdOf({ domain, tab: matter.openTab }),
      account: matter.openTab.account,
      rest: matter.openTab.reserve,
    },
    Order: matter.order,
    Account: { principal: account.address, index: 0 },
    Approval: {
      ...ordered,
      account: speaksFor,
      total: ordered.amount,
      validUntil,
      commitment: ordered.digest,
    },
    Freeze: { account: speaksFor, nonce: 0n, validUntil },
    KeyRevocation: { account: speaksFor, key: account.address, nonce: 0n, validUntil },
  };
  const signatures = new Map<Purpose, Hex>();
  for (const type of Object.keys(messages) as SignedType[]) {
    const signer = type === "SeatKey" ? stack.poolDomain : domain;
    signatures.set(type, await account.sign({ hash: hashTypedIn(signer, type, messages) }));
  }
  const fromWallet = { ...messages, Contest: { ...messages.Contest, fromWallet: true } };
  signatures.set("WalletContest", await account.sign({ hash: hashTypedIn(domain, "Contest", fromWallet) }));
  const pay = (message: ReturnType<typeof transferAuthorizationOf>) =>
    account.signTypedData({
      domain: token,
      types: tokenTypes,
      primaryType: "ReceiveWithAuthorization",
      message: { ...message },
    });
  const payment = transferAuthorizationOf({ domain, terms });
  const nonce = depositNonce({ domain, account: account.address, salt });
  signatures.set("Payment", await pay({ ...payment, from: account.address }));
  signatures.set(
    "DepositPayment",
    await pay({ ...payment, from: account.address, value: amount, validBefore: BigInt(validUntil), nonce }),
  );
  const { tab } = matter;
  const tabId = tabIdOf({ domain, tab });
  signatures.set(
    "TabPayment",
    await pay({
      ...{ ...payment, from: account.address, value: tab.reserve, validBefore: BigInt(tab.openBy) },
      nonce: tabId,
    }),
  );
  signatures.set(
    "BondPayment",
    await pay({
      ...{ ...payment, from: account.address, value: amountOfBond },
      ...{ validBefore: BigInt(validUntil), nonce: hashBond({ domain, ...bond, payer: account.address }) },
    }),
  );
  return signatures;
}

function hashTypedIn(
  domain: Stack["domain"] | Stack["poolDomain"],
  type: SignedType,
  messages: Messages,
): Hex {
  const message: object = messages[type];
  return hashTypedData({
    domain,
    types: typedDataTypes,
    primaryType: type,
    message,
  } as HashTypedDataParameters);
}
