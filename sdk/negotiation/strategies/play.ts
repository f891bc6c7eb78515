import type { Terms } from "../../protocol/terms.ts";
import type { EndReason } from "../messages/end.ts";
import type { IssueName } from "./issues.ts";
import { isOver, type Schedule, validityOf } from "./schedule.ts";
import type { Move, NegotiationView, OfferSeen, Strategy } from "./strategy.ts";
import { unlikeness } from "./unlike.ts";

/** What a side would do if it had no limits. */
export interface Plan {
  /** The best terms that it hopes for. */
  readonly opening: Terms;
  /** The terms that it would offer next. They take nothing back that it gave. */
  readonly next: (view: NegotiationView) => Terms;
  /** Whether terms are at least as good for the side as what it would offer next. */
  readonly isAsGood: (live: Terms, next: Terms, view: NegotiationView) => boolean;
  /** What terms take of the side, where a reservation value is compared with it. */
  readonly takenBy?: (terms: Terms) => { readonly taken: bigint; readonly whole: bigint };
}

/** Whether a side may sign terms: the only question that is asked of its limits. */
export type Guard = (terms: Terms, view: NegotiationView) => boolean;

export interface Play {
  readonly plan: Plan;
  readonly guard: Guard;
  /** The terms that the side is ready to sign, with other values of the issues alone. */
  readonly terms: Terms;
  readonly issues: readonly IssueName[];
  readonly schedule: Schedule;
}

/**
 * A strategy from what a side would do and what it may. The plan decides first, and never sees a limit. The guard can then only keep a
 * move from being made. So two sides with the same plan and other limits say the same, byte by byte, until one of them would sign what
 * the other one may not.
 *
 * Where the guard keeps an offer back, the side makes its last one again, or begins with its opening. An offer at the limit would tell the limit.
 */
export function playing({ plan, guard, terms, issues, schedule }: Play): Strategy {
  const ready = { terms, issues };
  return (view) => {
    const { state, now, side, offers } = view;
    if (state.phase === "agreed" || state.phase === "ended") return WAIT;
    if (state.phase === "accepted") return state.turn === side ? signLast(view, guard) : WAIT;

    const last = offers.at(-1);
    const over = isOver(schedule, view);
    if (last?.by === side) return now >= schedule.until ? end("stalled") : WAIT;
    const live = liveOf(view);
    const unlike = last === undefined ? undefined : unlikeness(last.terms, { ...ready, side });
    const next = plan.next(view);
    const asked =
      last === undefined || unlike !== undefined || isLate(last.terms, now) ? undefined : last.terms;
    const isAsGood = asked !== undefined && plan.isAsGood(asked, next, view);
    if (isAsGood && live === last && guard(asked, view)) return { kind: "accept" };
    if (unlike !== undefined && isInsisted(view, (offered) => unlikeness(offered, { ...ready, side })))
      return end(unlike);
    if (isLate(next, now)) return end("deadline");
    if (over) return end(unlike ?? "price");

    // What has expired cannot be accepted, but is offered back: to ask for less would be a gift.
    const due = isAsGood ? asked : next;
    const offer = guard(due, view) ? due : (lastOwn(view) ?? plan.opening);
    if (!guard(offer, view)) return end("price");
    return { kind: "offer", terms: offer, validFor: validityOf(schedule, now) };
  };
}

const WAIT: Move = { kind: "wait" };
const end = (reason: EndReason): Move => ({ kind: "end", reason });

/** The other side has signed what this one offered. A person may have offered it in the name of the strategy. */
function signLast(view: NegotiationView, guard: Guard): Move {
  const offer = liveOf(view);
  if (offer === undefined || !guard(offer.terms, view)) return WAIT;
  return isLate(offer.terms, view.now) ? end("deadline") : { kind: "accept" };
}

function liveOf({ state, offers }: NegotiationView): OfferSeen | undefined {
  return offers.find(({ hash }) => hash === state.offer);
}

const lastOwn = ({ offers, side }: NegotiationView) => offers.filter(({ by }) => by === side).at(-1)?.terms;

/** Whether the contract would open a deal on these terms no longer. */
const isLate = ({ openBy, milestones }: Terms, now: number) =>
  now >= openBy || milestones.some(({ deadline }) => now >= deadline);

/** Offers of the other side, one after the other, that have what cannot be accepted. One may be a slip. */
const INSISTED = 2;

function isInsisted(
  { offers, side }: NegotiationView,
  refused: (terms: Terms) => EndReason | undefined,
): boolean {
  const theirs = offers.filter(({ by }) => by !== side).slice(-INSISTED);
  return theirs.length === INSISTED && theirs.every(({ terms }) => refused(terms) !== undefined);
}
