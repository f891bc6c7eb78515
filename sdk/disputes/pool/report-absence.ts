import type { Address } from "viem";
import { absencePunishedEvent, reportAbsenceFunction } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { requirePanel } from "../../client/parameters.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { encodePanel } from "../../protocol/events.ts";
import { requireNumber } from "./numbers.ts";
import { type Penalties, penaltiesIn } from "./penalties.ts";

export interface ReportAbsenceParameters extends MilestoneOf {
  /** As `drawPanel` gave it. */
  readonly panel: readonly Address[];
  /** Of the absent jurors in the panel. */
  readonly positions: readonly number[];
  /** For each of them, a seat for which they voted at the contest: `getSeats` by key finds it. */
  readonly seats: readonly (bigint | number)[];
}

/**
 * Takes a little from jurors who were drawn and did not vote, once the round is over and until unbonding has passed since the
 * contest; a tenth goes to the sender, the rest is forfeited. `address` is the pool's.
 *
 * @throws PoolDrawnTooLateError, PoolRoundCutShortError, PoolReportTooLateError, PoolJurorVotedError
 * @example
 * import { drawPanel, getSeats, reportAbsence } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, pool, walletClient } = stack;
 * const { terms } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * await stack.increaseTime(terms.verdictWindow); // no juror voted
 * const [held] = await getSeats(walletClient, { address: pool, key: panel[0] });
 * const report = { terms, milestone: 0, panel, positions: [0], seats: [held?.seat ?? 0n] };
 * const { penalties } = await reportAbsence(walletClient, { address: pool, ...report });
 * console.log(penalties.length); // 1
 * await stack.stop();
 */
export const reportAbsence = /* @__PURE__ */ defineAction<ReportAbsenceParameters, Penalties>({
  name: "reportAbsence",
  fields: "panel positions seats terms milestone",
  elsewhere: true,
  errors: poolErrorClasses,
  call: (parameters) => {
    const { milestone, panel } = parameters;
    requirePanel(panel);
    const positions = parameters.positions.map((position, index) =>
      requireNumber(`positions[${index}]`, position),
    );
    const seats = parameters.seats.map((seat, index) => requireNumber(`seats[${index}]`, seat));
    const packed = packedIfContestable(parameters, "report-absence");
    return contractCall(reportAbsenceFunction, [packed, milestone, encodePanel(panel), positions, seats]);
  },
  extract: (logs, from) => penaltiesIn(logs, from, absencePunishedEvent),
});
