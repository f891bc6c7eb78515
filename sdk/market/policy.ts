import type { Address } from "viem";
import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { address, list, record, type Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { isSameAddress } from "../protocol/address.ts";
import { basisPoints, type OfferedClause, offeredClauses, price, regions, span, taskName } from "./fields.ts";

/** What a buyer takes. What is left out does not matter to it. */
export interface BuyerPolicy {
  /** USDC base units that a deal may cost at most. It stays with the buyer: no request holds it. */
  readonly budget?: bigint | undefined;
  /** Seconds to the last deadline at most. */
  readonly latency?: number | undefined;
  /** The work is done in these alone: a seller that names another one, or serves everywhere, is refused. */
  readonly regions?: readonly string[] | undefined;
  /** Names of tasks with their major versions. */
  readonly tasks?: readonly string[] | undefined;
  /** Least score of the trust API, 0 to 10000. */
  readonly leastTrust?: number | undefined;
  /** Clause kinds that the pact must have, each with this weight at least. */
  readonly clauses?: readonly OfferedClause[] | undefined;
  /** Only these sellers. */
  readonly allow?: readonly Address[] | undefined;
  /** None of these sellers. */
  readonly deny?: readonly Address[] | undefined;
}

/** What a policy is held against: a listing, a bid, or an offer, in the same words. */
export interface PolicyCandidate {
  readonly seller: Address;
  /** What the deal costs at most, USDC base units. */
  readonly price: bigint;
  /** Seconds to the last deadline. */
  readonly latency: number;
  readonly task: string;
  /** Empty for everywhere. */
  readonly regions: readonly string[];
  readonly clauses: readonly OfferedClause[];
  /** Score of the trust API; undefined where it is not known. */
  readonly trust?: number | undefined;
}

/** One reason why a policy refuses. Values are text, for people and programs. */
export interface PolicyRefusal {
  /** A field of the candidate. */
  readonly field: keyof PolicyCandidate;
  readonly value: string;
  /** What the policy asks for. */
  readonly limit: string;
  readonly problem: string;
}

const MOST_LISTED = 1_000;
const MOST_TASKS = 100;

const policySchema = /* @__PURE__ */ lazily(
  (): Schema<BuyerPolicy> =>
    record({
      budget: z.optional(price()),
      latency: z.optional(span()),
      regions: z.optional(regions()),
      tasks: z.optional(list(taskName(), { entries: "tasks", maximum: MOST_TASKS })),
      leastTrust: z.optional(basisPoints()),
      clauses: z.optional(offeredClauses()),
      allow: z.optional(list(address(), { entries: "addresses", maximum: MOST_LISTED })),
      deny: z.optional(list(address(), { entries: "addresses", maximum: MOST_LISTED })),
    }) as unknown as Schema<BuyerPolicy>,
);

const candidateSchema = /* @__PURE__ */ lazily(
  (): Schema<PolicyCandidate> =>
    record({
      ...{ seller: address(), price: price(), latency: span(0), task: taskName(), regions: regions() },
      ...{ clauses: offeredClauses(), trust: z.optional(basisPoints()) },
    }) as unknown as Schema<PolicyCandidate>,
);

/**
 * Every reason why a buyer's policy refuses a candidate; none where it takes it. Pure: it asks no one, and gives the same twice.
 *
 * @throws InvalidFieldError for a malformed policy or candidate.
 * @example
 * import { refusalsOf } from "quittance/market";
 *
 * const candidate = {
 *   seller: "0x00000000000000000000000000000000000000b1",
 *   ...{ price: 30_000_000n, latency: 3_600, task: "translation@1", regions: ["DE"], clauses: [] },
 * } as const;
 * const refusals = refusalsOf({ policy: { budget: 20_000_000n, leastTrust: 2_000 }, candidate });
 * console.log(refusals.map(({ field, limit }) => `${field} ${limit}`).join(", ")); // trust 2000, price 20000000
 */
export function refusalsOf(input: {
  readonly policy: BuyerPolicy;
  readonly candidate: PolicyCandidate;
}): PolicyRefusal[] {
  requireOptions(input, "policy candidate");
  const policy = parseWith("policy", policySchema(), input.policy);
  const candidate = parseWith("candidate", candidateSchema(), input.candidate);
  return [...ofSeller(policy, candidate), ...ofWork(policy, candidate)];
}

function ofSeller(
  { allow, deny, leastTrust }: BuyerPolicy,
  { seller, trust }: PolicyCandidate,
): PolicyRefusal[] {
  const refusals: PolicyRefusal[] = [];
  const has = (addresses: readonly Address[]) => addresses.some((each) => isSameAddress(each, seller));
  if (allow !== undefined && !has(allow)) {
    refusals.push(refusal("seller", seller, `one of ${allow.length} allowed sellers`, "is not allowed"));
  }
  if (deny !== undefined && has(deny)) {
    refusals.push(refusal("seller", seller, `none of ${deny.length} denied sellers`, "is denied"));
  }
  if (leastTrust !== undefined && leastTrust > (trust ?? 0)) {
    const problem = trust === undefined ? "is not known" : "is too low";
    refusals.push(refusal("trust", trust ?? "unknown", leastTrust, problem));
  }
  return refusals;
}

function ofWork(policy: BuyerPolicy, candidate: PolicyCandidate): PolicyRefusal[] {
  const { budget, latency, tasks, clauses = [] } = policy;
  const refusals: PolicyRefusal[] = [];
  if (budget !== undefined && candidate.price > budget) {
    refusals.push(refusal("price", candidate.price, budget, "is above the budget"));
  }
  if (latency !== undefined && candidate.latency > latency) {
    refusals.push(refusal("latency", candidate.latency, latency, "is too long"));
  }
  if (tasks !== undefined && !tasks.includes(candidate.task)) {
    refusals.push(refusal("task", candidate.task, tasks.join(", "), "is none of the tasks"));
  }
  const wanted = policy.regions ?? [];
  if (wanted.length > 0 && !isWithin(wanted, candidate.regions)) {
    const named = candidate.regions.length === 0 ? "everywhere" : candidate.regions.join(", ");
    refusals.push(refusal("regions", named, wanted.join(", "), "are not all among the regions"));
  }
  for (const { kind, weight } of clauses) {
    const found = candidate.clauses.find((each) => each.kind === kind);
    if (found !== undefined && found.weight >= weight) continue;
    const problem = found === undefined ? "lack a clause" : "have a clause that weighs too little";
    refusals.push(
      refusal("clauses", found ? `${kind} ${found.weight}` : "none", `${kind} ${weight}`, problem),
    );
  }
  return refusals;
}

/** A seller may do the work in any region that it names: all of them must do. */
const isWithin = (wanted: readonly string[], named: readonly string[]): boolean =>
  named.length > 0 && named.every((region) => wanted.includes(region));

const refusal = (
  field: keyof PolicyCandidate,
  value: unknown,
  limit: unknown,
  problem: string,
): PolicyRefusal => ({ field, value: String(value), limit: String(limit), problem });
