import { requireOptions } from "../../json/options.ts";
import type { RefusalCase } from "../clauses.ts";
import { pactInput } from "../input.ts";
import type { Pact, PactInput } from "../types.ts";
import {
  bytesOf,
  EXAMPLE_AUTHOR,
  filesOf,
  orVoid,
  orZero,
  READY,
  type ReadyPactOptions,
  readyPact,
  resultsOf,
  SHARED,
  type WorkedPact,
} from "./parts.ts";

/** What an API is held to. */
export interface ServiceLevelOptions extends ReadyPactOptions {
  /** The API and the period, in words. */
  readonly service: string;
  /** The calls to make: a JSON array of objects with `id`. */
  readonly probes: PactInput;
  /** How many calls the probes list. */
  readonly calls: number;
  /** The percentile of the calls' times, in basis points, that is at most so many milliseconds. */
  readonly latency: { readonly percentile: number; readonly most: number };
  /** Calls that must be answered, and calls that must be refused. */
  readonly cases: readonly RefusalCase[];
}

/**
 * A pact for the service level of an API: every probe was made, calls are fast enough, and requests that must be refused are. The
 * evidence is `calls.json`: `{ calls: [{ id, status, milliseconds, failed? }], responses: [{ case, outcome, answer | reason }] }`.
 * Whose log it is matters more than any clause: agree that a monitor of neither side signs it, or makes the calls.
 *
 * @throws InvalidFieldError naming the option, or the field of the pact, that is wrong.
 * @example
 * import { pactInput } from "quittance";
 * import { serviceLevelPact } from "quittance/pact/library";
 *
 * const content = JSON.stringify([{ id: "p1" }, { id: "p2" }]);
 * const pact = serviceLevelPact({
 *   author: "0x00000000000000000000000000000000000000aa",
 *   service: "the quotes API in December",
 *   probes: pactInput({ name: "probes.json", mediaType: "application/json", content }),
 *   calls: 2,
 *   latency: { percentile: 9_500, most: 300 },
 *   cases: [{ id: "no-key", expected: "refusal" }],
 * });
 * console.log(pact.clauses.length); // 4
 */
export function serviceLevelPact(options: ServiceLevelOptions): Pact {
  requireOptions(options, `${READY} service probes calls latency cases`);
  const { service, probes, calls, latency, cases } = options;
  requireOptions(latency, "percentile most", "latency");
  return readyPact(options, {
    kind: "api-service-level",
    name: "Service level of an API",
    task: { instruction: `Run ${service} so that every probe is answered in time.`, inputs: [probes] },
    evidence: {
      mediaTypes: ["application/json"],
      maxBytes: 64 * 1_048_576,
      maxFiles: 1,
      required: ["calls.json"],
    },
    clauses: [
      {
        id: "log",
        kind: "structure",
        description: "Each call has an id, a status and a time.",
        subject: "calls.json#/calls",
        method: "measured",
        measure: { schema: CALL, items: { least: calls, most: calls } },
        weight: 1_000,
        ...orVoid(9_000),
      },
      {
        id: "probes",
        kind: "coverage",
        description: "Each probe was made once, and no other call is in the log.",
        subject: "calls.json#/calls",
        method: "measured",
        measure: {
          required: { input: probes.name, pointer: "", key: "/id" },
          key: "/id",
          repeats: "lost",
          extras: "lost",
        },
        weight: 2_000,
        ...SHARED,
      },
      {
        id: "latency",
        kind: "latency",
        description: "Calls are fast enough; at twice the time that was agreed nothing is paid for it.",
        subject: "calls.json#/calls",
        method: "measured",
        measure: { ...latency, zeroAt: latency.most * 2, leastCalls: calls, mostCalls: calls },
        weight: 5_000,
        ...SHARED,
      },
      {
        id: "refusals",
        kind: "refusal",
        description: "What must be refused is refused, and what must be answered is answered.",
        subject: "calls.json#/responses",
        method: "measured",
        measure: { cases },
        weight: 2_000,
        ...orZero(5_000),
      },
    ],
  });
}

const CALL = {
  type: "object",
  required: ["id", "status", "milliseconds"],
  properties: {
    id: { type: "string" },
    status: { type: "integer", minimum: 100, maximum: 599 },
    milliseconds: { type: "number", minimum: 0 },
    failed: { type: "boolean" },
  },
};

/**
 * The pact for a service level, worked: one log that passes, and one of a service that was slow, and twice down.
 *
 * @example
 * import { serviceLevelExample } from "quittance/pact/library";
 *
 * console.log(serviceLevelExample().pact.clauses.map(({ id }) => id).join()); // log,probes,latency,refusals
 */
export function serviceLevelExample(): WorkedPact {
  const probes = Array.from({ length: 20 }, (_, index) => ({ id: `p${index + 1}`, path: "/quotes" }));
  const content = bytesOf(probes);
  const pact = serviceLevelPact({
    author: EXAMPLE_AUTHOR,
    service: "the quotes API",
    probes: pactInput({ name: "probes.json", mediaType: "application/json", content }),
    calls: probes.length,
    latency: { percentile: 9_500, most: 300 },
    cases: [
      { id: "quote", expected: "answer" },
      { id: "no-key", expected: "refusal", reasons: ["unauthorised"] },
      { id: "too-many", expected: "refusal", reasons: ["rate-limited", "too-many-requests"] },
    ],
  });
  const quick = probes.map(({ id }, index) => ({ id, status: 200, milliseconds: 80 + index * 10.5 }));
  const slow = probes.slice(0, 18).map(({ id }, index) => ({
    id,
    status: index < 2 ? 503 : 200,
    milliseconds: 380 + index,
    failed: index < 2,
  }));
  const answer = { case: "quote", outcome: "answer", answer: "8912" };
  return {
    pact,
    inputs: new Map([["probes.json", content]]),
    passing: {
      files: filesOf({
        "calls.json": {
          calls: quick,
          responses: [
            answer,
            { case: "no-key", outcome: "refusal", reason: "unauthorised" },
            { case: "too-many", outcome: "refusal", reason: "rate-limited" },
          ],
        },
      }),
      results: resultsOf({ log: [20, 0], probes: [20, 0], latency: [1, 0], refusals: [3, 0] }),
    },
    failing: {
      files: filesOf({
        "calls.json": {
          calls: slow,
          responses: [
            answer,
            { case: "no-key", outcome: "answer", answer: "8912" },
            { case: "too-many", outcome: "refusal", reason: "bad weather" },
          ],
        },
      }),
      results: resultsOf({
        log: [20, 20_000],
        probes: [20, 20_000],
        latency: [1, 10_000],
        refusals: [3, 20_000],
      }),
    },
  };
}
