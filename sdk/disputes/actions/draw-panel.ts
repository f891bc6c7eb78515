import type { Address, Hex } from "viem";
import { drawPanelFunction, panelDrawnEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { decodePanel } from "../../protocol/events.ts";

/** The panel of a second round. */
export interface DrawnPanel {
  readonly dealId: Hex;
  readonly milestone: number;
  /** Keys of the jurors, ascending; a ballot's position counts in it. */
  readonly panel: readonly Address[];
}

/**
 * Has the pool draw the panel of round 2, once the block of the draw's seed is mined. Anyone may send it.
 *
 * @throws PoolSilentError while the pool gives no panel; PanelAlreadyDrawnError, NoRoundError, RoundEndedError
 * @example
 * import { drawPanel } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, walletClient } = stack;
 * const { terms } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * console.log(panel.length); // 7
 * await stack.stop();
 */
export const drawPanel = /* @__PURE__ */ defineAction<MilestoneOf, DrawnPanel>({
  name: "drawPanel",
  call: (parameters) =>
    contractCall(drawPanelFunction, [packedIfContestable(parameters, "draw-panel"), parameters.milestone]),
  extract: (logs, from) => {
    const { args } = eventIn(logs, from, panelDrawnEvent);
    return { ...args, panel: decodePanel(args.panel) };
  },
});
