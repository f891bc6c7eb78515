import type { Address } from "viem";
import type { ActingClient, Outcome } from "../../client/action-types.ts";
import { latestTime } from "../../client/latest-time.ts";
import { getBook } from "../../deals/actions/get-book.ts";
import { getMilestone } from "../../deals/actions/get-milestone.ts";
import { submitVerdict, type Verdict } from "../../deals/actions/submit-verdict.ts";
import { SIGNED_BALLOT, type SignedBallot, verifyBallot } from "../../deals/ballots/ballot.ts";
import type { SignedDelivery } from "../../deals/delivery.ts";
import { getContests } from "../../disputes/actions/get-contest.ts";
import { getRound } from "../../disputes/actions/get-round.ts";
import { type RecordedVote, recordBallots } from "../../disputes/actions/record-ballots.ts";
import { DealUnknownError } from "../../errors/deals.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { quoteDeal } from "../../lifecycle/quote.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import { isWorthSubmitting, planSubmission, type SubmissionPlan, type SubmissionWorth } from "./plan.ts";
import { type BallotQuestion, differs, requireQuestion } from "./question.ts";
import { judgingTimeOf } from "./reveal.ts";

/** What came of ballots that were gathered. */
export interface Aggregation {
  readonly plan: SubmissionPlan;
  /** What it brings and costs; undefined where nothing was to be weighed. */
  readonly worth: SubmissionWorth | undefined;
  /** The verdict or the record that was sent; undefined when nothing was. */
  readonly sent: Outcome<Verdict> | Outcome<RecordedVote> | undefined;
}

/** What an aggregator gathers for. */
export interface AggregateParameters {
  /** Your own deployment (`getDomain`). */
  readonly domain: QuittanceDomain;
  readonly question: BallotQuestion;
  readonly terms: Terms;
  /** Round 2: as `drawPanel` gave it. */
  readonly panel?: readonly Address[] | undefined;
  /** From anywhere: those of other questions and jurors, and those that are not signed by theirs, are passed over. */
  readonly ballots: readonly SignedBallot[];
  readonly delivery?: SignedDelivery | undefined;
  /** Those that the aggregator acts for; what they earn is weighed against the cost. Left out: it sends whatever it costs. */
  readonly addresses?: readonly Address[] | undefined;
  /** USDC base units for the transaction, such as a relayer's fee; when left out, by `etherPrice`. */
  readonly cost?: bigint | undefined;
  /** Dollars for one ether, as text; "3000" when left out. */
  readonly etherPrice?: string | undefined;
  /** True: it plans and weighs, and sends nothing. */
  readonly dryRun?: boolean | undefined;
}

const FIELDS = "domain question terms panel ballots delivery addresses cost etherPrice dryRun";

/**
 * Submits the verdict that ballots decide, or puts them on record, when that is worth its gas. Anyone may do it; the client is a
 * wallet's, or that of a relayer (`relayed` of `quittance/relayer`), so that it needs no ETH.
 *
 * @throws DealUnknownError when no deal was opened with these terms; as `submitVerdict` and `recordBallots` do.
 * @example
 * import { hashEvidence, hashReasons, signBallot, signDelivery } from "quittance";
 * import { aggregateBallots } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, walletClient } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack, { silencePayout: 0 });
 * const question = { deal, milestone: 0, round: 1, evidence: hashEvidence("text") };
 * const { round: _first, ...claim } = question;
 * const delivery = await signDelivery({ domain, account: stack.seller, ...claim, evidenceUri: "https://seller.example/1" });
 * const judged = { domain, ...question, reasons: hashReasons("good"), score: 7_000 };
 * const ballots = await Promise.all(stack.jurors.map((account) => signBallot({ ...judged, account })));
 * const { plan, sent } = await aggregateBallots(walletClient, { domain, question, terms, ballots, delivery });
 * console.log(plan.action, sent?.payout); // submitVerdict 7000
 * await stack.stop();
 */
export async function aggregateBallots(
  client: ActingClient,
  parameters: AggregateParameters,
): Promise<Aggregation> {
  requireOptions(parameters, FIELDS);
  const { terms, delivery } = parameters;
  const domain = requireDomain("domain", parameters.domain);
  const question = requireQuestion("question", parameters.question);
  const { deal: dealId, milestone, round } = question;
  const address = domain.verifyingContract;
  const panel = round === 1 ? terms.panel : (parameters.panel ?? []);
  requireEach("ballots", parameters.ballots, SIGNED_BALLOT);
  const isAsked = (ballot: SignedBallot) =>
    !differs(ballot, question) && panel.some((juror) => isSameAddress(juror, ballot.juror));
  const asked = parameters.ballots.filter(isAsked);
  const about = { address, dealId, milestone };
  const [facts, contests, recorded, now, checked] = await Promise.all([
    getMilestone(client, about),
    getContests(client, about),
    round === 1
      ? getBook(client, about)
      : getRound(client, { address, terms, milestone }).then((found) => found?.scores ?? []),
    latestTime(client),
    Promise.all(asked.map((ballot) => verifyBallot({ domain, ballot, client }))),
  ]);
  if (facts === undefined) throw new DealUnknownError({ dealId });
  const ballots = asked.filter((_, index) => checked[index] === true);
  const judging = judgingTimeOf({ terms, milestone, round, facts, contests, seenAt: now, now });
  // Ballots that were shown are no secret any more: sealed or not, they may be sent.
  const timing =
    judging.state === "sealed" ? ({ state: "judging", from: now, until: now + 1 } as const) : judging;
  const plan = planSubmission({ terms, panel, ballots, delivery, facts, recorded, judging: timing, now });
  if (plan.action === "wait") return { plan, worth: undefined, sent: undefined };
  const worth = await weigh(client, parameters, { milestone, round, panel, plan });
  if (worth?.worth === false || parameters.dryRun === true) return { plan, worth, sent: undefined };
  const sent =
    plan.action === "submitVerdict"
      ? await submitVerdict(client, {
          ...{ address, terms, ballots, delivered: facts.deliveredAt !== undefined },
          ...(delivery === undefined ? {} : { delivery }),
        })
      : await recordBallots(client, {
          ...{ address, terms, ballots: plan.ballots },
          ...(round === 1 ? {} : { panel }),
        });
  return { plan, worth, sent };
}

async function weigh(
  client: ActingClient,
  { domain, terms, addresses, cost, etherPrice = "3000" }: AggregateParameters,
  about: {
    readonly milestone: number;
    readonly round: number;
    readonly panel: readonly Address[];
    readonly plan: SubmissionPlan;
  },
): Promise<SubmissionWorth | undefined> {
  if (addresses === undefined) return undefined;
  if (cost !== undefined) return isWorthSubmitting({ ...about, terms, addresses, cost });
  const { ways } = await quoteDeal(client, { address: domain.verifyingContract, terms, etherPrice });
  const action = about.round === 1 ? "submitVerdict" : "recordBallots";
  const step = ways.flatMap(({ steps }) => steps).find((each) => each.action === action);
  return isWorthSubmitting({ ...about, terms, addresses, cost: step?.cost ?? 0n });
}
