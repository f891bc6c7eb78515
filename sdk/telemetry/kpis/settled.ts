import type { Address } from "viem";
import type { StepEvent } from "../steps/step.ts";

/** The money of one agent, in USDC base units. */
export interface AgentMoney {
  readonly agent: Address;
  /** Settled to sellers by the deals that it bought. */
  readonly spent: bigint;
  /** Settled to it, before fees, by the deals that it sold. */
  readonly earned: bigint;
  /** What it says that the deals it sold cost it. */
  readonly cost: bigint;
  /** `earned − cost` over `earned`, in basis points, rounded down; undefined where nothing was earned. */
  readonly margin: number | undefined;
}

/** The money of every agent that bought or sold, by its address. A deal that was not told as opened counts for neither side. */
export function moneyOf(events: readonly StepEvent[]): readonly AgentMoney[] {
  const parties = new Map(
    events.flatMap((event) => (event.step === "opened" ? [[event.deal, event] as const] : [])),
  );
  const sums = new Map<string, { agent: Address; spent: bigint; earned: bigint; cost: bigint }>();
  const sumOf = (agent: Address) => {
    const key = agent.toLowerCase();
    const sum = sums.get(key) ?? { agent, spent: 0n, earned: 0n, cost: 0n };
    sums.set(key, sum);
    return sum;
  };
  for (const event of events) {
    if (event.step === "cost") sumOf(event.seller).cost += event.amount;
    if (event.step !== "settled") continue;
    const deal = parties.get(event.deal);
    if (deal === undefined) continue;
    sumOf(deal.buyer).spent += event.toSeller;
    sumOf(deal.seller).earned += event.toSeller;
  }
  return [...sums.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, sum]) => ({ ...sum, margin: marginOf(sum) }));
}

function marginOf({ earned, cost }: { readonly earned: bigint; readonly cost: bigint }): number | undefined {
  if (earned === 0n) return undefined;
  const [over, share] = [(earned - cost) * 10_000n, earned];
  const down = over < 0n && over % share !== 0n ? 1n : 0n;
  return Number(over / share - down);
}
