import { SpanKind, type Tracer } from "@opentelemetry/api";
import type { Hex } from "viem";
import { boundedMap } from "../bounded-map.ts";
import type { StepEvent, StepOf } from "../steps/step.ts";
import { attributesOf } from "./attributes.ts";
import { contextOf } from "./context.ts";
import type { Instruments } from "./instruments.ts";
import { inMilliseconds, usdcOf } from "./units.ts";

interface Milestone {
  delivered?: number;
  /** When the contest that goes on was opened. */
  contested?: number | undefined;
  isContested?: true;
  isOver?: true;
}

interface Kept {
  opened?: StepOf<"opened">;
  readonly milestones: Map<number, Milestone>;
  settled: number;
}

type DealStep = Exclude<Extract<StepEvent, { readonly deal: Hex }>, { readonly step: "agreed" }>;

/** Milestones that terms can have. */
const MOST_MILESTONES = 32;

/**
 * Records deals: a span for the work on a milestone, its judging, each contest, and one for the deal, each when it is over. Of a deal
 * whose opening was not seen there are counts, and no times.
 */
export function dealRecorder(
  tracer: Tracer,
  instruments: Instruments,
  { most, nameOf }: { readonly most: number; readonly nameOf: (agent: string) => string },
) {
  const kept = boundedMap<Hex, Kept>(most);

  const span = (name: string, event: DealStep, from: number | undefined): void => {
    if (from === undefined) return;
    tracer
      .startSpan(
        name,
        {
          kind: SpanKind.INTERNAL,
          startTime: inMilliseconds(from),
          attributes: { "quittance.deal": event.deal, ...attributesOf(event) },
        },
        contextOf("deal", event.deal),
      )
      .end(inMilliseconds(event.at));
  };
  const finish = (deal: Kept, event: DealStep, milestones: number): void => {
    deal.settled += milestones;
    if (deal.opened === undefined || deal.settled < deal.opened.milestones) return;
    span("deal", event, deal.opened.at);
    kept.delete(event.deal);
  };
  const settle = (deal: Kept, told: Milestone, event: StepOf<"settled">): void => {
    if (told.isOver) return;
    told.isOver = true;
    instruments.settled.add(1, { cause: event.cause });
    if (told.contested !== undefined) span("contest", event, told.contested);
    const { opened } = deal;
    if (opened !== undefined) {
      instruments.timeToSettlement.record(event.at - opened.at);
      instruments.spent.add(usdcOf(event.toSeller), { agent: nameOf(opened.buyer) });
      instruments.earned.add(usdcOf(event.toSeller), { agent: nameOf(opened.seller) });
    }
    finish(deal, event, 1);
  };

  return (event: DealStep): void => {
    if (event.step === "cost") {
      instruments.cost.add(usdcOf(event.amount), { agent: nameOf(event.seller) });
      return;
    }
    const deal = kept.ensure(event.deal, () => ({ milestones: new Map(), settled: 0 }));
    if (event.step === "opened") {
      if (deal.opened === undefined) instruments.opened.add(1);
      deal.opened ??= event;
    }
    if (event.step === "cancelled") finish(deal, event, event.milestones.length);
    if (!("milestone" in event) || event.milestone >= MOST_MILESTONES) return;
    const told = deal.milestones.get(event.milestone) ?? {};
    deal.milestones.set(event.milestone, told);
    if (event.step === "delivered") {
      told.delivered = event.at;
      span("work", event, deal.opened?.at);
    }
    if (event.step === "judged") {
      if (told.contested !== undefined) {
        span("contest", event, told.contested);
        told.contested = undefined;
      } else if (told.delivered === undefined) span("work", event, deal.opened?.at);
      else span("judge", event, told.delivered);
    }
    if (event.step === "contested") {
      if (told.isContested === undefined) instruments.contested.add(1);
      told.isContested = true;
      told.contested = event.at;
    }
    if (event.step === "settled") settle(deal, told, event);
  };
}
