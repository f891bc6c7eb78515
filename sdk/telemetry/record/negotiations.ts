import { SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import type { Hex } from "viem";
import { boundedMap } from "../bounded-map.ts";
import { askedPrice, discountOf } from "../kpis/discount.ts";
import type { StepEvent, StepOf } from "../steps/step.ts";
import { attributesOf } from "./attributes.ts";
import { contextOf, spanContextOf } from "./context.ts";
import type { Instruments } from "./instruments.ts";
import { inMilliseconds } from "./units.ts";

interface Kept {
  readonly steps: (StepOf<"found"> | StepOf<"offered">)[];
  isOver: boolean;
}

/** Steps of one negotiation that are kept until it ends: the answers that a negotiation can hold, and what it was found by. */
const MOST_STEPS = 128;

/** Records negotiations: one span for each that is over, with its offers as events. */
export function negotiationRecorder(tracer: Tracer, instruments: Instruments, most: number) {
  const kept = boundedMap<Hex, Kept>(most);
  return (event: Extract<StepEvent, { readonly negotiation: Hex }>): void => {
    const told = kept.ensure(event.negotiation, () => ({ steps: [], isOver: false }));
    if (event.step === "found" || event.step === "offered") {
      const isFirst = event.step === "offered" && told.steps.every(({ step }) => step === "found");
      if (isFirst) instruments.begun.add(1);
      if (told.steps.length < MOST_STEPS) told.steps.push(event);
    }
    if (told.isOver || (event.step !== "agreed" && event.step !== "ended")) return;
    told.isOver = true;
    conclude(tracer, instruments, told.steps, event);
    told.steps.length = 0;
  };
}

function conclude(
  tracer: Tracer,
  instruments: Instruments,
  steps: Kept["steps"],
  event: StepOf<"agreed"> | StepOf<"ended">,
): void {
  const began = Math.min(event.at, ...steps.map(({ at }) => at));
  const isAgreed = event.step === "agreed";
  instruments.concluded.add(
    1,
    isAgreed ? { outcome: "agreed" } : { outcome: "ended", reason: event.reason, by: event.by },
  );
  const span = tracer.startSpan(
    "negotiate",
    {
      kind: SpanKind.INTERNAL,
      startTime: inMilliseconds(began),
      attributes: { "quittance.negotiation": event.negotiation, ...attributesOf(event) },
      links: isAgreed ? [{ context: spanContextOf("deal", event.deal) }] : [],
    },
    contextOf("negotiation", event.negotiation),
  );
  for (const step of steps) span.addEvent(step.step, attributesOf(step), inMilliseconds(step.at));
  if (!isAgreed) span.setStatus({ code: SpanStatusCode.ERROR, message: event.reason });
  span.end(inMilliseconds(event.at));
  if (!isAgreed) return;
  instruments.timeToAgreement.record(event.at - began);
  instruments.rounds.record(event.round);
  const discount = discountOf(askedPrice(steps), event.price);
  if (discount !== undefined) instruments.discount.record(discount / 10_000);
}
