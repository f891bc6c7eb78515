import { type Address, zeroAddress } from "viem";
import type { ActionOf } from "./actions.ts";
import { intervalOf, movedInto, storedInterval } from "./book.ts";
import { portion } from "./money.ts";
import { type Outcome, unless } from "./outcome.ts";
import { bondBack, type LiveMilestone, onLiveMilestone, part } from "./settling.ts";
import {
  type BondShare,
  bondLeft,
  type DealLife,
  type MilestoneLife,
  type Objection,
  type World,
} from "./world.ts";

/** What stands, or will stand from `since` on, unless somebody acts. Times in unix seconds. */
export interface Provisional {
  readonly cause: "verdict" | "silence";
  readonly payout: number;
  readonly since: number;
  /** Until then it may be contested, where there is a round left; from then on anyone may settle it. */
  readonly end: number;
  /** Whether a round is left to contest it before. */
  readonly isContestable: boolean;
}

/** The end of the second round: it runs from the contest, as long as the first may take to judge. */
export function roundEnd({ terms }: DealLife, objection: Objection): number {
  return objection.at + terms.verdictWindow;
}

/** What a milestone comes to when nobody does anything more; undefined while nothing was delivered or judged. */
export function provisionalOf(deal: DealLife, life: MilestoneLife): Provisional | undefined {
  const { contestWindow, disputes } = deal.terms;
  const { second, appeal } = life;
  const first = firstRound(deal, life);
  if (first === undefined || second === undefined) return first;
  const verdict = second.verdict;
  const cause = verdict === undefined ? first.cause : "verdict";
  const payout = verdict?.payout ?? movedInto(second.objection.payout, storedInterval(deal, life));
  if (appeal !== undefined) {
    const end = appeal.at + (disputes?.rulingWindow ?? 0);
    return { cause, payout: appeal.payout, since: end, end, isContestable: false };
  }
  const since = verdict?.at ?? roundEnd(deal, second.objection);
  const isContestable = arbiterOf(deal) !== undefined;
  return { cause, payout, since, end: isContestable ? since + contestWindow : since, isContestable };
}

function firstRound(deal: DealLife, life: MilestoneLife): Provisional | undefined {
  const { delivered, verdict, book = [] } = life;
  const { terms } = deal;
  const { contestWindow, verdictWindow, silencePayout } = terms;
  const provisional = (cause: Provisional["cause"], payout: number, since: number): Provisional => {
    return { cause, payout, since, end: since + contestWindow, isContestable: contestWindow !== 0 };
  };
  if (verdict !== undefined) return provisional("verdict", verdict.payout, verdict.at);
  if (delivered === undefined) return undefined;
  const payout = movedInto(silencePayout, intervalOf(book, terms.panel.length, terms));
  return provisional("silence", payout, delivered.at + verdictWindow);
}

export function arbiterOf({ terms }: DealLife): Address | undefined {
  const arbiter = terms.disputes?.arbiter ?? zeroAddress;
  return arbiter === zeroAddress ? undefined : arbiter;
}

/** What stands settles once nobody can change it any more. */
export function settle(world: World, action: ActionOf<"settle">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const provisional = provisionalOf(found.deal, found.life);
    if (provisional === undefined) return { refusals: ["Quittance_NoProvisionalPayout"] };
    return unless([[now >= provisional.end, "Quittance_WindowOpen"]], () => ({
      world: settledByRound(world, found, provisional.cause, provisional.payout, now),
    }));
  });
}

/** A round's payout, or what stood, is final: bonds on which nobody voted go back, the others may be reimbursed. */
export function settledByRound(
  world: World,
  found: LiveMilestone,
  cause: "verdict" | "silence" | "ruling",
  payout: number,
  now: number,
): World {
  const ending = { cause, toSeller: portion(found.amount, payout), at: now, payout };
  const { deal, life } = found;
  const returns: (readonly [round: 2 | 3, share: BondShare])[] = [];
  const returned = (objection: Objection, round: 2 | 3): Objection => {
    if (objection.released !== undefined) return objection;
    const share = { account: objection.payer, amount: bondLeft(deal, life, round) };
    returns.push([round, share]);
    return { ...objection, released: [share] };
  };
  const second =
    life.second !== undefined && life.second.ballots.length === 0
      ? { second: { ...life.second, objection: returned(life.second.objection, 2) } }
      : {};
  const appeal = life.appeal !== undefined && !life.isRuled ? { appeal: returned(life.appeal, 3) } : {};
  const after = part(world, { ...found, life: { ...life, ...second, ...appeal } }, ending);
  return returns.reduce((paid, [round, share]) => bondBack(paid, found, round, share, now), after);
}

/** Puts a share of a bond into the row it belongs to. */
export function credit(world: World, { account, amount }: BondShare): World {
  const balance = (world.balances.get(account) ?? 0n) + amount;
  return { ...world, balances: new Map(world.balances).set(account, balance) };
}
