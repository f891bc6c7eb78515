import type { Address } from "viem";
import { equivocationPunishedEvent, reportEquivocationFunction } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { requirePanel } from "../../client/parameters.ts";
import type { SignedBallot } from "../../deals/ballots/ballot.ts";
import { requireJuror } from "../../deals/ballots/choose.ts";
import { encodeProof, requireOneJuror } from "../../deals/ballots/proof.ts";
import { packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { encodePanel } from "../../protocol/events.ts";
import type { Terms } from "../../protocol/terms.ts";
import { requireNumber } from "./numbers.ts";
import { type Penalties, penaltiesIn } from "./penalties.ts";

export interface ReportEquivocationParameters {
  readonly terms: Terms;
  /** As `drawPanel` gave it. */
  readonly panel: readonly Address[];
  /** Two ballots of round 2 by one juror on one question, as `findEquivocations` gives them. */
  readonly first: SignedBallot;
  readonly second: SignedBallot;
  /** Not read: both ballots name it. */
  readonly juror?: Address;
  /** All seats for which that juror voted at the contest: `getSeats` by key finds them. */
  readonly seats: readonly (bigint | number)[];
}

/**
 * Takes everything from the seats of a drawn juror who signed two scores for one question, once the round is over and until
 * unbonding has passed since the contest; a tenth goes to the sender, the rest is forfeited. `address` is the pool's.
 *
 * @example
 * import { drawPanel, getSeats, hashReasons, reportEquivocation, signBallot } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, pool, walletClient } = stack;
 * const { terms, dealId: deal, evidence, poolJurors } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * const account = poolJurors.find((juror) => juror.address === panel[0]);
 * if (account === undefined) throw new Error("the panel is drawn from the seated jurors");
 * const judged = { domain, deal, milestone: 0, round: 2, evidence, reasons: hashReasons("bribed"), account };
 * const first = await signBallot({ ...judged, score: 0 });
 * const second = await signBallot({ ...judged, score: 10_000 });
 * await stack.increaseTime(terms.verdictWindow);
 * const seats = (await getSeats(walletClient, { address: pool, key: panel[0] })).map(({ seat }) => seat);
 * const report = { terms, panel, first, second, seats };
 * const { penalties } = await reportEquivocation(walletClient, { address: pool, ...report });
 * console.log(penalties.map(({ penalty }) => penalty)); // [ 100000000n ]
 * await stack.stop();
 */
export const reportEquivocation = /* @__PURE__ */ defineAction<ReportEquivocationParameters, Penalties>({
  name: "reportEquivocation",
  fields: "terms panel first second juror seats",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ terms, panel, first, second, seats }) => {
    requirePanel(panel);
    const { milestone, evidence } = requireOneJuror(first, second, 2);
    const packed = packedIfContestable({ terms, milestone }, "report-equivocation");
    return contractCall(reportEquivocationFunction, [
      packed,
      milestone,
      encodePanel(panel),
      BigInt(requireJuror(panel, first, "first")),
      evidence,
      encodeProof(first),
      encodeProof(second),
      seats.map((seat, index) => requireNumber(`seats[${index}]`, seat)),
    ]);
  },
  extract: (logs, from) => penaltiesIn(logs, from, equivocationPunishedEvent),
});
