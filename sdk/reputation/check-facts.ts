import { InvalidFieldError } from "../errors/field.ts";
import { requireList, requireOptions } from "../json/options.ts";
import { type Problem, problemOfValue } from "../protocol/check-message.ts";
import { settlementCauses } from "../protocol/events.ts";
import type { FactCause, ReputationFacts } from "./facts.ts";

const WHOLE = 10_000;

/** What a field must be: a Solidity type, with `?` behind it where the field may be left out, or a check of its own. */
type Rule = string | ((value: unknown) => Problem | undefined);
type Rules = Readonly<Record<string, Rule>>;

const factCauses: readonly FactCause[] = [...settlementCauses, "cancellation"];

const oneOf = (...values: readonly unknown[]): Rule => {
  const names = values.map((value) => (value === undefined ? "left out" : String(value))).join(", ");
  const problem = { problem: `must be one of: ${names}`, remedy: "Give it as the chain's events have it." };
  return (value) => (values.includes(value) ? undefined : problem);
};

const upTo = (most: number, orAbsent = false): Rule => {
  const problem = {
    problem: `must be a whole number from 0 to ${most}`,
    remedy: "Give it as the event has it.",
  };
  return (value) => {
    if (orAbsent && value === undefined) return undefined;
    return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most ? undefined : problem;
  };
};

const anyList: Rule = (value) =>
  Array.isArray(value) ? undefined : { problem: "must be an array", remedy: "Pass a list, empty for none." };

const block: Rules = { blockNumber: "uint64", timestamp: "uint40" };
const question: Rules = { dealId: "bytes32", milestone: upTo(255) };

const rules: Readonly<Record<keyof ReputationFacts, Rules>> = {
  settlements: {
    ...block,
    ...question,
    ...{ buyer: "address", seller: "address", buyerPrincipal: "address?", sellerPrincipal: "address?" },
    ...{ pact: "bytes32", category: "uint256", marketplace: "address" },
    ...{ amount: "uint96", toSeller: "uint96", toBuyer: "uint96" },
    ...{ cause: oneOf(...factCauses), deadline: "uint40", deliveredAt: "uint40?", round: oneOf(0, 1, 2) },
    ...{ contests: anyList, panel: oneOf("drawn", "reused", "agreed", undefined), calibration: "bool?" },
  },
  clauses: { ...question, kind: "string", units: upTo(2 ** 32), lost: upTo(2 ** 32 * WHOLE) },
  ratings: { ...block, dealId: "bytes32", rater: "address", score: upTo(100) },
  jurors: {
    ...block,
    ...question,
    ...{ round: oneOf(1, 2), juror: "address", principal: "address?", pool: "address?" },
    ...{ payout: upTo(WHOLE, true), outcome: upTo(WHOLE, true) },
    ...{ timely: "bool", absent: "bool", equivocated: "bool" },
  },
  seats: {
    ...{ pool: "address", number: upTo(2 ** 32 - 1), owner: "address", ownerPrincipal: "address?" },
    ...{ stake: "uint96", joinedAt: "uint40", closedAt: "uint40?" },
  },
  payments: {
    ...block,
    ...{ from: "address", to: "address", fromPrincipal: "address?", toPrincipal: "address?" },
    amount: "uint96",
  },
};

const contestRules: Rules = { side: oneOf("buyer", "seller"), payout: upTo(WHOLE) };

function problemBy(rule: Rule, value: unknown): Problem | undefined {
  if (typeof rule === "function") return rule(value);
  if (!rule.endsWith("?")) return problemOfValue(rule, value);
  return value === undefined ? undefined : problemOfValue(rule.slice(0, -1), value);
}

/** Refuses an object whose fields do not fit their rules, or that has others. */
function checkFields(path: string, fact: object, known: Rules): void {
  requireOptions(fact, Object.keys(known).join(" "), path);
  for (const [name, rule] of Object.entries(known)) {
    const value: unknown = Reflect.get(fact, name);
    const problem = problemBy(rule, value);
    if (problem === undefined) continue;
    const address = typeof rule === "string" && rule.startsWith("address");
    throw new InvalidFieldError({ field: `${path}.${name}`, value, address, ...problem });
  }
}

/** Refuses facts that no chain could have told: fields of the wrong kind, and parts that do not make the amount. */
export function checkFacts(facts: ReputationFacts): void {
  requireOptions(facts, Object.keys(rules).join(" "), "facts");
  for (const [list, known] of Object.entries(rules)) {
    const given = facts[list as keyof ReputationFacts];
    if (given === undefined && list !== "settlements") continue;
    requireList(`facts.${list}`, given as readonly unknown[]);
    (given as readonly object[]).forEach((fact, index) => {
      checkFields(`facts.${list}[${index}]`, fact, known);
    });
  }
  facts.settlements.forEach(({ amount, toSeller, toBuyer, contests }, index) => {
    const path = `facts.settlements[${index}]`;
    contests.forEach((contest, at) => {
      checkFields(`${path}.contests[${at}]`, contest, contestRules);
    });
    if (toSeller + toBuyer === amount) return;
    throw new InvalidFieldError({
      field: `${path}.amount`,
      value: amount,
      problem: "must be toSeller and toBuyer together",
      remedy: "Give both parts by payout, before fees and reimbursements.",
    });
  });
  facts.clauses?.forEach(({ units, lost }, index) => {
    if (lost <= units * WHOLE) return;
    throw new InvalidFieldError({
      field: `facts.clauses[${index}].lost`,
      value: lost,
      problem: `must be at most ${WHOLE} for each of ${units} units`,
      remedy: "Give the result as the jurors' reasons have it.",
    });
  });
}
