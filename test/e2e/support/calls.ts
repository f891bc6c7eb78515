import {
  type Address,
  concatHex,
  encodeFunctionData,
  type Hex,
  hashTypedData,
  keccak256,
  parseAbi,
  toHex,
  zeroAddress,
} from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import type { TokenDomain } from "../../../sdk/client/token-domain.ts";
import { depositNonce } from "../../../sdk/payments/ledger/sign-deposit.ts";
import { hashAdjudication } from "../../../sdk/protocol/deal-id.ts";
import type { QuittanceDomain } from "../../../sdk/protocol/domain.ts";
import { hashTyped } from "../../../sdk/protocol/hash-typed.ts";
import type { Messages, SignedType } from "../../../sdk/protocol/messages.ts";
import type { Terms } from "../../../sdk/protocol/terms.ts";
import { encodeBriefTerms, encodeSchedule, encodeTerms } from "../../../sdk/protocol/terms-codec.ts";
import { tokenTypes } from "../../../sdk/protocol/typed-data.ts";
import type { Action, ActionOf, SignedBy } from "../../model/actions.ts";
import { price } from "../../model/opening.ts";
import type { World } from "../../model/world.ts";
import type { Dice } from "../../support/dice.ts";
import { accountData } from "./account-calls.ts";
import { disputesData } from "./disputes-calls.ts";
import { type Purpose, type Shown, sign } from "./envelopes.ts";
import type { People } from "./people.ts";

/** What calls are made with. */
export interface Desk {
  readonly dice: Dice;
  readonly people: People;
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  /** Who blacklists. */
  readonly issuer: Address;
}

/** A transaction that nobody has sent yet. */
export interface RawCall {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
}

export const REASONS = keccak256(toHex("reasons"));
const EVIDENCE_URI_OF_PROOF = "ipfs://proof";
const issuerAbi = parseAbi(["function blacklist(address account)", "function unBlacklist(address account)"]);

export function signMessage<Type extends SignedType>(
  desk: Desk,
  type: Type,
  message: Messages[Type],
  signedBy: SignedBy,
  purpose?: Purpose,
): Promise<Hex> {
  return sign(desk, hashTyped({ domain: desk.domain, type, message }), signedBy, purpose);
}

/** Signs an ERC-3009 payment to the contract. */
export function signPayment(
  desk: Desk,
  payment: {
    readonly from: Address;
    readonly value: bigint;
    readonly validBefore: number;
    readonly nonce: Hex;
  },
  signedBy: SignedBy,
): Promise<Hex> {
  const digest = hashTypedData({
    domain: desk.token,
    types: tokenTypes,
    primaryType: "ReceiveWithAuthorization",
    message: {
      ...payment,
      to: desk.domain.verifyingContract,
      validAfter: 0n,
      validBefore: BigInt(payment.validBefore),
    },
  });
  return sign(desk, digest, signedBy);
}

/** The transaction of an action: its signatures are made by whom the action says, right or wrong. */
export async function callOf(desk: Desk, world: World, action: Action): Promise<RawCall> {
  if ("sender" in action) {
    return { from: action.sender, to: world.contract, data: await dataOf(desk, world, action) };
  }
  const data = encodeFunctionData({ abi: issuerAbi, functionName: action.kind, args: [action.account] });
  return { from: desk.issuer, to: world.token, data };
}

type ContractAction = Extract<Action, { readonly sender: Address }>;
type DealAction = Exclude<Extract<ContractAction, { readonly dealId: Hex }>, ActionOf<"open">>;

const isAboutDeal = (action: ContractAction): action is DealAction =>
  "dealId" in action && action.kind !== "open";

async function dataOf(desk: Desk, world: World, action: ContractAction): Promise<Hex> {
  const abi = quittanceAbi;
  if (isAboutDeal(action)) return dealData(desk, termsOf(world, action.dealId), action);
  switch (action.kind) {
    case "deposit":
      return encodeFunctionData({
        abi,
        functionName: "deposit",
        args: [action.account, action.amount, action.salt],
      });
    case "depositWithAuthorization": {
      const { from, account, amount, validBefore, salt, signedBy } = action;
      const nonce = depositNonce({ domain: desk.domain, account, salt });
      const signature = await signPayment(desk, { from, value: amount, validBefore, nonce }, signedBy);
      const args = [from, account, amount, validBefore, salt, signature] as const;
      return encodeFunctionData({ abi, functionName: "depositWithAuthorization", args });
    }
    case "withdraw":
      return encodeFunctionData({
        abi,
        functionName: "withdraw",
        args: [action.to, action.amount, action.salt],
      });
    case "claimPayout":
      return encodeFunctionData({ abi, functionName: "claimPayout", args: [action.account] });
    case "open":
      return openData(desk, action);
    default:
      return accountData(desk, action);
  }
}

async function openData(desk: Desk, action: ActionOf<"open">): Promise<Hex> {
  const { dealId, terms, buyerSignedBy, sellerSignedBy } = action;
  const { buyer, openBy, fundedFromLedger, category = 0 } = terms;
  const purpose: Purpose = { kind: "commitment", account: buyer, shown: shownOf(terms), category };
  const buyerSignature = fundedFromLedger
    ? await sign(desk, dealId, buyerSignedBy, purpose)
    : await signPayment(
        desk,
        { from: buyer, value: price(terms), validBefore: openBy, nonce: dealId },
        buyerSignedBy,
      );
  const args = [encodeTerms(terms), buyerSignature, await sign(desk, dealId, sellerSignedBy)] as const;
  return encodeFunctionData({ abi: quittanceAbi, functionName: "open", args });
}

async function amendData(desk: Desk, packed: Hex, action: ActionOf<"amend">): Promise<Hex> {
  const { terms, successor, buyerSignedBy, sellerSignedBy } = action;
  const { buyer, seller, openBy, fundedFromLedger, category = 0 } = terms;
  const [left, total] = [terms.amends?.remainder ?? 0n, price(terms)];
  const larger = left > total ? left : total;
  const shown = { ...shownOf(terms), purpose: "amend a deal", total: larger } as const;
  const given = { ...shown, payees: [{ payee: buyer, most: left }] };
  const payment = { from: buyer, value: total - left, validBefore: openBy, nonce: successor };
  const isPayment = total > left && !fundedFromLedger && typeof buyerSignedBy !== "object";
  const buyerSignature = isPayment
    ? await signPayment(desk, payment, buyerSignedBy)
    : await sign(desk, successor, buyerSignedBy, { kind: "commitment", account: buyer, shown, category });
  const purpose: Purpose = { kind: "settlement", account: seller, shown: given };
  const sellerSignature = await sign(desk, successor, sellerSignedBy, purpose);
  const args = [packed, encodeTerms(terms), buyerSignature, sellerSignature] as const;
  return encodeFunctionData({ abi: quittanceAbi, functionName: "amend", args });
}

async function dealData(desk: Desk, terms: Terms, action: DealAction): Promise<Hex> {
  const abi = quittanceAbi;
  const { dealId: deal } = action;
  const packed = packedFor(desk.dice, terms, action.kind);
  switch (action.kind) {
    case "deliver": {
      const { milestone, evidence, evidenceUri, signedBy } = action;
      const signature = await signMessage(
        desk,
        "Delivery",
        { deal, milestone, evidence, evidenceUri },
        signedBy,
      );
      return encodeFunctionData({
        abi,
        functionName: "deliver",
        args: [packed, milestone, evidence, evidenceUri, signature],
      });
    }
    case "submitVerdict": {
      const args = [
        encodeTerms(terms),
        action.milestone,
        action.evidence,
        await ballotsOf(desk, action),
      ] as const;
      return encodeFunctionData({ abi, functionName: "submitVerdict", args });
    }
    case "contest":
    case "drawPanel":
    case "recordBallots":
    case "recordLateBallots":
    case "rule":
    case "releaseBond":
    case "rate":
      return disputesData(desk, terms, packed, action);
    case "settle":
      return encodeFunctionData({ abi, functionName: "settle", args: [packed, action.milestone] });
    case "release":
    case "refund": {
      const { milestone, signedBy, kind } = action;
      const { amount = 0n } = terms.milestones[milestone] ?? {};
      const { buyer, seller } = terms;
      const purpose =
        kind === "release"
          ? byBuyer("release a milestone", terms, amount)
          : bySeller("refund a milestone", terms, amount);
      const signature =
        kind === "release"
          ? await signMessage(desk, "Release", { deal, milestone, seller, amount }, signedBy, purpose)
          : await signMessage(desk, "Refund", { deal, milestone, buyer, amount }, signedBy, purpose);
      return encodeFunctionData({ abi, functionName: kind, args: [packed, milestone, signature] });
    }
    case "reclaim": {
      const { milestone, signedBy } = action;
      const { amount = 0n } = terms.milestones[milestone] ?? {};
      const claim = { deal, milestone, buyer: terms.buyer, amount };
      const signature = await signMessage(desk, "Reclaim", claim, signedBy);
      const args = [encodeSchedule(terms), hashAdjudication(terms), milestone, signature] as const;
      return encodeFunctionData({ abi, functionName: "reclaim", args });
    }
    case "agree": {
      const { milestone, toSeller, validUntil, buyerSignedBy, sellerSignedBy } = action;
      const left = (terms.milestones[milestone]?.amount ?? 0n) - toSeller;
      const toBuyer = left < 0n ? 0n : left;
      const parts = { seller: terms.seller, toSeller, buyer: terms.buyer, toBuyer };
      const split = { deal, milestone, ...parts, validUntil };
      const given = byBuyer("agree on a split", terms, toSeller);
      const kept = bySeller("agree on a split", terms, toBuyer);
      const buyer = await signMessage(desk, "Agreement", split, buyerSignedBy, given);
      const seller = await signMessage(desk, "Agreement", split, sellerSignedBy, kept);
      const args = [packed, milestone, toSeller, validUntil, buyer, seller] as const;
      return encodeFunctionData({ abi, functionName: "agree", args });
    }
    case "amend":
      return amendData(desk, packed, action);
    case "cancel": {
      const { remainder, validUntil, buyerSignedBy, sellerSignedBy } = action;
      const end = { deal, buyer: terms.buyer, remainder, validUntil };
      const given = byBuyer("cancel a deal", terms, 0n);
      const kept = bySeller("cancel a deal", terms, remainder);
      const buyer = await signMessage(desk, "Cancellation", end, buyerSignedBy, given);
      const seller = await signMessage(desk, "Cancellation", end, sellerSignedBy, kept);
      return encodeFunctionData({
        abi,
        functionName: "cancel",
        args: [packed, remainder, validUntil, buyer, seller],
      });
    }
  }
}

/** What a controller reads of a deal: who gets how much at most. */
function shownOf(terms: Terms): Shown {
  const { panel, panelAccount, verificationFee, milestones } = terms;
  const judges = panelAccount === zeroAddress ? panel : [panelAccount];
  const fees = verificationFee * BigInt(milestones.length);
  const payees = sellersPayees(terms, price(terms) - fees);
  const all = fees === 0n ? payees : [...payees, ...judges.map((payee) => ({ payee, most: fees }))];
  return { purpose: "open a deal", total: price(terms), payees: all };
}

function byBuyer(purpose: Shown["purpose"], terms: Terms, total: bigint): Purpose {
  const shown = { purpose, total, payees: sellersPayees(terms, total) };
  return { kind: "settlement", account: terms.buyer, shown };
}

function bySeller(purpose: Shown["purpose"], terms: Terms, total: bigint): Purpose {
  const shown = { purpose, total, payees: [{ payee: terms.buyer, most: total }] };
  return { kind: "settlement", account: terms.seller, shown };
}

function sellersPayees({ seller, marketplace, marketplaceFee }: Terms, amount: bigint): Shown["payees"] {
  const payees = [{ payee: seller, most: amount }];
  if (marketplaceFee === 0) return payees;
  return [...payees, { payee: marketplace, most: (amount * BigInt(marketplaceFee)) / 10_000n }];
}

/** Ballots as they come, faults included, and behind them the seller's delivery, if there is one. */
async function ballotsOf(desk: Desk, action: ActionOf<"submitVerdict">): Promise<Hex> {
  const { dealId: deal, milestone, evidence, deliverySignedBy } = action;
  const ballots = await packBallots(desk, { ...action, round: 1 });
  if (deliverySignedBy === undefined) return ballots;
  const claim = { deal, milestone, evidence, evidenceUri: EVIDENCE_URI_OF_PROOF };
  const proof = await signMessage(desk, "Delivery", claim, deliverySignedBy);
  return concatHex([ballots, keccak256(toHex(EVIDENCE_URI_OF_PROOF)), proof]);
}

/** The packed form of ballots for a round. */
export async function packBallots(
  desk: Desk,
  question: Pick<ActionOf<"submitVerdict">, "dealId" | "milestone" | "evidence" | "ballots"> & {
    readonly round: 1 | 2;
  },
): Promise<Hex> {
  const { dealId: deal, milestone, evidence, round, ballots } = question;
  const judged = { deal, milestone, round, evidence, reasons: REASONS };
  const parts: Hex[] = [toHex(ballots.length, { size: 1 })];
  const signatures: Hex[] = [];
  for (const { position, score, signedBy } of ballots) {
    parts.push(toHex(position, { size: 1 }), toHex(score, { size: 2 }), REASONS);
    const signature = await signMessage(desk, "Ballot", { ...judged, score }, signedBy);
    signatures.push(toHex((signature.length - 2) / 2, { size: 2 }), signature);
  }
  return concatHex([...parts, ...signatures]);
}

const WHOLE_ONLY = new Set<string>([
  "amend",
  "settle",
  "contest",
  "drawPanel",
  "recordBallots",
  "recordLateBallots",
  "rule",
  "releaseBond",
]);

/** Whole terms, or brief ones where an operation reads nothing of the conditions. */
function packedFor(dice: Dice, terms: Terms, kind: DealAction["kind"]): Hex {
  if (WHOLE_ONLY.has(kind)) return encodeTerms(terms);
  const isFeeless = terms.verificationFee === 0n && terms.marketplaceFee === 0;
  const isBriefEnough = kind === "deliver" || kind === "rate" || isFeeless;
  return isBriefEnough && dice.chance(0.5) ? encodeBriefTerms(terms) : encodeTerms(terms);
}

function termsOf(world: World, dealId: Hex): Terms {
  const deal = world.deals.get(dealId);
  if (deal === undefined) throw new RangeError(`no deal ${dealId} in this world`);
  return deal.terms;
}
