import type { Hex } from "viem";
import { submitVerdictsFunction, verdictsReachedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { requireEach } from "../../json/options.ts";
import { batchHeight } from "../../protocol/batch-tree.ts";
import type { Terms } from "../../protocol/terms.ts";
import {
  type BatchVerdict,
  decodeVerdicts,
  encodeVerdictGroup,
  type GroupItem,
  type GroupJuror,
} from "../../protocol/verdict-group-codec.ts";
import type { SignedBallot } from "../ballots/ballot.ts";
import { requireJuror, requireVotes } from "../ballots/choose.ts";
import { requireBatch } from "../ballots/require-batch.ts";
import { packedOf } from "../terms/milestone-of.ts";
import { type RefusedItem, refusedIn } from "./refused-items.ts";
import { type Payouts, payoutsIn } from "./settlement.ts";

/** A milestone of a batch, with the ballots that decide it. */
export interface JudgedMilestone {
  readonly terms: Terms;
  /** Of the same jurors for each milestone of a group: a quorum of the panel is enough, and costs least. */
  readonly ballots: readonly SignedBallot[];
}

export interface SubmitVerdictsParameters {
  /**
   * Milestones whose deals have panel, rules, fees, windows and destinations in common. They are in the order in which each juror
   * signed its ballots with `signBallotBatch`. Several groups can be parts of one batch: each of 2, 4, 8 … milestones but the
   * last, the largest first.
   */
  readonly groups: readonly (readonly JudgedMilestone[])[];
  /** Whether one refused milestone reverts all. Anyone can bring that about by settling one of them first. False when left out. */
  readonly allOrNothing?: boolean;
}

/** What a batch of verdicts did. */
export interface SubmittedVerdicts extends Payouts {
  /** Each settled its milestone in full to the seller. */
  readonly verdicts: readonly BatchVerdict[];
  readonly refused: readonly RefusedItem[];
}

/**
 * Settles many milestones in full to their sellers in one transaction, by ballots that each juror signed at once. One that is
 * refused, as it settled before or is late, does not keep the others back. Verdicts that pay less than all go with `submitVerdict`,
 * along with the seller's delivery; it takes the same ballots.
 *
 * @throws InvalidFieldError when ballots are of other jurors, or in another order, than those of the first milestone.
 * @throws InvalidBallotBatchError when a juror signed other ballots, more of them, or the same in another order.
 * @throws TooFewBallotsError
 * @example
 * import { hashEvidence, hashReasons, signBallotBatch, submitVerdicts } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack);
 * const evidence = hashEvidence("the delivered text");
 * const judged = { deal, evidence, reasons: hashReasons("complete"), score: 10_000 };
 * const ballots = [
 *   { ...judged, milestone: 0 },
 *   { ...judged, milestone: 1 },
 * ];
 * const signed = await Promise.all(
 *   stack.jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots })),
 * );
 * const items = [0, 1].map((index) => ({
 *   terms,
 *   ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
 * }));
 * const { verdicts, refused } = await submitVerdicts(stack.walletClient, { address, groups: [items] });
 * console.log(verdicts.length, refused.length); // 2 0
 * await stack.stop();
 */
export const submitVerdicts = /* @__PURE__ */ defineAction<SubmitVerdictsParameters, SubmittedVerdicts>({
  name: "submitVerdicts",
  fields: "groups allOrNothing",
  call: ({ groups, allOrNothing = false }) => {
    requireSome("groups", groups);
    const read = groups.map((items, index) => groupOf(`groups[${index}]`, items));
    const packed = withoutRepeats(read).map((group, index) =>
      inEntry("items", `groups[${index}]`, () => encodeVerdictGroup(group)),
    );
    return contractCall(submitVerdictsFunction, [packed, allOrNothing]);
  },
  extract: (logs, from) => ({
    verdicts: eventsIn(logs, from, verdictsReachedEvent).flatMap(({ args }) => decodeVerdicts(args)),
    refused: refusedIn(logs, from),
    ...payoutsIn(logs, from),
  }),
});

interface Group {
  readonly jurors: readonly GroupJuror[];
  readonly items: readonly GroupItem[];
}

/** Leaves out each signature of a larger batch that an earlier group brings: the contract checked it with that group. */
function withoutRepeats(groups: readonly Group[]): Group[] {
  const brought = new Set<string>();
  return groups.map(({ jurors, items }) => ({
    items,
    jurors: jurors.map((juror) => {
      if (juror.batch === undefined) return juror;
      const key = `${items[0]?.terms.panel[juror.position]} ${juror.signature}`.toLowerCase();
      if (brought.has(key)) return { ...juror, signature: "0x" as Hex };
      brought.add(key);
      return juror;
    }),
  }));
}

/** Finds who signed, and holds each juror's ballots to one signature and one order. */
function groupOf(field: string, items: readonly JudgedMilestone[]): Group {
  requireSome(field, items);
  requireEach(field, items, "terms ballots");
  const sorted = items.map(({ terms, ballots }, index) => {
    requireVotes(ballots);
    requireSome(`${field}[${index}].ballots`, ballots);
    return inOrder(terms, ballots, `${field}[${index}].ballots`);
  });
  const [leaders = []] = sorted;
  const jurors = leaders.map(({ position, ballot }, signer): GroupJuror => {
    const batch = requireBatch(`${field}[0].ballots.batch`, ballot.batch);
    if (batch === undefined) throw notOneBatch(`${field}[0].ballots[${signer}].batch`, batch);
    sorted.forEach((ballots, index) => {
      const own = ballots[signer];
      const refuseUnless = (isSame: boolean, name: string, value: unknown) => {
        if (!isSame) throw notOneBatch(`${field}[${index}].ballots${name}`, value);
      };
      refuseUnless(ballots.length === leaders.length, ".length", ballots.length);
      const place = `[${own === undefined ? signer : items[index]?.ballots.indexOf(own.ballot)}]`;
      refuseUnless(own?.position === position, `${place}.juror`, own?.ballot.juror);
      refuseUnless(own?.ballot.reasons === ballot.reasons, `${place}.reasons`, own?.ballot.reasons);
      refuseUnless(own?.ballot.signature === ballot.signature, `${place}.signature`, own?.ballot.signature);
      const at = own?.ballot.batch?.index;
      refuseUnless(at === batch.index + index, `${place}.batch.index`, at);
    });
    const { reasons, signature } = ballot;
    // One ballot alone is a part of the batch that it was signed in, whatever that has beside it.
    const height = items.length === 1 ? 0 : batchHeight(items.length);
    if (batch.siblings.length === height && batch.index === 0) return { position, reasons, signature };
    const nested = { index: batch.index >> height, siblings: batch.siblings.slice(height) };
    return { position, reasons, signature, batch: nested };
  });
  return {
    jurors,
    items: items.map(({ terms }, index) => {
      const ballots = sorted[index] ?? [];
      const { milestone = 0, evidence = "0x" as Hex } = ballots[0]?.ballot ?? {};
      packedOf({ terms, milestone }, () => false);
      return { terms, milestone, evidence, scores: ballots.map(({ ballot }) => ballot.score) };
    }),
  };
}

function inOrder(terms: Terms, ballots: readonly SignedBallot[], field: string) {
  return ballots
    .map((ballot, index) => ({ position: requireJuror(terms.panel, ballot, `${field}[${index}]`), ballot }))
    .sort((a, b) => a.position - b.position);
}

function notOneBatch(field: string, value: unknown): InvalidFieldError {
  return new InvalidFieldError({
    field,
    value,
    hash: true,
    problem: "must be of the first milestone's jurors, each signed in the same batch, one after the other",
    remedy:
      "Give the milestones once each, in the order in which every juror signed its ballots on them with signBallotBatch.",
    docsPage: "submit-verdicts",
  });
}

function requireSome(field: string, list: readonly unknown[]): void {
  if (Array.isArray(list) && list.length > 0) return;
  throw new InvalidFieldError({
    field,
    value: list,
    problem: "must be a list, and not empty",
    remedy: "Give one milestone at least, with the ballots on it.",
    docsPage: "submit-verdicts",
  });
}
