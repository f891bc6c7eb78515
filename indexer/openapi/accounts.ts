import { entryKind } from "../schema/spending.ts";
import { get, inPath, inQuery } from "./operations.ts";
import {
  address,
  amount,
  day,
  flag,
  hash,
  hex,
  list,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  signedAmount,
  text,
  time,
  whole,
} from "./schemas.ts";

const given: Schema = { type: "string", pattern: "^0x[0-9a-fA-F]{40}$" };
const ACCOUNT = inPath("address", given, "A managed account.");
const PRINCIPAL = inPath("address", given, "A principal.");
const AT = inQuery("at", time, "The time that remaining limits are of; now when it is left out.");
const UNKNOWN = { "404": "The indexer knows nothing of the address." };

const left = { limit: orNull(amount), left: orNull(amount) };

const standing = {
  account: object({
    ...{ address, principal: address, index: whole, controller: address, openedAt: time, balance: amount },
    ...{ frozen: flag, frozenBy: list(oneOf("account", "principal")) },
  }),
  policy: object({
    ...{ version: whole, since: time, hash, perTransaction: orNull(amount), perPeriod: orNull(amount) },
    ...{ lifetime: orNull(amount), approvalAbove: orNull(amount), period: whole, activeFrom: time },
    ...{ activeUntil: time, counterparties: orNull(hex), categories: orNull(hex), treasury: orNull(whole) },
  }),
  limits: object({
    ...{ available: amount, active: flag },
    treasury: orNull(object({ account: address, opened: flag, frozen: flag, balance: amount })),
    perTransaction: object(left),
    period: object({ ...left, spent: amount, start: time, end: time }),
    lifetime: object({ ...left, spent: amount }),
  }),
  total: object({ committed: amount, refunded: amount, net: signedAmount }),
};

const costs = { committed: amount, refunded: amount, net: signedAmount, commitments: whole };

const limitsOfEntry = object({
  ...{ policy: whole, perTransaction: orNull(amount), perPeriod: orNull(amount), lifetime: orNull(amount) },
  ...{ spent: orNull(amount), lifetimeLeft: orNull(amount), periodSpent: orNull(amount) },
  ...{ periodLeft: orNull(amount), periodStart: time, periodEnd: time },
});

const kinds = entryKind.enumValues;

export const accountSchemas = {
  AsOf: object({
    ...{ block: whole, hash: orNull(hash), timestamp: time },
    at: { ...time, description: "The time that the answer is about; unix seconds." },
  }),
  Standing: object(standing),
  Account: object({
    ...{ asOf: ref("AsOf"), ...standing },
    keys: list(object({ key: address, expiry: time, capabilities: list(text()), live: flag })),
    tabs: list(
      object({
        ...{ id: hash, payee: address, voucherKey: address, reserve: amount, redeemed: amount, end: time },
        ...{ redeemUntil: time, category: whole },
      }),
    ),
  }),
  Principal: object({
    asOf: ref("AsOf"),
    principal: object({ address, controller: address, offered: orNull(address), frozen: flag }),
    accounts: list(ref("Standing")),
    next: orNull(whole),
  }),
  Entry: object({
    ...{ sequence: whole, kind: oneOf(...kinds), refundOf: orNull(oneOf(...kinds)), amount: signedAmount },
    ...{ balance: amount, counterparties: list(address), category: whole, key: orNull(address) },
    ...{ digest: orNull(hash), dealId: orNull(hash), milestone: orNull(whole), tabId: orNull(hash) },
    protocol: oneOf("deal", "tab", "order", "ledger"),
    ...{ session: orNull(hash), fee: orNull(amount) },
    ...{ orderId: orNull(hash), limits: orNull(limitsOfEntry), block: whole, timestamp: time },
    ...{ transaction: hash, logIndex: whole },
  }),
  Statement: object({
    ...{ asOf: ref("AsOf"), account: address, principal: address, next: orNull(whole) },
    entries: list(ref("Entry")),
  }),
  Costs: object({
    ...{ asOf: ref("AsOf"), account: address, days: list(object({ day, ...costs })) },
    total: object(costs),
  }),
};

const spans = [
  inQuery("from", time, "Lines from this time on."),
  inQuery("until", time, "Lines before this time."),
  inQuery("kind", oneOf(...kinds), "Lines of this kind."),
  inQuery("limit", { ...whole, minimum: 1, maximum: 1_000 }, "The most lines; 100 when it is left out."),
  inQuery("after", whole, "Lines after this one: `next` of the page before."),
];

export const accountPaths = {
  "/accounts/{address}": get({
    ...{ id: "getAccount", tag: "accounts", parameters: [ACCOUNT, AT], refusals: UNKNOWN },
    summary: "Balance, keys, policy, open tabs and remaining limits of an account",
    answers: { "application/json": ref("Account") },
  }),
  "/accounts/{address}/statement": get({
    ...{ id: "getStatement", tag: "accounts", parameters: [ACCOUNT, ...spans], refusals: UNKNOWN },
    summary: "The lines of an account's statement, oldest first",
    answers: { "application/json": ref("Statement") },
  }),
  "/accounts/{address}/statement.csv": get({
    ...{ id: "getStatementCsv", tag: "accounts", parameters: [ACCOUNT, ...spans], refusals: UNKNOWN },
    summary: "The same as CSV (RFC 4180), all lines unless `limit` is given",
    answers: { "text/csv": text() },
  }),
  "/accounts/{address}/costs": get({
    ...{ id: "getCosts", tag: "accounts", refusals: UNKNOWN },
    parameters: [
      ACCOUNT,
      inQuery("from", day, "From this day on."),
      inQuery("until", day, "Up to this day, and with it."),
    ],
    summary: "What an account committed and got back, by day of UTC",
    answers: { "application/json": ref("Costs") },
  }),
  "/principals/{address}": get({
    ...{ id: "getPrincipal", tag: "accounts", refusals: UNKNOWN },
    parameters: [
      ...[PRINCIPAL, AT],
      inQuery("limit", { ...whole, minimum: 1, maximum: 100 }, "The most accounts; 100 when it is left out."),
      inQuery("after", whole, "`next` of the page before: the index of its last account."),
    ],
    summary: "Accounts of a principal with their policies and what is left, by ascending index",
    answers: { "application/json": ref("Principal") },
  }),
};
