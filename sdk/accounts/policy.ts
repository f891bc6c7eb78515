import { type Hex, zeroHash } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { amount, bytes32, record, type Schema, time, uint } from "../json/fields.ts";
import { requireBigints, requireObject } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { type Policy, unlimited } from "../protocol/policy.ts";
import type { AllowList } from "./allow-list.ts";

/** What `buildPolicy` takes: limits to set; everything left out is not limited. */
export type PolicyDraft = Partial<Omit<Policy, "counterparties" | "categories">> & {
  /** Of `allowCounterparties`, or its root. */
  readonly counterparties?: Pick<AllowList, "root"> | Hex | undefined;
  /** Of `allowCategories`, or its root. */
  readonly categories?: Pick<AllowList, "root"> | Hex | undefined;
};

const DAY = 24;
/** A year and a day. */
const LONGEST_PERIOD = 8_784;
/** 2^40 - 1. */
const LAST_SECOND = 0xff_ffff_ffff;

const policySchema = /* @__PURE__ */ lazily(
  (): Schema<Policy> =>
    record({
      perTransaction: amount({ bits: 64 }),
      perPeriod: amount({ bits: 64 }),
      lifetime: amount({ bits: 64 }),
      approvalAbove: amount({ bits: 64 }),
      period: uint(16, { minimum: 1, maximum: LONGEST_PERIOD }),
      activeFrom: time(),
      activeUntil: time(),
      counterparties: bytes32(),
      categories: bytes32(),
      treasury: z.optional(uint(32)),
    }),
);

/**
 * A policy from the limits to set. Left out: no limit, periods of a day in UTC, always active, everybody and every category
 * allowed, no approval needed, no treasury.
 *
 * @throws InvalidFieldError for what the contract would refuse, naming the field, its value and what to do.
 * @example
 * import { buildPolicy, unlimited } from "quittance";
 *
 * const policy = buildPolicy({ perTransaction: 20_000_000n, perPeriod: 50_000_000n, approvalAbove: 10_000_000n });
 * console.log(policy.period, policy.lifetime === unlimited); // 24 true
 */
export function buildPolicy(draft: PolicyDraft): Policy {
  requireObject("policy", draft);
  const { counterparties, categories, ...limits } = draft;
  const set = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  return checkPolicy({
    perTransaction: unlimited,
    perPeriod: unlimited,
    lifetime: unlimited,
    approvalAbove: unlimited,
    period: DAY,
    activeFrom: 0,
    activeUntil: LAST_SECOND,
    ...set,
    counterparties: rootOf(counterparties),
    categories: rootOf(categories),
  });
}

/**
 * Refuses a policy that the contract would refuse, and returns it with every field in its proper form. Takes JSON text, too.
 *
 * @throws InvalidFieldError naming the field, its value and what to do.
 * @example
 * import { buildPolicy, checkPolicy, toJson } from "quittance";
 *
 * const policy = checkPolicy(toJson(buildPolicy({ lifetime: 900_000_000n })));
 * console.log(policy.lifetime); // 900000000n
 */
export function checkPolicy(input: unknown): Policy {
  requireBigints("policy", input);
  const policy = parseWith("policy", policySchema(), input);
  if (policy.activeUntil > policy.activeFrom) return policy;
  throw new InvalidFieldError({
    field: "policy.activeUntil",
    value: policy.activeUntil,
    problem: `must be later than activeFrom, ${policy.activeFrom}`,
    remedy: "Give unix seconds; to stop an account, freeze it.",
    docsPage: "update-accounts",
  });
}

function rootOf(list: PolicyDraft["counterparties"]): Hex {
  if (list === undefined) return zeroHash;
  return typeof list === "object" ? list.root : list;
}
