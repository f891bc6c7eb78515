import { getContests, getMilestone, type QuittanceDomain, type SignedBallot } from "quittance";
import { BallotAlreadyDecidedError, BoardRefusedError } from "quittance/errors";
import {
  type BoardFetch,
  commitToBallot,
  fetchCommitments,
  judgingTimeOf,
  postBallot,
  postCommitment,
  postReasons,
  revealOf,
} from "quittance/jury";
import type { BallotGuard } from "quittance/node";
import { type Client, keccak256, type LocalAccount, stringToBytes } from "viem";
import type { Progress, Work } from "../queue/work.ts";
import type { Clock } from "./clock.ts";

export interface BoardOptions {
  readonly account: LocalAccount;
  readonly domain: QuittanceDomain;
  readonly guard: BallotGuard;
  readonly node: Client;
  readonly clock: Clock;
  /** Those of the operator's own settings. */
  readonly boards: readonly string[];
  readonly fetch?: BoardFetch | undefined;
  /** Milliseconds between two looks at the commitments of the others. */
  readonly lookEvery: number;
}

/** What a step with the boards came to; `again` in milliseconds. */
export type Stepped = Progress | { readonly wait: number };

const TOO_EARLY = 425;
/** Milliseconds after which a ballot that was shown is given to the boards again: one may have lost it. */
const SHOW_EVERY = 300_000;

/**
 * Signs, commits, and shows ballots, one step at a time. Each step can be repeated after a crash: the guard gives the ballot that it
 * signed, and boards take what they have for known.
 */
export function boardSteps(options: BoardOptions) {
  const { account, domain, guard, node, clock, fetch, lookEvery } = options;
  const boards = { boards: options.boards, fetch };
  const questionOf = ({ asked: { dealId: deal, milestone, round, evidence } }: Work) => ({
    ...{ deal, milestone, round, evidence },
  });
  const sourceOf = ({ asked: { terms, panel, round } }: Work) => ({
    ...{ terms, ...(round === 2 ? { panel } : {}) },
  });

  const sign = async (work: Work): Promise<Stepped> => {
    const { decision } = work;
    if (decision === undefined) throw new Error("a question to sign has no score");
    const reasons = keccak256(stringToBytes(decision.reasons));
    const drafted = { ...questionOf(work), score: decision.score, reasons, domain, account };
    try {
      return { state: "commit", ballot: await guard.sign(drafted) };
    } catch (error) {
      if (!(error instanceof BallotAlreadyDecidedError)) throw error;
      // Another copy decided first. Its score stands, with the reasons that it kept.
      const found = await guard.find({ ...questionOf(work), domain, juror: account.address });
      if (found === undefined) throw error;
      const { score, reasons: kept } = found;
      const ballot = await guard.sign({ ...drafted, score, reasons: kept });
      return { state: "commit", ballot };
    }
  };

  const commit = async (work: Work): Promise<Stepped> => {
    const commitment = await commitToBallot({ domain, account, ballot: ballotOf(work) });
    await postCommitment({ ...boards, ...sourceOf(work), commitment });
    return { state: "reveal" };
  };

  const reveal = async (work: Work): Promise<Stepped> => {
    const { asked, seenAt } = work;
    const { terms, dealId, milestone, round, panel } = asked;
    const about = { address: domain.verifyingContract, dealId, milestone };
    const [facts, contests, now] = await Promise.all([
      getMilestone(node, about),
      terms.disputes === undefined ? [] : getContests(node, about),
      clock.now(),
    ]);
    if (facts === undefined) return { wait: lookEvery };
    const judging = judgingTimeOf({
      terms,
      milestone,
      round,
      facts,
      contests,
      seenAt: Math.min(seenAt, now),
      now,
    });
    const isTimeUp = revealOf({ judging, complete: false, now }).allowed;
    const complete =
      !isTimeUp &&
      (await fetchCommitments({ ...boards, domain, panel, question: questionOf(work), client: node }))
        .complete;
    if (!revealOf({ judging, complete, now }).allowed) return { wait: lookEvery };
    try {
      await show(work);
    } catch (error) {
      // A board whose node is behind thinks that it is too early.
      if (error instanceof BoardRefusedError && error.status === TOO_EARLY) return { wait: lookEvery };
      throw error;
    }
    return { state: "shown" };
  };

  const show = async (work: Work) => {
    const ballot = ballotOf(work);
    await postBallot({ ...boards, ...sourceOf(work), ballot });
    const reasons = work.decision?.reasons;
    // Another copy's reasons are not here; that copy posts them.
    if (reasons !== undefined && keccak256(stringToBytes(reasons)) === ballot.reasons)
      await postReasons({ ...boards, reasons });
  };

  /** Takes the next step of a question whose state is not `judge`. */
  return async (work: Work): Promise<Stepped> => {
    if (work.state === "sign") return sign(work);
    if (work.state === "commit") return commit(work);
    if (work.state === "reveal") return reveal(work);
    await show(work);
    return { wait: SHOW_EVERY };
  };
}

function ballotOf({ ballot }: Work): SignedBallot {
  if (ballot === undefined) throw new Error("a question to show has no ballot");
  return ballot;
}
