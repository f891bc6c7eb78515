import type { Address, Hex } from "viem";
import type { Book } from "./book.ts";
import type { Settled } from "./read-facts.ts";
import { isOnTime } from "./records.ts";
import type { Reputation } from "./reputation.ts";
import { type Tier, tiers } from "./tiers.ts";
import { WHOLE } from "./whole.ts";

/** What agents are looked for by; whatever is left out does not matter. */
export interface AgentFilter {
  /** At least, basis points. */
  readonly score?: number | undefined;
  readonly confidence?: number | undefined;
  /** At least this one. */
  readonly tier?: Tier | undefined;
  /** Only milestones under this pact, or in this category, are looked at below; an agent without one is left out. */
  readonly pact?: Hex | undefined;
  readonly category?: bigint | undefined;
  /** Of the milestones that it sold and that settled: the average amount, in USDC base units. */
  readonly averageAtLeast?: bigint | undefined;
  readonly averageAtMost?: bigint | undefined;
  /** Basis points of these milestones that were on time, at least; agreements and cancellations are left out. */
  readonly onTimeShare?: number | undefined;
  /** Milestones that it sold and that settled, at least; 1 when left out. */
  readonly milestones?: number | undefined;
}

/** Where a page of agents ended. */
export interface AgentPlace {
  readonly score: number;
  readonly confidence: number;
  readonly principal: Address;
}

/** A principal that fits, and what it was found by. */
export interface FoundAgent extends AgentPlace {
  readonly tier: Tier;
  /** USDC base units. */
  readonly trust: bigint;
  /** Those that were looked at: of the pact and the category that were asked for. */
  readonly milestones: number;
  readonly averageAmount: bigint;
  readonly onTimeShare: number;
}

const rankOf = (tier: Tier) => tiers.findIndex((each) => each.tier === tier);

/** The best first: by score, then by confidence, then by address. */
export function byMerit(a: AgentPlace, b: AgentPlace): number {
  const byAddress = a.principal < b.principal ? -1 : a.principal > b.principal ? 1 : 0;
  return b.score - a.score || b.confidence - a.confidence || byAddress;
}

/** What agents are ranked by. */
export type Ranked = Pick<Reputation, "principal" | "score" | "confidence" | "tier" | "trust">;

/** The agents that fit, the best first. @param ranked All that sold something, the best first. */
export function findAgents(
  { sold }: Pick<Book, "sold">,
  ranked: readonly Ranked[],
  filter: AgentFilter,
  page: { readonly after?: AgentPlace | undefined; readonly limit: number },
): FoundAgent[] {
  const found: FoundAgent[] = [];
  for (const reputation of ranked) {
    if (found.length === page.limit) break;
    const { principal, score, confidence, tier, trust } = reputation;
    if (page.after !== undefined && byMerit(reputation, page.after) <= 0) continue;
    if (score < (filter.score ?? 0) || confidence < (filter.confidence ?? 0)) continue;
    if (filter.tier !== undefined && rankOf(tier) < rankOf(filter.tier)) continue;
    const sales = salesOf((sold.get(principal) ?? []).filter((settled) => isLookedAt(settled, filter)));
    if (sales.milestones < (filter.milestones ?? 1) || !fits(sales, filter)) continue;
    found.push({ principal, score, confidence, tier, trust, ...sales });
  }
  return found;
}

const isLookedAt = ({ pact, category }: Settled, filter: AgentFilter) =>
  (filter.pact === undefined || pact.toLowerCase() === filter.pact.toLowerCase()) &&
  (filter.category === undefined || category === filter.category);

type Sales = Pick<FoundAgent, "milestones" | "averageAmount" | "onTimeShare">;

function salesOf(settled: readonly Settled[]): Sales {
  const count = BigInt(settled.length);
  if (count === 0n) return { milestones: 0, averageAmount: 0n, onTimeShare: 0 };
  // What both sides ended together says nothing of when the work came.
  const told = settled.filter(({ cause }) => cause !== "agreement" && cause !== "cancellation");
  const onTime = BigInt(told.filter(isOnTime).length);
  return {
    milestones: settled.length,
    averageAmount: settled.reduce((sum, { amount }) => sum + amount, 0n) / count,
    onTimeShare: told.length === 0 ? 0 : Number((WHOLE * onTime) / BigInt(told.length)),
  };
}

const fits = ({ averageAmount, onTimeShare }: Sales, filter: AgentFilter) =>
  averageAmount >= (filter.averageAtLeast ?? 0n) &&
  (filter.averageAtMost === undefined || averageAmount <= filter.averageAtMost) &&
  onTimeShare >= (filter.onTimeShare ?? 0);
