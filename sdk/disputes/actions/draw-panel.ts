import type { Address, Hex } from "viem";
import { drawPaidEvent, drawPanelFunction, panelDrawnEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import type { Credit } from "../../deals/actions/settlement.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { PoolSeedUnknownError, PoolTooFewJurorsError } from "../../errors/juror-pool.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { decodePanel } from "../../protocol/events.ts";

/** The panel of a second round. */
export interface DrawnPanel {
  readonly dealId: Hex;
  readonly milestone: number;
  /** Keys of the jurors, ascending; a ballot's position counts in it. */
  readonly panel: readonly Address[];
  /** What the draw earned the sender, in its ledger balance; undefined when the bond has no such part. */
  readonly paid: Credit | undefined;
}

/**
 * Has the pool draw the panel of round 2, once the block of the draw's seed is mined. Anyone may send it, and is paid one of
 * 2n + 2 parts of the bond for it.
 *
 * @throws PoolSilentError while the pool gives no panel; PanelAlreadyDrawnError, NoRoundError, RoundEndedError
 * @example
 * import { drawPanel } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, walletClient } = stack;
 * const { terms } = await openContestedDeal(stack);
 * const { panel, paid } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * console.log(panel.length, paid?.amount); // 7 1000000n
 * await stack.stop();
 */
export const drawPanel = /* @__PURE__ */ defineAction<MilestoneOf, DrawnPanel>({
  name: "drawPanel",
  fields: "terms milestone",
  // The pool draws.
  errors: [PoolSeedUnknownError, PoolTooFewJurorsError],
  call: (parameters) =>
    contractCall(drawPanelFunction, [packedIfContestable(parameters, "draw-panel"), parameters.milestone]),
  earlier: /* @__PURE__ */ doneBefore(({ terms, milestone }, domain) => ({
    event: panelDrawnEvent,
    by: { dealId: dealIdOf({ domain, terms }) },
    is: (args: Pick<DrawnPanel, "milestone">) => args.milestone === milestone,
  })),
  extract: (logs, from) => {
    const { args } = eventIn(logs, from, panelDrawnEvent);
    const [draw] = eventsIn(logs, from, drawPaidEvent);
    const paid = draw && { account: draw.args.drawer, amount: draw.args.amount };
    return { ...args, panel: decodePanel(args.panel), paid };
  },
});
