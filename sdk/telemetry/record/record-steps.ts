import { type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";
import type { Address } from "viem";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { boundedMap } from "../bounded-map.ts";
import type { StepEvent } from "../steps/step.ts";
import { dealRecorder } from "./deals.ts";
import { instrumentsOf } from "./instruments.ts";
import { negotiationRecorder } from "./negotiations.ts";

/** Negotiations, and deals, that are remembered at once. Of more, what was seen first is forgotten. */
const MOST_KEPT = 10_000;
/** Ids of events that are remembered, so that what is told again is not counted again. */
const MOST_IDS = 200_000;

/** The name of all agents that the recorder was not given. */
const OTHERS = "other";

/** Records steps as spans and metrics. */
export interface StepRecorder {
  /** Takes what happened, in the order of time. What was told before, by its id, changes nothing. */
  readonly take: (events: Iterable<StepEvent>) => void;
}

/**
 * Records what happens between the first message and the record, by OpenTelemetry: spans `negotiate`, `work`, `judge`, `contest` and
 * `deal`, each ended when it is over, and the metrics of docs/telemetry.md. The trace of a deal follows from its id, and that of a
 * negotiation from the hash of its first offer, so that what buyer, seller, jurors and observers record meets in one trace.
 *
 * Nothing is recorded until the program registers OpenTelemetry's SDK, or gives a tracer and a meter.
 *
 * @param input.agents Addresses that spend and earnings are told apart by; all others are one, `other`. A stranger can make any number of
 * addresses, and each would be a time series.
 * @throws InvalidFieldError for what is no address.
 * @example
 * import { recordSteps } from "quittance/telemetry";
 *
 * const recorder = recordSteps({ agents: [`0x${"05".repeat(20)}`] });
 * recorder.take([
 *   { step: "delivered", id: "a log", at: 1_800_000_000, deal: `0x${"33".repeat(32)}`, milestone: 0 },
 * ]);
 */
export function recordSteps(
  input: {
    readonly tracer?: Tracer | undefined;
    readonly meter?: Meter | undefined;
    readonly agents?: readonly Address[] | undefined;
  } = {},
): StepRecorder {
  requireOptions(input, "tracer meter agents");
  const { tracer = trace.getTracer("quittance"), meter = metrics.getMeter("quittance"), agents = [] } = input;
  agents.forEach((agent, index) => {
    requireAddress(`agents[${index}]`, agent);
  });
  const named = new Set(agents.map((agent) => agent.toLowerCase()));
  const nameOf = (agent: string) => (named.has(agent.toLowerCase()) ? agent.toLowerCase() : OTHERS);
  const instruments = instrumentsOf(meter);
  const takeNegotiation = negotiationRecorder(tracer, instruments, MOST_KEPT);
  const takeDeal = dealRecorder(tracer, instruments, { most: MOST_KEPT, nameOf });
  const seen = boundedMap<string, true>(MOST_IDS);
  return {
    take: (events) => {
      for (const event of events) {
        if (seen.has(event.id)) continue;
        seen.ensure(event.id, () => true);
        if ("negotiation" in event) takeNegotiation(event);
        else takeDeal(event);
      }
    },
  };
}
