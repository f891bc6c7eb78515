import { type Address, type Hex, zeroAddress } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireEach, requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { Capability } from "../protocol/capabilities.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";
import { wholeNumber } from "../protocol/hex-parts.ts";
import type { PayeeMessage } from "../protocol/messages.ts";
import type { Purpose } from "../protocol/purposes.ts";
import { type DisputeRules, dueOf, sharesFee, type Terms, totalOf } from "../protocol/terms.ts";
import type { OrderMessage, TabClosingMessage, TabMessage } from "../protocol/typed-data-spending.ts";

/** Basis points of everything. */
const FULL = 10_000n;

/** Money that an account commits or gives up, as its policy sees it and as an approval shows it. */
export interface Commitment {
  /** Who commits it. */
  readonly account: Address;
  /** What its key signs: deal id, tab id, order id, bond id, or the digest of what gives money up. */
  readonly digest: Hex;
  /** What a controller reads that has to approve it. */
  readonly purpose: Purpose;
  /** What the key must be allowed; all of them when there are several. */
  readonly capability: Capability | readonly Capability[];
  /** USDC base units, fees and bond included. */
  readonly amount: bigint;
  /** 0 when none is named. */
  readonly category: number;
  /** Everybody who may receive a part of it, with the most that each may. */
  readonly payees: readonly PayeeMessage[];
  /** How much of it the limits of a period and of a lifetime count, and the balance pays; all of it when left out. */
  readonly counted?: bigint;
}

const COMMITMENT = "account digest purpose capability amount category payees counted";

/** Refuses a commitment with a field that no commitment has. */
export function requireCommitmentFields(commitment: Pick<Commitment, "payees">): void {
  requireOptions(commitment, COMMITMENT, "commitment");
  requireEach("commitment.payees", commitment.payees, "payee most");
}

/** What the policy is asked about; account and digest come from who signs what. */
export type Spending = Omit<Commitment, "account" | "digest">;

/** The deal, milestone and round of a contest whose bond is paid. */
export interface BondedContest {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly milestone: number;
  /** The round that the contest opens: 2 or 3. */
  readonly round: number;
  readonly contester: Address;
}

/** What the buyer of terms spends by opening a deal. */
export function spendingOfDeal(terms: Terms): Spending {
  const { panel, panelAccount, verificationFee, milestones } = terms;
  const fees = verificationFee * BigInt(milestones.length);
  const amount = totalOf(terms);
  const payees = payeesOf(terms, amount - fees);
  // One juror can have all of a fee that they share.
  const judges = sharesFee(terms) ? panel : [panelAccount];
  return {
    purpose: "open a deal",
    capability: "commit",
    amount,
    category: terms.category ?? 0,
    payees: fees === 0n ? payees : [...payees, ...judges.map((payee) => ({ payee, most: fees }))],
  };
}

/**
 * What the buyer of terms that replace a deal spends: one transaction of the larger of the remainder and the new total, of which
 * only what is paid in counts.
 */
export function spendingOfAmendment(terms: Terms): Spending {
  const { amount, ...opening } = spendingOfDeal(terms);
  return {
    ...opening,
    purpose: "amend a deal",
    capability: ["commit", "settle"],
    amount: largerOf(amount, terms.amends?.remainder ?? 0n),
    counted: dueOf(terms),
  };
}

/** What the seller of terms that replace a deal may give up: all that the old deal holds for it. */
export function givenUpByAmendment(terms: Terms): Spending {
  const most = terms.amends?.remainder ?? 0n;
  return {
    purpose: "amend a deal",
    capability: ["deliver", "settle"],
    amount: largerOf(totalOf(terms), most),
    category: 0,
    payees: [{ payee: terms.buyer, most }],
  };
}

function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** What the payer of a bond spends. */
export function spendingOfBond(terms: Terms): Spending {
  const { bond, pool, arbiter } = requireDisputes(terms);
  const payees = isSameAddress(arbiter, zeroAddress) ? [pool] : [pool, arbiter];
  return {
    purpose: "pay a bond",
    capability: "commit",
    amount: bond,
    category: terms.category ?? 0,
    payees: payees.map((payee) => ({ payee, most: bond })),
  };
}

/** What the account of a tab spends by opening it. */
export function spendingOfTab({ reserve, category, payee }: TabMessage): Spending {
  const payees = [{ payee, most: reserve }];
  return { purpose: "open a tab", capability: "tabs", amount: reserve, category, payees };
}

/** What the account of an order spends: all its payments at once. */
export function spendingOfOrder({ payments, category }: OrderMessage): Spending {
  return {
    purpose: "pay an order",
    capability: "commit",
    amount: payments.reduce((sum, { amount }) => sum + amount, 0n),
    category,
    payees: payments.map(({ payee, amount }) => ({ payee, most: amount })),
  };
}

/** What a party gives up of a deal: the buyer to the seller and the marketplace, the seller to the buyer. */
export function spendingOfSettlement(
  purpose: Purpose,
  terms: Terms,
  { amount, byBuyer }: { readonly amount: bigint; readonly byBuyer: boolean },
): Spending {
  const payees = byBuyer ? payeesOf(terms, amount) : [{ payee: terms.buyer, most: amount }];
  return { purpose, capability: "settle", amount, category: 0, payees };
}

/** What the payee of a tab gives up by closing it early. */
export function spendingOfClosing({ account, rest }: Pick<TabClosingMessage, "account" | "rest">): Spending {
  const payees = [{ payee: account, most: rest }];
  return { purpose: "close a tab early", capability: "settle", amount: rest, category: 0, payees };
}

/** Who receives what goes to the seller: the marketplace takes its fee of it. */
function payeesOf({ seller, marketplace, marketplaceFee }: Terms, amount: bigint): PayeeMessage[] {
  const payees = [{ payee: seller, most: amount }];
  if (marketplaceFee === 0) return payees;
  return [
    ...payees,
    { payee: marketplace, most: (amount * wholeNumber("terms.marketplaceFee", marketplaceFee)) / FULL },
  ];
}

/**
 * What opening a deal from the ledger commits of the buyer's account: the total, to everybody the terms may pay. Of terms that
 * replace a deal, the larger of the remainder and the total, of which only what is paid in is `counted`.
 *
 * @example
 * import { dealCommitment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { category: 7 });
 * const { amount, category } = dealCommitment({ domain: stack.domain, terms });
 * console.log(amount, category); // 180000000n 7
 * await stack.stop();
 */
export function dealCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
}): Commitment {
  requireOptions(input, "domain terms");
  const { terms } = input;
  const spending = terms.amends === undefined ? spendingOfDeal(terms) : spendingOfAmendment(terms);
  return { account: terms.buyer, digest: dealIdOf(input), ...spending };
}

/**
 * What bonding a contest from the ledger commits of the payer's account.
 *
 * @throws InvalidFieldError for terms without a contest window.
 * @example
 * import { bondCommitment } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { contestWindow: 3_600 });
 * const contest = { domain: stack.domain, terms, milestone: 0, round: 2, contester: terms.buyer };
 * console.log(bondCommitment({ ...contest, payer: terms.buyer }).amount); // 8000000n
 * await stack.stop();
 */
export function bondCommitment(input: BondedContest & { readonly payer: Address }): Commitment {
  requireOptions(input, "domain terms milestone round contester payer");
  const { domain, terms, milestone, round, contester, payer } = input;
  const deal = dealIdOf({ domain, terms });
  const { bond: amount } = requireDisputes(terms);
  const message = { payer, deal, milestone, round, contester, amount };
  const digest = hashTyped({ domain, type: "Bond", message });
  return { account: payer, digest, ...spendingOfBond(terms) };
}

/**
 * What opening a tab from the ledger commits of its account: the reserve, to the payee.
 *
 * @example
 * import { tabCommitment } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * console.log(tabCommitment({ domain: stack.domain, tab }).purpose); // open a tab
 * await stack.stop();
 */
export function tabCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly tab: TabMessage;
}): Commitment {
  requireOptions(input, "domain tab");
  const { domain, tab } = input;
  return {
    account: tab.account,
    digest: hashTyped({ domain, type: "Tab", message: tab }),
    ...spendingOfTab(tab),
  };
}

/**
 * What paying an order commits of its account: all payments at once.
 *
 * @example
 * import { buildOrder, orderCommitment, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const payments = [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }] as const;
 * const order = buildOrder({ account: "0x00000000000000000000000000000000000000b1", payments });
 * console.log(orderCommitment({ domain, order }).amount); // 2500000n
 */
export function orderCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly order: OrderMessage;
}): Commitment {
  requireOptions(input, "domain order");
  const { domain, order } = input;
  const digest = hashTyped({ domain, type: "Order", message: order });
  return { account: order.account, digest, ...spendingOfOrder(order) };
}

function requireDisputes({ disputes }: Terms): DisputeRules {
  if (disputes !== undefined) return disputes;
  throw new InvalidFieldError({
    field: "terms.disputes",
    value: undefined,
    problem: "must say what a contest is bonded with",
    remedy: "Terms without a contest window cannot be contested.",
    docsPage: "contest",
  });
}
