import { readTokenDomain, type Terms } from "quittance";
import { type NegotiationTranscript, openNegotiation } from "quittance/negotiation";
import { computeKpis, dealSteps, type Kpis, negotiationSteps, type StepEvent } from "quittance/telemetry";
import type { Stack } from "quittance/testing";
import { watchDeal } from "quittance/watching";
import type { Hex } from "viem";
import { type Check, checksOf } from "../output/checks.ts";
import { percent, usdc } from "../output/figures.ts";
import type { Found } from "./found.ts";

/** The key figures of a deal, computed from what was said and from the events of the chain. */
export async function keyFigures(
  stack: Stack,
  { found, talk, dealId, terms }: { found: Found; talk: NegotiationTranscript; dealId: Hex; terms: Terms },
): Promise<Kpis> {
  const events = [...(await said(stack, { found, talk })), ...(await settled(stack, dealId, terms))];
  return computeKpis({ events, now: await stack.now() });
}

/** The steps of the negotiation, at the times that its holder kept. */
async function said(stack: Stack, { found, talk }: { found: Found; talk: NegotiationTranscript }) {
  const { domain, publicClient } = stack;
  const [first] = talk.messages;
  if (first?.kind !== "offer") throw new Error("a transcript begins with an offer");
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const negotiation = await openNegotiation({ domain, token, first: first.offer, client: publicClient });
  const times = new Map(talk.holder.times.map(({ message, at }) => [message, at]));
  const steps: StepEvent[] = [];
  let at = 0;
  for (const message of talk.messages) {
    await negotiation.take(message);
    const known = negotiation.have().map((name) => times.get(name) ?? 0);
    at = Math.max(...known);
    steps.push(...negotiationSteps(negotiation, at));
  }
  const began = Math.min(...steps.map((step) => step.at));
  const { listing, listPrice } = found;
  return [
    {
      step: "found",
      id: `found-${listing}`,
      at: began,
      negotiation: negotiation.id,
      listing,
      listPrice,
    } as const,
    ...steps,
  ];
}

/** The steps of the deal, until its last milestone has settled. */
async function settled(stack: Stack, dealId: Hex, { milestones }: Terms): Promise<readonly StepEvent[]> {
  const { address, publicClient, startBlock } = stack;
  const steps: StepEvent[] = [];
  const stepsOf = dealSteps();
  let left = milestones.length;
  for await (const event of watchDeal(publicClient, { address, dealId, fromBlock: BigInt(startBlock) })) {
    if (event.name === "ChainReorganised") continue;
    const told = stepsOf(event);
    steps.push(...told);
    left -= told.filter(({ step }) => step === "settled").length;
    if (left === 0) break;
  }
  return steps;
}

/** The key figures as rows of a table. */
export function kpiRows({ timeToAgreement, rounds, discount, disputeRate, timeToSettlement, agents }: Kpis) {
  const seller = agents.find((agent) => agent.earned > 0n);
  const share = (points: number | undefined) => (points === undefined ? "none" : percent(points));
  return [
    ["time to agreement", `${timeToAgreement.median ?? 0} s`],
    ["offers", String(rounds.median ?? 0)],
    ["discount against the listing", share(discount.median)],
    ["dispute rate", share(disputeRate)],
    ["time to settlement, half of them", `${timeToSettlement.median ?? 0} s`],
    ["earned", usdc(seller?.earned ?? 0n)],
  ];
}

/** What the steps say was spent and earned is what the indexer says. */
export function kpiChecks(
  { agents, milestonesSettled }: Kpis,
  {
    buyer,
    seller,
    deal,
  }: {
    readonly buyer: { readonly buyerCommitted: bigint; readonly buyerRefunded: bigint };
    readonly seller: { readonly sellerNet: bigint };
    readonly deal: { readonly milestones: { readonly items: readonly unknown[] } };
  },
): Check[] {
  const sum = (of: "spent" | "earned") => agents.reduce((all, agent) => all + agent[of], 0n);
  return checksOf([
    ["spent, by the steps", undefined, sum("spent"), buyer.buyerCommitted - buyer.buyerRefunded],
    ["earned, by the steps", undefined, sum("earned"), seller.sellerNet],
    ["settled, by the steps", undefined, milestonesSettled, deal.milestones.items.length],
  ]);
}
