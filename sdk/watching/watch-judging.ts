import type { ActingClient } from "../client/action-types.ts";
import type { JudgingCase } from "./judging-case.ts";
import { type DutyReport, type WatchingDuties, watchBook } from "./watch-duties.ts";
import type { Watcher } from "./watcher.ts";

/** What a juror has to judge, as of a block. */
export interface JudgingReport extends Pick<DutyReport, "asOf"> {
  /** All of it, the earliest end first; what is missing of the report before is on record, over, or no longer in the chain. */
  readonly cases: readonly JudgingCase[];
}

/**
 * Watches what a juror has to judge: every delivery on-chain that waits for its ballot, of panels that name it and of panels that
 * were drawn. Each comes with the terms, the evidence hash, the place the seller named, and the time that the juror has. The whole
 * list is reported at first, and again whenever it changes, also by a reorganisation, so that a restart needs no cursor.
 *
 * @param parameters.agent The juror: the address of the key that signs its ballots.
 * @throws WatchInterruptedError when the node keeps failing; then start it again.
 * @throws ReorganisationTooDeepError, ContractMissingError, InvalidFieldError
 * @example
 * import { deliver, hashEvidence } from "quittance";
 * import { watchJudging } from "quittance/watching";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, clientOf, seller, jurors, startBlock } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const evidence = hashEvidence("the delivered text");
 * const delivery = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
 * await deliver(clientOf(seller), { address, terms, delivery });
 * const [juror] = jurors;
 * if (juror === undefined) throw new Error("the stack has jurors");
 * const watched = { address, agent: juror.address, fromBlock: BigInt(startBlock) };
 * for await (const { cases } of watchJudging(publicClient, watched)) {
 *   console.log(cases.map(({ milestone, round, evidenceUri }) => ({ milestone, round, evidenceUri })));
 *   break;
 * }
 * await stack.stop();
 */
export function watchJudging(client: ActingClient, parameters: WatchingDuties): Watcher<JudgingReport> {
  return watchBook(client, parameters, (book, now) => ({ cases: book.cases(now) }));
}
