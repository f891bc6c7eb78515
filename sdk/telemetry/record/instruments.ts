import type { Meter } from "@opentelemetry/api";

/** What is measured, by the names and units under which a collector gets it. Amounts are whole USDC, as numbers. */
export function instrumentsOf(meter: Meter) {
  const seconds = { unit: "s" };
  const ratio = { unit: "1" };
  const usdc = { unit: "{USDC}" };
  return {
    begun: meter.createCounter("quittance.negotiations.begun", {
      description: "Negotiations of which a first offer was seen",
    }),
    concluded: meter.createCounter("quittance.negotiations.concluded", {
      description: "Negotiations that were agreed or ended, by outcome and reason",
    }),
    timeToAgreement: meter.createHistogram("quittance.negotiation.duration", {
      ...seconds,
      description: "Time from the first step of a negotiation to its agreement",
      advice: { explicitBucketBoundaries: [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400] },
    }),
    rounds: meter.createHistogram("quittance.negotiation.rounds", {
      ...{ unit: "{offer}", description: "Offers of agreed negotiations" },
      advice: { explicitBucketBoundaries: [1, 2, 3, 4, 6, 8, 12, 16, 32, 64] },
    }),
    discount: meter.createHistogram("quittance.negotiation.discount", {
      ...ratio,
      description: "Share by which the agreed price is below what the listing or the seller asked first",
      advice: { explicitBucketBoundaries: [-0.5, -0.1, 0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75] },
    }),
    opened: meter.createCounter("quittance.deals.opened", { description: "Deals that were opened" }),
    settled: meter.createCounter("quittance.milestones.settled", {
      description: "Milestones that settled, by cause",
    }),
    contested: meter.createCounter("quittance.milestones.contested", {
      description: "Milestones of which a payout was contested, each once",
    }),
    timeToSettlement: meter.createHistogram("quittance.milestone.duration", {
      ...seconds,
      description: "Time from the opening of a deal to the settlement of a milestone",
      advice: { explicitBucketBoundaries: [60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000] },
    }),
    spent: meter.createCounter("quittance.agent.spent", {
      ...usdc,
      description: "Settled to sellers by the deals that an agent bought",
    }),
    earned: meter.createCounter("quittance.agent.earned", {
      ...usdc,
      description: "Settled to an agent, before fees, by the deals that it sold",
    }),
    cost: meter.createCounter("quittance.agent.cost", {
      ...usdc,
      description: "What an agent says that the deals it sold cost it",
    }),
  };
}

export type Instruments = ReturnType<typeof instrumentsOf>;
