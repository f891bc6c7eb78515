import { settlementCause } from "../schema/money.ts";
import { get, inPath, inQuery } from "./operations.ts";
import {
  address,
  amount,
  day,
  hash,
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
const AGENT = inPath("address", given, "Any address, a wallet too.");
const PRINCIPAL = inPath("address", given, "A principal, for all its accounts.");

const sums = object({
  ...{ milestones: whole, gross: amount, marketplaceFees: amount, verificationFees: amount },
  ...{ reimbursed: amount, refunds: amount, net: signedAmount },
});

const page = {
  ...{ asOf: ref("AsOf"), day, next: orNull(text("`after` of the next page.")) },
  settlements: list(ref("SettlementLine")),
  sums: object({ seller: sums, buyer: sums }),
};

export const settlementSchemas = {
  SettlementLine: object({
    ...{
      dealId: hash,
      milestone: whole,
      cause: oneOf(...settlementCause.enumValues),
      category: orNull(whole),
    },
    ...{ block: whole, logIndex: whole, timestamp: time, transaction: hash, side: oneOf("seller", "buyer") },
    ...{ account: address, counterparty: address, gross: amount, marketplaceFee: amount },
    ...{ verificationFee: amount, reimbursed: amount, refund: amount, net: signedAmount },
    destination: oneOf("wallet", "ledger"),
  }),
  AgentSettlements: object({ ...page, agent: address }),
  PrincipalSettlements: object({ ...page, principal: address }),
};

const parameters = [
  { ...inQuery("day", day, "The day on which the milestones settled."), required: true },
  inQuery("limit", { ...whole, minimum: 1, maximum: 1_000 }, "The most milestones; 100 when it is left out."),
  inQuery("after", text(), "Milestones after this place: `next` of the page before."),
];

export const settlementPaths = {
  "/agents/{address}/settlements": get({
    ...{ id: "getAgentSettlements", tag: "accounts", parameters: [AGENT, ...parameters] },
    summary: "What settled on a day for an address: counterparties, fees, refunds and payouts",
    answers: { "application/json": ref("AgentSettlements") },
  }),
  "/agents/{address}/settlements.csv": get({
    ...{ id: "getAgentSettlementsCsv", tag: "accounts", parameters: [AGENT, ...parameters] },
    summary: "The same as CSV (RFC 4180), all of the day unless `limit` is given",
    answers: { "text/csv": text() },
  }),
  "/principals/{address}/settlements": get({
    ...{ id: "getPrincipalSettlements", tag: "accounts", parameters: [PRINCIPAL, ...parameters] },
    summary: "What settled on a day for all accounts of a principal",
    answers: { "application/json": ref("PrincipalSettlements") },
  }),
  "/principals/{address}/settlements.csv": get({
    ...{ id: "getPrincipalSettlementsCsv", tag: "accounts", parameters: [PRINCIPAL, ...parameters] },
    summary: "The same as CSV (RFC 4180), all of the day unless `limit` is given",
    answers: { "text/csv": text() },
  }),
};
