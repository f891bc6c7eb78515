import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { address, amount, bytes32, list, record, type Schema, time, uint, wideUint } from "../json/fields.ts";
import { requireBigints, requireObject, requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { AMOUNT_REMEDY } from "../json/remedies.ts";
import { isSameAddress, requireAddressIfGiven } from "../protocol/address.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";
import { momentOrClock, requireMoment } from "../protocol/moment.ts";
import type { OrderMessage, PaymentMessage } from "../protocol/typed-data-spending.ts";
import { randomNonce } from "./nonces.ts";

/** One payment of an order: whose ledger balance is credited with how many USDC base units. */
export type Payment = PaymentMessage;

/**
 * Direct payments from one ledger balance to others, signed once; all of them are paid, or none. Its EIP-712 digest is the order
 * id.
 */
export type Order = OrderMessage;

/** What `buildOrder` needs; everything else has a default. */
export type OrderDraft = Pick<Order, "account" | "payments"> & Partial<Omit<Order, "account" | "payments">>;

/** What an order is held against besides itself; what is left out is not checked. */
export interface OrderSurroundings {
  /** Addresses that can be no payee: the contract and its token. */
  readonly contract?: Address;
  readonly token?: Address;
  /** Unix seconds; with it, validUntil is checked, too. */
  readonly now?: number;
}

const SURROUNDINGS = "contract token now";
const HOUR = 3_600;
const MOST_PAYMENTS = 256;
/** 2^96 - 1. */
const LARGEST_TOTAL = 0xffff_ffff_ffff_ffff_ffff_ffffn;

const orderSchema = /* @__PURE__ */ lazily((): Schema<Order> => {
  const payment = record({ payee: address(), amount: amount({ minimum: 1n }) });
  return record({
    account: address(),
    nonce: wideUint(64),
    validUntil: time(),
    category: uint(32),
    memo: bytes32(),
    payments: list(payment, { minimum: 1, maximum: MOST_PAYMENTS }),
  });
});

/**
 * An order from a draft. Defaults: a random nonce, good for an hour, no category and no memo.
 *
 * @param draft `nonce` may come from a `nonceSeries`, which costs less gas than random ones.
 * @param surroundings What to hold the order against; `now` is this machine's clock unless given.
 * @throws InvalidFieldError for everything the contract would refuse, naming the field, its value and what to do.
 * @example
 * import { buildOrder } from "quittance";
 *
 * const order = buildOrder({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payments: [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }],
 * });
 * console.log(order.payments.length, order.category); // 1 0
 */
export function buildOrder(draft: OrderDraft, surroundings: OrderSurroundings = {}): Order {
  requireObject("order", draft);
  requireOptions(surroundings, SURROUNDINGS, "surroundings");
  const now = momentOrClock("surroundings.now", surroundings.now);
  const defaults = { nonce: randomNonce(), validUntil: now + HOUR, category: 0, memo: zeroHash };
  const given = Object.entries(draft).filter(([, value]) => value !== undefined);
  return checkOrder({ ...defaults, ...Object.fromEntries(given) }, { ...surroundings, now });
}

/**
 * Refuses an order that the contract would refuse to pay, and returns it with every field in its proper form.
 *
 * @throws InvalidFieldError naming the field, its value and what to do.
 * @example
 * import { buildOrder, checkOrder } from "quittance";
 *
 * const order = buildOrder({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payments: [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }],
 * });
 * console.log(checkOrder(order).payments[0]?.amount); // 2500000n
 */
export function checkOrder(input: unknown, surroundings: OrderSurroundings = {}): Order {
  requireBigints("order", input);
  return parseOrder(input, surroundings);
}

/**
 * An order from another agent: an object, or its JSON text.
 *
 * @throws InvalidFieldError for everything the contract would refuse, times aside.
 * @example
 * import { buildOrder, parseOrder, toJson } from "quittance";
 *
 * const order = buildOrder({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payments: [{ payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n }],
 * });
 * console.log(parseOrder(toJson(order)).nonce === order.nonce); // true
 */
export function parseOrder(input: unknown, surroundings: OrderSurroundings = {}): Order {
  requireOptions(surroundings, SURROUNDINGS, "surroundings");
  requireAddressIfGiven("contract", surroundings.contract);
  requireAddressIfGiven("token", surroundings.token);
  const order = parseWith("order", orderSchema(), input);
  checkParties(order, surroundings);
  const { validUntil } = order;
  const now = surroundings.now === undefined ? 0 : requireMoment("surroundings.now", surroundings.now);
  if (validUntil <= now) {
    refuse("validUntil", validUntil, `must be later than now, ${now}`, "Give unix seconds in the future.");
  }
  return order;
}

/**
 * The id of an order, its EIP-712 digest: what the account signs.
 *
 * @example
 * import { buildOrder, getOrderId, orderIdOf } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, domain, buyer, seller, publicClient, stop } = await startStack();
 * const payments = [{ payee: seller.address, amount: 2_500_000n }];
 * const order = buildOrder({ account: buyer.address, payments });
 * console.log((await getOrderId(publicClient, { address, order })) === orderIdOf({ domain, order })); // true
 * await stop();
 */
export function orderIdOf(input: { readonly domain: QuittanceDomain; readonly order: Order }): Hex {
  requireOptions(input, "domain order");
  return hashTyped({ domain: input.domain, type: "Order", message: input.order });
}

/**
 * What an order pays in all, USDC base units.
 *
 * @example
 * import { buildOrder, orderTotal } from "quittance";
 *
 * const order = buildOrder({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payments: [
 *     { payee: "0x00000000000000000000000000000000000000c2", amount: 2_500_000n },
 *     { payee: "0x00000000000000000000000000000000000000d3", amount: 500_000n },
 *   ],
 * });
 * console.log(orderTotal(order)); // 3000000n
 */
export function orderTotal({ payments }: Pick<Order, "payments">): bigint {
  return payments.reduce((sum, { amount }) => sum + amount, 0n);
}

function checkParties(order: Order, { contract, token }: OrderSurroundings): void {
  const { account, payments } = order;
  if (isSameAddress(account, zeroAddress)) {
    refuse("account", account, "cannot be zero", "Name the account that pays.");
  }
  const refused = [zeroAddress, contract, token, account].filter((other) => other !== undefined);
  payments.forEach(({ payee }, index) => {
    if (!refused.some((other) => isSameAddress(other, payee))) return;
    const problem = "cannot be zero, the token, the contract or the payer";
    refuse(`payments[${index}].payee`, payee, problem, "Name an address that someone holds the key of.");
  });
  const total = orderTotal(order);
  if (total <= LARGEST_TOTAL) return;
  refuse("payments", total, `must sum to at most ${LARGEST_TOTAL}`, AMOUNT_REMEDY);
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: `order.${field}`, value, problem, remedy, docsPage: "pay" });
}
