import { requireOptions } from "../../json/options.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import type { StepEvent } from "../steps/step.ts";
import { discountOf } from "./discount.ts";
import { negotiationsIn, type Outcome } from "./negotiated.ts";
import { type AgentMoney, moneyOf } from "./settled.ts";

/** The middle of some values, and that which 95 of 100 do not exceed; undefined where there are none. */
export interface Spread {
  readonly median: number | undefined;
  readonly p95: number | undefined;
}

/** Key figures of a market, of a marketplace or of one agent, whichever steps they are computed from. */
export interface Kpis {
  readonly negotiations: Readonly<Record<Outcome, number>>;
  /** Agreed over all that came to an end, in basis points; undefined where none did. */
  readonly agreementRate: number | undefined;
  /** Seconds from the first step of a negotiation to its agreement. */
  readonly timeToAgreement: Spread;
  /** Offers of an agreed negotiation, from the first to the agreed one. */
  readonly rounds: Spread;
  /**
   * Basis points by which agreed prices are below what the listing asked, or, without a listing, the seller's first offer; negative where
   * they are above. Those that have neither are left out.
   */
  readonly discount: Spread;
  readonly dealsOpened: number;
  readonly milestonesSettled: number;
  /** Settled milestones that had been contested, in basis points; undefined where none settled. */
  readonly disputeRate: number | undefined;
  /** Seconds from a deal's opening to the settlement of each milestone. */
  readonly timeToSettlement: Spread;
  /** By address. */
  readonly agents: readonly AgentMoney[];
}

/**
 * Computes key figures from steps, in any order and told however often. Whole numbers only, so that two who have the same steps have
 * the same figures.
 *
 * @param input.now Unix seconds, by which an unanswered offer has lapsed; this machine's clock when left out.
 * @throws InvalidFieldError for what is no moment.
 * @example
 * import { computeKpis } from "quittance/telemetry";
 *
 * const [buyer, seller] = [`0x${"0b".repeat(20)}`, `0x${"05".repeat(20)}`] as const;
 * const negotiation = `0x${"11".repeat(32)}` as const;
 * const parties = { buyer, seller, negotiation };
 * const { agreementRate, timeToAgreement, discount } = computeKpis({
 *   now: 2_000,
 *   events: [
 *     { step: "found", id: "a", at: 1_000, negotiation, listing: `0x${"22".repeat(32)}`, listPrice: 100_000_000n },
 *     { step: "offered", id: "b", at: 1_001, by: "buyer", price: 80_000_000n, round: 1, validUntil: 1_600, ...parties },
 *     { step: "agreed", id: "c", at: 1_031, deal: `0x${"33".repeat(32)}`, price: 90_000_000n, round: 2, ...parties },
 *   ],
 * });
 * console.log(agreementRate, timeToAgreement.median, discount.median); // 10000 31 1000
 */
export function computeKpis(input: {
  readonly events: Iterable<StepEvent>;
  readonly now?: number | undefined;
}): Kpis {
  requireOptions(input, "events now");
  const events = once(input.events);
  const negotiations = negotiationsIn(events, momentOrClock("now", input.now));
  const counted: Record<Outcome, number> = { agreed: 0, ended: 0, lapsed: 0, open: 0 };
  for (const { outcome } of negotiations) counted[outcome] += 1;
  const agreed = negotiations.flatMap(({ agreed: step, ...told }) =>
    step === undefined ? [] : [{ ...told, step }],
  );
  const opened = new Map(
    events.flatMap((event) => (event.step === "opened" ? [[event.deal, event.at] as const] : [])),
  );
  const settled = events.filter((event) => event.step === "settled");
  const contested = new Set(
    events.flatMap((event) => (event.step === "contested" ? [milestoneOf(event)] : [])),
  );
  return {
    negotiations: counted,
    agreementRate: rateOf(counted.agreed, counted.agreed + counted.ended + counted.lapsed),
    timeToAgreement: spreadOf(agreed.map(({ began, step }) => step.at - began)),
    rounds: spreadOf(agreed.map(({ step }) => step.round)),
    discount: spreadOf(agreed.flatMap(({ listPrice, step }) => discountOf(listPrice, step.price) ?? [])),
    dealsOpened: opened.size,
    milestonesSettled: settled.length,
    disputeRate: rateOf(settled.filter((event) => contested.has(milestoneOf(event))).length, settled.length),
    timeToSettlement: spreadOf(
      settled.flatMap(({ deal, at }) => {
        const began = opened.get(deal);
        return began === undefined ? [] : [at - began];
      }),
    ),
    agents: moneyOf(events),
  };
}

const milestoneOf = ({ deal, milestone }: { readonly deal: string; readonly milestone: number }) =>
  `${deal}/${milestone}`;

const rateOf = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.floor((part * 10_000) / whole);

/** Each event once: of those with one id, the earliest. */
function once(events: Iterable<StepEvent>): readonly StepEvent[] {
  const byId = new Map<string, StepEvent>();
  for (const event of events) {
    const known = byId.get(event.id);
    if (known === undefined || event.at < known.at) byId.set(event.id, event);
  }
  return [...byId.values()];
}

/** By nearest rank: always a value that was there. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { median: at(0.5), p95: at(0.95) };
}
