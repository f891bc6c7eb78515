import { type Address, concatHex, type Hex, type Log } from "viem";
import {
  ballotsRecordedEvent,
  submitVerdictFunction,
  verdictReachedEvent,
} from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import { ConditionsNeededError } from "../../errors/deals.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { lowerCase } from "../../protocol/address.ts";
import { encodeBallots } from "../../protocol/ballots-codec.ts";
import { bounds } from "../../protocol/bounds.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { decodeRecordedBallots, decodeVerdict, type VerdictParts } from "../../protocol/events.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { SignedBallot } from "../ballots/ballot.ts";
import { chooseBallots } from "../ballots/choose.ts";
import { entriesOf } from "../ballots/entries.ts";
import { encodeDeliveryProof, SIGNED_DELIVERY, type SignedDelivery } from "../delivery.ts";
import { packedOf } from "../terms/milestone-of.ts";
import { type Payouts, payoutsIn } from "./settlement.ts";

const ROUND_1 = 1;

export interface SubmitVerdictParameters {
  readonly terms: Terms;
  /** All there are, of one milestone and evidence; the smallest set that decides is submitted, or all where jurors share the fee. */
  readonly ballots: readonly SignedBallot[];
  /** The seller's, for a payout below the full amount, and whenever there is a contest window; not needed when it is on-chain. */
  readonly delivery?: SignedDelivery;
  /** True when the delivery is on-chain. When left out, simulating finds out. */
  readonly delivered?: boolean;
}

/** The decision of a panel. It is settled at once when `terms.contestWindow` is 0; otherwise it is provisional until `settle`. */
export interface Verdict extends VerdictParts, Payouts {
  readonly dealId: Hex;
  readonly evidence: Hex;
}

function verdictIn(logs: readonly Log[], from: Address): Verdict {
  const { dealId, evidence, verdict } = eventIn(logs, from, verdictReachedEvent).args;
  const parts = decodeVerdict(verdict);
  // Ballots on evidence that is on-chain go on record before they decide.
  const recorded = eventsIn(logs, from, ballotsRecordedEvent);
  const ballots = recorded.flatMap((event) => decodeRecordedBallots(event.args.ballots).ballots);
  return { dealId, evidence, ...parts, ballots: [...parts.ballots, ...ballots], ...payoutsIn(logs, from) };
}

/**
 * Submits the ballots of a panel; the payout they determine settles the milestone, at once or after the contest window.
 * Anyone may send it. Ballots that do not decide yet can go on record with `recordBallots` once the evidence is on-chain.
 *
 * @throws TooFewBallotsError, VerdictUndeterminedError when the ballots do not decide yet.
 * @example
 * import { hashEvidence, hashReasons, signBallot, signDelivery, submitVerdict } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const evidence = hashEvidence("the delivered text");
 * const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
 * const delivery = await signDelivery({ domain, account: stack.seller, ...claim });
 * const judged = { domain, deal, milestone: 0, evidence, reasons: hashReasons("two faults"), score: 7_400 };
 * const ballots = await Promise.all(stack.jurors.map((account) => signBallot({ ...judged, account })));
 * const verdict = await submitVerdict(stack.walletClient, { address, terms, ballots, delivery });
 * console.log(verdict.payout, verdict.ballots.length); // 7000 2
 * await stack.stop();
 */
export const submitVerdict = /* @__PURE__ */ defineAction<SubmitVerdictParameters, Verdict>({
  name: "submitVerdict",
  fields: "terms ballots delivery delivered",
  call: ({ terms, ballots, delivery, delivered = false }) => {
    if (delivery !== undefined) requireOptions(delivery, SIGNED_DELIVERY, "delivery");
    requireRoundOne(ballots);
    const { ballots: chosen, payout } = chooseBallots({ terms, ballots });
    const [{ milestone, evidence }] = requireSome(chosen);
    requireSameClaim(delivery, { milestone, evidence });
    const entries = entriesOf(terms.panel, chosen);
    const needsNone = payout === bounds.full && terms.contestWindow === 0;
    const isProven = delivered || needsNone || delivery === undefined;
    const proof = isProven ? "0x" : encodeDeliveryProof(delivery);
    const isBrief = (checked: Terms) =>
      !delivered && checked.marketplaceFee === 0 && checked.verificationFee === 0n;
    return contractCall(submitVerdictFunction, [
      packedOf({ terms, milestone }, isBrief),
      milestone,
      evidence,
      concatHex([encodeBallots(entries), proof]),
    ]);
  },
  retry: (error, parameters) =>
    error instanceof ConditionsNeededError && parameters.delivered === undefined
      ? { ...parameters, delivered: true }
      : undefined,
  earlier: /* @__PURE__ */ doneBefore(({ terms, ballots }, domain) => {
    const { payout } = chooseBallots({ terms, ballots });
    return {
      event: verdictReachedEvent,
      by: { dealId: dealIdOf({ domain, terms }) },
      is: ({ evidence, verdict }: { readonly evidence: Hex; readonly verdict: Hex }) => {
        const reached = decodeVerdict(verdict);
        const isJudged = ballots.some(
          (each) =>
            each.milestone === reached.milestone &&
            each.round === reached.round &&
            each.evidence === evidence,
        );
        return isJudged && reached.payout === payout;
      },
    };
  }),
  extract: verdictIn,
});

function requireRoundOne(ballots: readonly SignedBallot[]): void {
  ballots.forEach((ballot, index) => {
    const round: unknown = ballot?.round;
    if (typeof round !== "number" || round === ROUND_1) return;
    throw new InvalidFieldError({
      field: `ballots[${index}].round`,
      value: round,
      problem: "must be 1, the round of the panel that the terms name",
      remedy: "Submit ballots of the drawn panel, which are of round 2, with recordBallots.",
      docsPage: "submit-verdict",
    });
  });
}

function requireSome(ballots: readonly SignedBallot[]): [SignedBallot] {
  const [first] = ballots;
  if (first !== undefined) return [first];
  throw new InvalidFieldError({
    field: "ballots",
    value: ballots,
    problem: "must not be empty",
    remedy: "Collect ballots of more than half of the panel.",
    docsPage: "submit-verdict",
  });
}

function requireSameClaim(
  delivery: SignedDelivery | undefined,
  judged: { readonly milestone: number; readonly evidence: Hex },
): void {
  if (delivery === undefined) return;
  for (const field of ["milestone", "evidence"] as const) {
    if (lowerCase(delivery[field]) === lowerCase(judged[field])) continue;
    throw new InvalidFieldError({
      field: `delivery.${field}`,
      value: delivery[field],
      hash: true,
      problem: `must be what the ballots judge, ${judged[field]}`,
      remedy: "Submit the delivery that the jurors judged.",
      docsPage: "submit-verdict",
    });
  }
}
