import {
  formatUsdc,
  type QuittanceDomain,
  recordLateBallots,
  releaseBond,
  type SignedBallot,
  settle,
} from "quittance";
import {
  AlreadyJudgedError,
  MilestoneAlreadySettledError,
  NoBondError,
  NoNewBallotsError,
  RoundEndedError,
} from "quittance/errors";
import { aggregateBallots, type BoardFetch, fetchBallots } from "quittance/jury";
import type { Client, Hash, Hex, LocalAccount } from "viem";
import type { Clock } from "../daemon/clock.ts";
import type { Log } from "../log.ts";
import type { Submission } from "../queue/submissions.ts";
import { type Milestone, readMilestone } from "./milestone.ts";
import { bondShare, feeShare, hasBallot, positionOf } from "./reward.ts";
import type { OneByOne, Sender } from "./sender.ts";
import { turns } from "./turns.ts";

/** When a juror sends: where it earns more than that costs, or whatever it costs. */
export type SubmitWhen = "worth" | "always";

/** What was sent. */
export type Sent = "submitted" | "recorded" | "settled" | "released";

export interface SettlingOptions {
  readonly node: Client;
  readonly domain: QuittanceDomain;
  readonly account: LocalAccount;
  readonly boards: readonly string[];
  readonly fetch?: BoardFetch | undefined;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly oneByOne: OneByOne;
  readonly when: SubmitWhen;
  /** Milliseconds between two looks at a milestone for which something may be due. */
  readonly lookEvery: number;
  readonly log: Log;
  readonly counted: (event: Sent) => void;
}

/** What a look at a milestone came to: nothing is left to do, or another look after so many milliseconds. */
export type Settled = { readonly isClosed: true } | { readonly wait: number };

/** How many unsent calls are remembered as already logged. */
const MOST_SAID = 10_000;
/** Looks that are left out while nothing can be due. */
const SLOWEST = 150;
/** What the contract says when another sender was first: nothing is lost, and the next look goes on from there. */
const BY_ANOTHER = [
  AlreadyJudgedError,
  MilestoneAlreadySettledError,
  NoBondError,
  NoNewBallotsError,
  RoundEndedError,
];

/**
 * Brings ballots that were shown to the chain, and calls what pays for them, one transaction at a look. What is due follows from the
 * chain each time: a crash, another copy and another juror that does the same change nothing but who sends.
 */
export function settleSteps(options: SettlingOptions) {
  const { node, domain, account, clock, sender, when, log, counted, lookEvery } = options;
  const { address: juror } = account;
  const address = domain.verifyingContract;
  const isTurn = turns(lookEvery);
  const declined = new Set<string>();

  /** Says once for each question and call why it was not sent: an operator who sees nothing happen should know. */
  const sayUnpaid = ({ key, asked }: Submission, call: string, reward: bigint, cost: bigint | undefined) => {
    const said = `${key}/${call}`;
    if (declined.has(said)) return;
    if (declined.size >= MOST_SAID) declined.clear();
    declined.add(said);
    const { dealId: deal, milestone, round } = asked;
    const [earns, costs] = [formatUsdc(reward), cost === undefined ? "not asked" : formatUsdc(cost)];
    log("info", `not worth sending: ${call}`, { deal, milestone, round, earns, costs });
  };

  const isWorth = async (work: Submission, call: string, reward: bigint, data: Hex) => {
    if (when === "always") return true;
    const cost = reward > 0n ? await sender.costOf(data) : undefined;
    const worth = cost !== undefined && reward > cost;
    if (!worth) sayUnpaid(work, call, reward, cost);
    return worth;
  };

  const sentAs = (event: Sent, { asked }: Submission, hash: Hash): Settled => {
    counted(event);
    const { dealId: deal, milestone, round } = asked;
    log("info", event, { deal, milestone, round, hash });
    return { wait: 0 };
  };

  const shownBallots = async ({ asked }: Submission) => {
    const { dealId: deal, milestone, round, evidence, panel } = asked;
    const question = { deal, milestone, round, evidence };
    const { boards, fetch } = options;
    return (await fetchBallots({ boards, fetch, domain, panel, question, client: node })).ballots;
  };

  /** The verdict, or ballots on record. */
  const submit = async (
    work: Submission,
    { facts, recorded }: Milestone,
    ballots: readonly SignedBallot[],
  ): Promise<Settled | undefined> => {
    const { asked, delivery } = work;
    const { dealId: deal, milestone, round, evidence, terms, panel } = asked;
    const given = {
      ...{ domain, question: { deal, milestone, round, evidence }, terms, ballots, delivery },
      ...(round === 2 ? { panel } : {}),
      ...(when === "worth" ? { addresses: [juror] } : {}),
      ...{ cost: sender.most, etherPrice: sender.etherPrice },
    };
    const { plan, worth } = await aggregateBallots(sender.client, { ...given, dryRun: true });
    if (plan.action === "wait") return undefined;
    if (worth?.worth === false) {
      sayUnpaid(work, plan.action, worth.reward, worth.cost);
      return undefined;
    }
    const isOnRecord = hasBallot(asked, recorded, juror);
    const isEarned = round === 2 ? facts.provisional?.round === 2 : recorded.length * 2 > panel.length;
    // Those of others bring this juror nothing more.
    if (when === "worth" && isOnRecord && isEarned && plan.payout === undefined) return undefined;
    if (!isTurn(work, juror, await clock.now())) return { wait: lookEvery };
    const { sent } = await aggregateBallots(sender.client, given);
    if (sent === undefined) return undefined;
    return sentAs(plan.action === "submitVerdict" ? "submitted" : "recorded", work, sent.hash);
  };

  /** Its own ballot, and those of others, where they came after the verdict and still share the fee. */
  const recordLate = async (work: Submission, { recorded, facts }: Milestone) => {
    const { terms } = work.asked;
    const isKnown = ({ juror: whose }: Pick<SignedBallot, "juror">) => hasBallot(work.asked, recorded, whose);
    if (isKnown({ juror }) || facts.evidence?.toLowerCase() !== work.asked.evidence.toLowerCase())
      return undefined;
    const shown = await shownBallots(work);
    const late = shown.filter((ballot, at) => !isKnown(ballot) && isFirst(shown, at));
    if (!late.some((ballot) => ballot.juror.toLowerCase() === juror.toLowerCase())) return undefined;
    const parameters = { address, terms, ballots: late };
    const reward = feeShare(terms, recorded.length + late.length);
    if (!(await isWorth(work, "recordLateBallots", reward, recordLateBallots.call(parameters).data)))
      return undefined;
    const { hash } = await recordLateBallots(sender.client, parameters);
    return sentAs("recorded", work, hash);
  };

  const settleIt = async (work: Submission, { recorded, facts }: Milestone) => {
    const { terms, milestone, round } = work.asked;
    const isOnRecord = hasBallot(work.asked, recorded, juror);
    const isEarned = facts.judged || facts.interval !== undefined;
    const earns = round === 1 && isOnRecord && isEarned;
    const parameters = { address, terms, milestone };
    const reward = earns ? feeShare(terms, recorded.length) : 0n;
    if (!(await isWorth(work, "settle", reward, settle.call(parameters).data))) return undefined;
    if (!isTurn(work, juror, await clock.now())) return { wait: lookEvery };
    const { hash } = await settle(sender.client, parameters);
    return sentAs("settled", work, hash);
  };

  const release = async (work: Submission, { recorded }: Milestone) => {
    const { terms, milestone, panel } = work.asked;
    const parameters = { address, terms, milestone, round: 2 as const, panel };
    const reward = bondShare(work.asked, recorded, positionOf(work.asked, juror));
    if (!(await isWorth(work, "releaseBond", reward, releaseBond.call(parameters).data))) return undefined;
    if (!isTurn(work, juror, await clock.now())) return { wait: lookEvery };
    const { hash } = await releaseBond(sender.client, parameters);
    return sentAs("released", work, hash);
  };

  const look = async (work: Submission): Promise<Settled> => {
    const { asked } = work;
    const now = await clock.now();
    const found = await readMilestone(node, address, asked, now);
    if (found === undefined) return { wait: lookEvery * SLOWEST };
    const { phase, facts } = found;
    const can = (action: string) =>
      phase.actions.some(
        ({ action: name, from, round }) =>
          name === action && from === undefined && (round === undefined || round === asked.round),
      );
    const takesBallots = can(asked.round === 1 ? "submitVerdict" : "recordBallots");
    const sent =
      (takesBallots ? await submit(work, found, await shownBallots(work)) : undefined) ??
      (asked.round === 1 && can("recordLateBallots") ? await recordLate(work, found) : undefined) ??
      (can("settle") ? await settleIt(work, found) : undefined) ??
      (can("releaseBond") ? await release(work, found) : undefined);
    if (sent !== undefined) return sent;
    const isPaid = asked.round === 1 || facts.contesters.length === 0 || facts.bondsReleased.includes(2);
    const isOver = phase.name === "settled" || phase.name === "moved" || phase.name === "reclaimable";
    if (isOver && (isPaid || phase.name !== "settled")) return { isClosed: true };
    return { wait: takesBallots || phase.name === "due" ? lookEvery : pauseUntil(phase.until, now) };
  };

  /** A quarter of the time that is left, so that it looks often when something becomes due. */
  const pauseUntil = (until: number | undefined, now: number): number => {
    if (until === undefined) return lookEvery * SLOWEST;
    return Math.min(Math.max(((until - now) * 1_000) / 4, lookEvery), lookEvery * SLOWEST);
  };

  return async (work: Submission): Promise<Settled> => {
    try {
      return await options.oneByOne(() => look(work));
    } catch (error) {
      if (!BY_ANOTHER.some((known) => error instanceof known)) throw error;
      const { dealId: deal, milestone, round } = work.asked;
      log("debug", "another was first", { deal, milestone, round });
      return { wait: lookEvery };
    }
  };
}

const isFirst = (ballots: readonly SignedBallot[], at: number): boolean =>
  ballots.findIndex(({ juror }) => juror.toLowerCase() === ballots[at]?.juror.toLowerCase()) === at;
