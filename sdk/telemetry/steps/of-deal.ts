import { amountsOf } from "../../protocol/terms.ts";
import type { DealEvent } from "../../watching/events.ts";
import type { StepEvent } from "./step.ts";

/**
 * The step that an event of a deal is; undefined for an event that is none, such as a fee, and for one that a reorganisation removed.
 * Counters cannot go back: watch with so many `confirmations` that nothing is removed, or compute KPIs from final events.
 *
 * @example
 * import { openExampleDeal, startStack } from "quittance/testing";
 * import { dealStep } from "quittance/telemetry";
 * import { watchDeal } from "quittance/watching";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * const { dealId } = await openExampleDeal(stack);
 * for await (const event of watchDeal(publicClient, { address, dealId, fromBlock: BigInt(startBlock) })) {
 *   if (event.name === "ChainReorganised") continue;
 *   console.log(dealStep(event)?.step); // opened
 *   break;
 * }
 * await stack.stop();
 */
export function dealStep(event: DealEvent): StepEvent | undefined {
  if (event.removed) return undefined;
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
