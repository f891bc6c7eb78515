import type { Hex } from "viem";
import { splitOf } from "../../protocol/payout.ts";
import { amountsOf, type Terms } from "../../protocol/terms.ts";
import type { DealEvent } from "../../watching/events.ts";
import { boundedMap } from "../bounded-map.ts";
import type { StepEvent } from "./step.ts";

/** Deals whose terms are remembered; of more, the first is forgotten. */
const MOST_DEALS = 10_000;

/**
 * Makes a function that says which steps an event of a deal is: none for an event such as a fee, and for one that a reorganisation
 * removed; two for a verdict that settles its milestone at once, as terms without a contest window have it. It remembers the terms of
 * deals whose opening it saw: without them, such a verdict is judged and not settled.
 *
 * Counters cannot go back: watch with so many `confirmations` that nothing is removed, or compute KPIs from final events.
 *
 * @example
 * import { openExampleDeal, startStack } from "quittance/testing";
 * import { dealSteps } from "quittance/telemetry";
 * import { watchDeal } from "quittance/watching";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * const { dealId } = await openExampleDeal(stack);
 * const stepsOf = dealSteps();
 * for await (const event of watchDeal(publicClient, { address, dealId, fromBlock: BigInt(startBlock) })) {
 *   if (event.name === "ChainReorganised") continue;
 *   console.log(stepsOf(event).map(({ step }) => step)); // [ 'opened' ]
 *   break;
 * }
 * await stack.stop();
 */
export function dealSteps(): (event: DealEvent) => readonly StepEvent[] {
  const opened = boundedMap<Hex, Terms>(MOST_DEALS);
  return (event) => {
    if (event.removed) return [];
    if (event.name === "DealOpened") opened.ensure(event.dealId, () => event.terms);
    const step = stepOf(event);
    if (step === undefined) return [];
    if (step.step !== "judged") return [step];
    const terms = opened.get(event.dealId);
    const amount = terms?.milestones[step.milestone]?.amount;
    if (terms === undefined || amount === undefined || terms.contestWindow > 0) return [step];
    const { toSeller, toBuyer } = splitOf({ amount, payout: step.payout, marketplaceFee: 0 });
    const { at, deal, milestone } = step;
    const settled = { step: "settled", id: `${step.id}-settled`, at, deal, milestone } as const;
    return [step, { ...settled, cause: "verdict", toSeller, toBuyer }];
  };
}

function stepOf(event: DealEvent): StepEvent | undefined {
  const common = { id: event.id, at: event.timestamp, deal: event.dealId };
  switch (event.name) {
    case "DealOpened": {
      const { terms, buyer, seller } = event;
      const { length: milestones } = terms.milestones;
      return { step: "opened", ...common, buyer, seller, price: amountsOf(terms), milestones };
    }
    case "EvidenceDelivered":
      return { step: "delivered", ...common, milestone: event.milestone };
    case "VerdictReached": {
      const { milestone, round, payout } = event;
      return { step: "judged", ...common, milestone, round, payout };
    }
    case "ContestOpened":
      return { step: "contested", ...common, milestone: event.milestone, round: event.round };
    case "MilestoneSettled": {
      const { milestone, cause, toSeller, toBuyer } = event;
      return { step: "settled", ...common, milestone, cause, toSeller, toBuyer };
    }
    case "DealCancelled":
      return { step: "cancelled", ...common, milestones: event.milestones, toBuyer: event.toBuyer };
    case "DealRated":
      return { step: "rated", ...common, rated: event.rated, score: event.score };
    default:
      return undefined;
  }
}
