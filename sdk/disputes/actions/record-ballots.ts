import type { Address, Hex, Log } from "viem";
import {
  ballotsRecordedEvent,
  milestoneSettledEvent,
  recordBallotsFunction,
  submitVerdictFunction,
  verdictReachedEvent,
} from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import { requirePanel } from "../../client/parameters.ts";
import { type MilestoneSettlement, settlementIn } from "../../deals/actions/settlement.ts";
import type { SignedBallot } from "../../deals/ballots/ballot.ts";
import { requireVotes } from "../../deals/ballots/choose.ts";
import { entriesOf } from "../../deals/ballots/entries.ts";
import { packedIfContestable, packedOf } from "../../deals/terms/milestone-of.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { encodeBallots } from "../../protocol/ballots-codec.ts";
import {
  decodeRecordedBallots,
  decodeVerdict,
  encodePanel,
  type RecordedBallots,
} from "../../protocol/events.ts";
import type { Terms } from "../../protocol/terms.ts";

export interface RecordBallotsParameters {
  readonly terms: Terms;
  /** Round 2: as `drawPanel` gave it. Left out for round 1, whose panel the terms name. */
  readonly panel?: readonly Address[];
  /** Of one round, milestone and evidence; any number from 1. The first of a juror counts. */
  readonly ballots: readonly SignedBallot[];
}

/** Ballots that were put on record. */
export interface RecordedVote extends RecordedBallots {
  readonly dealId: Hex;
  /** Basis points to the seller, when these ballots decided the round; else undefined. */
  readonly payout: number | undefined;
  /** How the milestone ended, when a verdict of round 2 settled it: where the terms name no arbiter. */
  readonly settlement: MilestoneSettlement | undefined;
}

function recordedIn(logs: readonly Log[], from: Address): RecordedVote {
  const { dealId, ballots } = eventIn(logs, from, ballotsRecordedEvent).args;
  const [verdict] = eventsIn(logs, from, verdictReachedEvent);
  const isSettled = eventsIn(logs, from, milestoneSettledEvent).length > 0;
  return {
    dealId,
    ...decodeRecordedBallots(ballots),
    payout: verdict === undefined ? undefined : decodeVerdict(verdict.args.verdict).payout,
    settlement: isSettled ? settlementIn(logs, from) : undefined,
  };
}

/**
 * Puts ballots on record. Round 1: on evidence that is on-chain, one by one or together, until they decide. Round 2: also after
 * its verdict, since jurors who vote in time share the bond. Anyone may send it.
 *
 * @throws RoundEndedError, PanelNotDrawnError, PanelMismatchError, NoNewBallotsError
 * @example
 * import { drawPanel, hashReasons, recordBallots, signBallot } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, walletClient } = stack;
 * const { terms, dealId: deal, evidence, poolJurors } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * const drawn = poolJurors.filter((juror) => panel.includes(juror.address));
 * const judged = { domain, deal, milestone: 0, round: 2, evidence, score: 3_000, reasons: hashReasons("thin") };
 * const ballots = await Promise.all(drawn.map((account) => signBallot({ ...judged, account })));
 * const { payout } = await recordBallots(walletClient, { address, terms, panel, ballots });
 * console.log(payout); // 0: below the passing score
 * await stack.stop();
 */
export const recordBallots = /* @__PURE__ */ defineAction<RecordBallotsParameters, RecordedVote>({
  name: "recordBallots",
  fields: "terms panel ballots",
  call: ({ terms, panel: drawn, ballots }) => {
    const { milestone, round, evidence } = requireRound(ballots);
    const panel = round === 1 ? terms.panel : (drawn ?? []);
    if (round !== 1) requirePanel(panel);
    const packedBallots = encodeBallots(entriesOf(panel, ballots));
    if (round === 1) {
      const packed = packedOf({ terms, milestone }, () => false);
      return contractCall(submitVerdictFunction, [packed, milestone, evidence, packedBallots]);
    }
    const packed = packedIfContestable({ terms, milestone }, "record-ballots");
    return contractCall(recordBallotsFunction, [packed, milestone, encodePanel(panel), packedBallots]);
  },
  extract: recordedIn,
});

function requireRound(ballots: readonly SignedBallot[]): SignedBallot {
  const [first] = ballots;
  if (first === undefined || (first.round !== 1 && first.round !== 2)) {
    throw new InvalidFieldError({
      field: first === undefined ? "ballots" : "ballots[0].round",
      value: first === undefined ? ballots : first.round,
      problem: first === undefined ? "must not be empty" : "must be 1 or 2",
      remedy: "Collect ballots of the named panel with round: 1, or of the drawn panel with round: 2.",
      docsPage: "record-ballots",
    });
  }
  requireVotes(ballots);
  return first;
}
