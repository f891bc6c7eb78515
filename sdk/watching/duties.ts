import type { Address, Hex } from "viem";
import type { MilestoneFacts } from "../deals/actions/get-milestone.ts";
import type { ContestFacts } from "../disputes/actions/get-contest.ts";
import type { RoundFacts } from "../disputes/actions/get-round.ts";
import { requireOptions } from "../json/options.ts";
import { type Phase, type PhaseAction, phaseOf } from "../lifecycle/phase.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { RecordedScore } from "../protocol/scores.ts";
import type { Terms } from "../protocol/terms.ts";

/** What someone is in a deal. */
export type DutyRole = "buyer" | "seller" | "juror" | "arbiter";

/** Something that an account should or may do about a milestone, and when. Times are unix seconds. */
export interface Duty {
  readonly dealId: Hex;
  readonly milestone: number;
  /** Whose it is: the agent's, or that of an account it opened as a principal. */
  readonly account: Address;
  readonly role: DutyRole;
  /** `ballot`: sign one and give it to the one that submits it. The others are functions of the contract. */
  readonly action:
    | "deliver"
    | "ballot"
    | "rule"
    | "contest"
    | "drawPanel"
    | "settle"
    | "reclaim"
    | "releaseBond";
  /** True: it is what the role is for, and missing it costs. False: the account may, and decides by its own interest. */
  readonly must: boolean;
  /** It works from then on, if nothing happens before; undefined: now. */
  readonly from: number | undefined;
  /** It works before then; undefined: without an end. */
  readonly until: number | undefined;
  /** The round of the ballot, or that a contest opens; or whose bond is sent. */
  readonly round: 1 | 2 | 3 | undefined;
  /** Basis points to the seller that stand when it works; undefined without a provisional payout. */
  readonly payout: number | undefined;
}

/** A milestone as the contract has it. */
export interface DutyFacts {
  readonly terms: Terms;
  readonly dealId: Hex;
  readonly milestone: number;
  /** Of `getMilestone`. */
  readonly facts: MilestoneFacts;
  /** Of `getContests`; none when left out. */
  readonly contests?: readonly ContestFacts[] | undefined;
  /** Of `getRound`. */
  readonly round?: Pick<RoundFacts, "panelHash" | "scores"> | undefined;
  /** The panel of round 2, of the event `PanelDrawn`; none when left out. */
  readonly drawn?: readonly Address[] | undefined;
  /** Scores of round 1 that are on record, of `getBook`; none when left out. */
  readonly book?: readonly RecordedScore[] | undefined;
}

/** More phases than follow each other without an event. */
const MOST_PHASES = 8;

/**
 * What an account has to do and may do about a milestone, and until when, as of a time: what it can do now, and what will follow if
 * nothing happens. Giving up by `release`, `refund`, `agree` or `cancel` is not among it: that is possible in every phase.
 *
 * @param input.now Unix seconds of the chain.
 * @example
 * import { getMilestone } from "quittance";
 * import { dutiesOf } from "quittance/watching";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, seller } = stack;
 * const { terms, dealId } = await openExampleDeal(stack);
 * const facts = await getMilestone(publicClient, { address, dealId, milestone: 0 });
 * if (facts === undefined) throw new Error("the deal is open");
 * const duties = dutiesOf({ terms, dealId, milestone: 0, facts, account: seller.address, now: await stack.now() });
 * console.log(duties.map(({ action }) => action)); // [ 'deliver' ]
 * await stack.stop();
 */
export function dutiesOf(input: DutyFacts & { readonly account: Address; readonly now: number }): Duty[] {
  requireOptions(input, "terms dealId milestone facts contests round drawn book account now");
  const roles = rolesOf(input);
  return phasesFrom(input).flatMap(({ phase, from }) =>
    phase.actions.flatMap((action) => roles.flatMap((role) => dutyOf(input, role, phase, action, from))),
  );
}

/** The phases from now on as they follow if nothing happens; what is already possible is not repeated. */
function phasesFrom({
  terms,
  milestone,
  facts,
  contests = [],
  round,
  now,
}: DutyFacts & { readonly now: number }) {
  const phases: { phase: Phase; from: number | undefined }[] = [];
  const known = new Set<string>();
  for (let at: number | undefined = now; at !== undefined && phases.length < MOST_PHASES; ) {
    const phase: Phase = phaseOf({ terms, milestone, facts, contests, round, now: at });
    const fresh = phase.actions.filter((action) => {
      const key = `${action.action} ${action.round ?? ""} ${action.until ?? ""}`;
      const isKnown = known.has(key);
      known.add(key);
      return !isKnown;
    });
    phases.push({ phase: { ...phase, actions: fresh }, from: at === now ? undefined : at });
    at = phase.until;
  }
  return phases;
}

function rolesOf({ terms, account, drawn }: DutyFacts & { readonly account: Address }): DutyRole[] {
  const is = (other: Address | undefined) => other !== undefined && isSameAddress(account, other);
  return [
    ...(is(terms.buyer) ? ["buyer" as const] : []),
    ...(is(terms.seller) ? ["seller" as const] : []),
    ...(terms.panel.some(is) || drawn?.some(is) ? ["juror" as const] : []),
    ...(is(terms.disputes?.arbiter) ? ["arbiter" as const] : []),
  ];
}

function dutyOf(
  input: DutyFacts & { readonly account: Address },
  role: DutyRole,
  phase: Phase,
  given: PhaseAction,
  from: number | undefined,
): Duty[] {
  const { dealId, milestone, account } = input;
  const { payout } = phase;
  const duty = (action: Duty["action"], must: boolean, round?: 1 | 2 | 3): Duty[] => {
    const start = given.from ?? from;
    return [
      { dealId, milestone, account, role, action, must, from: start, until: given.until, round, payout },
    ];
  };
  const isParty = role === "buyer" || role === "seller";
  if (given.action === "deliver") return role === "seller" ? duty("deliver", true) : [];
  if (given.action === "reclaim") return role === "buyer" ? duty("reclaim", false) : [];
  if (given.action === "rule") return role === "arbiter" ? duty("rule", true, 3) : [];
  if (given.action === "contest") {
    const may = isParty && (given.by === "either" || given.by === role);
    return may ? duty("contest", false, given.round) : [];
  }
  if (given.action === "submitVerdict" && role === "juror") {
    const isOpen = isMissing(input.terms.panel, account, input.book);
    // Before an on-chain delivery there may be nothing to judge yet.
    return isOpen ? duty("ballot", phase.name === "delivered", 1) : [];
  }
  if (given.action === "recordBallots" && role === "juror")
    return isMissing(input.drawn ?? [], account, input.round?.scores) ? duty("ballot", true, 2) : [];
  if (!isParty) return [];
  if (given.action === "settle" || given.action === "drawPanel") return duty(given.action, false);
  return given.action === "releaseBond" ? duty("releaseBond", false, given.round) : [];
}

/** Whether an account is on a panel and its score is not on record. */
function isMissing(
  panel: readonly Address[],
  account: Address,
  scores: readonly RecordedScore[] = [],
): boolean {
  const position = panel.findIndex((juror) => isSameAddress(juror, account));
  return position >= 0 && !scores.some((score) => score.position === position);
}
