import type { Hex, RpcLog } from "viem";
import type { Terms } from "../../protocol/terms.ts";
import type { PlacedEvent } from "../chain/events.ts";
import type { AuditSource, Findings } from "../items.ts";
import { sourceOf } from "../items.ts";
import { type BondEvent, replayContest, replayDraw, replayReleases, replayRuling } from "./contesting.ts";
import { type EventOf, firstProblem, type ReplayContext } from "./context.ts";
import {
  replayAmended,
  replayCancellation,
  replayOpening,
  replayRating,
  replaySettlement,
  termsProblem,
} from "./ending.ts";
import { replayBallots, replayDelivery, replayEquivocation, replayVerdict } from "./judging.ts";
import { isImplied, type TransactionEffects } from "./movements.ts";
import { type DealState, initialState } from "./state.ts";

/** What a replay of a deal's events came to. */
export interface Replayed {
  readonly state: DealState;
  /** What each transaction moves by the rules, in order. */
  readonly transactions: readonly ReplayedTransaction[];
}

/** A transaction of a deal, as the rules have it. */
export interface ReplayedTransaction extends TransactionEffects {
  readonly events: readonly PlacedEvent[];
  readonly against: readonly AuditSource[];
}

/** Events that another event of their transaction brings along. */
const IMPLIED = [
  "FeeCredited",
  "FeeReturned",
  "BondEarned",
  "BondReturned",
  "BondReimbursed",
  "DrawPaid",
] as const;

/** Plays a deal's events through the rules of the contract, and holds each against what the rules make of those before. */
export function replayDeal(input: {
  readonly dealId: Hex;
  readonly terms: Terms;
  readonly events: readonly PlacedEvent[];
  readonly findings: Findings;
  /** Logs that are no event. */
  readonly unreadable?: readonly RpcLog[];
}): Replayed {
  const { dealId, terms, events, findings } = input;
  const state = initialState(dealId, terms);
  findings.check(
    { part: "terms", subject: "The terms keep the rules of every deal" },
    termsProblem({ terms } as DealState),
  );
  const transactions: ReplayedTransaction[] = [];
  for (const group of byTransaction(events)) {
    const [first] = group;
    if (first === undefined) continue;
    const effects: TransactionEffects = { transaction: first.place.transaction, movements: [], implied: [] };
    const context = { state, findings, effects };
    for (const event of group) replayEvent(context, event, group);
    closeTransaction(context, group);
    transactions.push({ ...effects, events: group, against: [sourceOf(first.place)] });
  }
  return { state, transactions };
}

function byTransaction(events: readonly PlacedEvent[]): PlacedEvent[][] {
  const groups: PlacedEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]?.place.transaction === event.place.transaction) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

function replayEvent(context: ReplayContext, event: PlacedEvent, group: readonly PlacedEvent[]): void {
  switch (event.name) {
    case "DealOpened":
      replayOpening(context, event, amendmentIn(context, group));
      break;
    case "DealAmended":
      if (event.dealId === context.state.dealId) replayAmended(context, event);
      break;
    case "EvidenceDelivered":
      replayDelivery(context, event);
      break;
    case "BallotsRecorded":
      replayBallots(context, event);
      break;
    case "VerdictReached":
      replayVerdict(context, event);
      break;
    case "EquivocationRecorded":
      replayEquivocation(context, event);
      break;
    case "ContestOpened":
      replayContest(context, event);
      break;
    case "PanelDrawn":
      replayDraw(context, event);
      break;
    case "MilestoneRuled":
      replayRuling(context, event);
      break;
    case "MilestoneSettled":
      replaySettlement(context, event);
      break;
    case "DealCancelled":
      replayCancellation(context, event);
      break;
    case "DealRated":
      replayRating(context, event);
      break;
    default:
  }
}

function amendmentIn(
  { state }: ReplayContext,
  group: readonly PlacedEvent[],
): EventOf<"DealAmended"> | undefined {
  return group.find(
    (event): event is EventOf<"DealAmended"> =>
      event.name === "DealAmended" && event.successor === state.dealId,
  );
}

/** Holds what a transaction's events brought along against what the rules say they bring along: no more, and no less. */
function closeTransaction(context: ReplayContext, group: readonly PlacedEvent[]): void {
  const { effects, findings } = context;
  const missing = [...effects.implied];
  const unexplained: PlacedEvent[] = [];
  for (const event of group) {
    const at = missing.findIndex((implied) => isImplied(implied, event as never));
    if (at >= 0) missing.splice(at, 1);
    else if ((IMPLIED as readonly string[]).includes(event.name)) unexplained.push(event);
  }
  for (const event of group) {
    if (event.name !== "DrawPaid") continue;
    const { account, amount, milestone } = event;
    effects.movements.push({ kind: "credit", account, amount, milestone, purpose: "paid for the draw" });
  }
  const isRelease = (event: PlacedEvent): event is BondEvent =>
    event.name === "BondEarned" || event.name === "BondReturned";
  replayReleases(context, unexplained.filter(isRelease));
  const stray = unexplained.find((event) => !isRelease(event));
  const [lost] = missing;
  const problem = firstProblem(
    lost !== undefined && `the rules bring along ${told(lost)}, and no event says so`,
    stray !== undefined && `${told(stray as never)} is in the log, and no rule brings it along`,
  );
  const { place } = group[0] ?? {};
  if (problem === undefined && effects.implied.length === 0) return;
  findings.check(
    {
      part: "payment",
      subject: `Fees, bonds and credits of the transaction follow from what happened: ${effects.implied.length} of them`,
      against: place === undefined ? [] : [sourceOf(place)],
    },
    problem,
  );
}

function told(event: {
  readonly name: string;
  readonly milestone?: number;
  readonly account?: string;
  readonly amount?: bigint;
}): string {
  const { name, milestone = 0, account, amount } = event;
  const to = account === undefined ? "" : ` for ${account}`;
  const much = amount === undefined ? "" : ` of ${amount} base units`;
  return `${name}${much}${to} at milestone ${milestone + 1}`;
}
