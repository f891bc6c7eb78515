import type { RefusalCase, RefusalClause } from "../../pact/clauses.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, Tally } from "./outcome.ts";
import { isObject, memberOf } from "./pointer.ts";
import { collapse } from "./text.ts";

/** Cases are answered or refused as they should be: see `RefusalClause`. */
export function measureRefusals(clause: RefusalClause, material: Material): MeasureOutcome {
  const { cases } = clause.measure;
  const responses = material.jsonOf(clause.subject);
  if (!responses.ok) return lostWhole(cases.length, clause.subject, responses.fault);
  if (!Array.isArray(responses.value)) return lostWhole(cases.length, clause.subject, "no-array");
  const known = new Set(cases.map(({ id }) => id));
  const byCase = new Map<string, Readonly<Record<string, unknown>>>();
  const repeated = new Set<string>();
  for (const response of responses.value as readonly unknown[]) {
    if (!isObject(response)) continue;
    const id = memberOf(response, "case");
    if (typeof id !== "string" || !known.has(id)) continue;
    if (byCase.has(id)) repeated.add(id);
    byCase.set(id, response);
  }
  const tally = new Tally();
  for (const each of cases) {
    const response = byCase.get(each.id);
    const fault = repeated.has(each.id) ? "repeated" : faultOf(each, response);
    if (fault === undefined) tally.pass();
    else tally.lose(`case ${each.id}`, fault);
  }
  return tally.outcome();
}

function faultOf(
  each: RefusalCase,
  response: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  if (response === undefined) return "no-response";
  if (memberOf(response, "outcome") !== (each.expected === "answer" ? "answer" : "refusal"))
    return "wrong-outcome";
  if (each.expected === "answer")
    return isSomething(memberOf(response, "answer")) ? undefined : "empty-answer";
  if (Object.hasOwn(response, "answer")) return "refused-and-answered";
  const reason = memberOf(response, "reason");
  const isRight =
    each.reasons === undefined ? isSomething(reason) : each.reasons.some((right) => right === reason);
  return isRight ? undefined : "wrong-reason";
}

function isSomething(text: unknown): boolean {
  return typeof text === "string" && collapse(text) !== "";
}
