import type { Address, Hex, Log } from "viem";
import { ballotsRecordedEvent, recordLateBallotsFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { encodeBallots } from "../../protocol/ballots-codec.ts";
import { decodeRecordedBallots, type RecordedBallots } from "../../protocol/events.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { SignedBallot } from "../ballots/ballot.ts";
import { requireVotes } from "../ballots/choose.ts";
import { entriesOf } from "../ballots/entries.ts";
import { packedOf } from "../terms/milestone-of.ts";

export interface RecordLateBallotsParameters {
  readonly terms: Terms;
  /** Of round 1, one milestone and the judged evidence; any number from 1. The first of a juror counts. */
  readonly ballots: readonly SignedBallot[];
}

/** Ballots that came after round 1. */
export interface LateVote extends RecordedBallots {
  readonly dealId: Hex;
}

function recordedIn(logs: readonly Log[], from: Address): LateVote {
  const { dealId, ballots } = eventIn(logs, from, ballotsRecordedEvent).args;
  return { dealId, ...decodeRecordedBallots(ballots) };
}

/**
 * Puts ballots of round 1 on record after the round, so that their jurors share the verification fee. It changes no payout and no
 * window. Anyone may send it, from the verdict, or from the round's end with a quorum on record, until the milestone settles.
 *
 * @throws NoSharedFeeError, NoNewBallotsError, MilestoneAlreadySettledError; InvalidBallotSignatureError, also for ballots on other
 * evidence than `getMilestone` returns
 * @example
 * import { hashReasons, recordLateBallots, signBallot } from "quittance";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const stack = await startStack();
 * const { address, domain, walletClient } = stack;
 * const others = [1, 2].map(() => privateKeyToAccount(generatePrivateKey()));
 * const panel = [...stack.jurors, ...others].map((juror) => juror.address);
 * const fees = { panel, verificationFee: 1_000_000n };
 * const { terms, dealId: deal, evidence } = await openProvisionalDeal(stack, fees);
 * const judged = { domain, deal, milestone: 0, evidence, score: 6_400, reasons: hashReasons("half of it") };
 * const ballots = await Promise.all(others.map((account) => signBallot({ ...judged, account })));
 * const late = await recordLateBallots(walletClient, { address, terms, ballots });
 * console.log(late.ballots.length); // 2: now five jurors share the fee
 * await stack.stop();
 */
export const recordLateBallots = /* @__PURE__ */ defineAction<RecordLateBallotsParameters, LateVote>({
  name: "recordLateBallots",
  fields: "terms ballots",
  call: ({ terms, ballots }) => {
    const [first] = ballots;
    if (first?.round !== 1) {
      throw new InvalidFieldError({
        field: first === undefined ? "ballots" : "ballots[0].round",
        value: first === undefined ? ballots : first.round,
        problem: first === undefined ? "must not be empty" : "must be 1",
        remedy:
          "Pass ballots of jurors that the terms name; those of round 2 go on record with recordBallots.",
        docsPage: "record-late-ballots",
      });
    }
    requireVotes(ballots);
    const { milestone } = first;
    const packed = packedOf({ terms, milestone }, () => false);
    return contractCall(recordLateBallotsFunction, [
      packed,
      milestone,
      encodeBallots(entriesOf(terms.panel, ballots)),
    ]);
  },
  extract: recordedIn,
});
