import type { ClauseKind } from "./clauses.ts";
import type { Difference } from "./differences.ts";

/** Whom a change favours. `unclear` where that depends on the work, or on the rest of the pact. */
export type Advantage = "buyer" | "seller" | "neither" | "unclear";

/** What more of a number, or one more entry of a list, does. */
type Direction = "buyer" | "seller";

/** Of what every clause has. */
const OF_ALL: Readonly<Record<string, Direction>> = {
  "threshold.least": "buyer",
  "measure.items.least": "buyer",
  "measure.items.most": "seller",
};

/** By the kind of a clause and the path of a number in it. What is not named here favours one side or the other by the work. */
const NUMBERS: Readonly<Record<ClauseKind, Readonly<Record<string, Direction>>>> = {
  "citation-faithfulness": {
    "measure.least": "buyer",
    "measure.most": "seller",
    "measure.shortestQuote": "buyer",
    "measure.longestQuote": "seller",
    "measure.leastPerSource": "buyer",
  },
  refusal: {},
  latency: {
    "measure.percentile": "buyer",
    "measure.most": "seller",
    "measure.zeroAt": "seller",
    "measure.leastCalls": "buyer",
    "measure.mostCalls": "seller",
  },
  structure: {},
  coverage: {},
  "numeric-accuracy": { "measure.tolerance.absolute": "seller", "measure.tolerance.relative": "seller" },
  "test-suite": {
    "measure.limits.seconds": "seller",
    "measure.limits.memory": "seller",
    "measure.limits.output": "seller",
  },
  "content-hash": {},
  language: { "measure.leastConfidence": "buyer", "measure.shortest": "buyer" },
  length: { "measure.least": "buyer", "measure.most": "seller" },
  criterion: { "measure.longest": "seller" },
};

/** Words from the seller's side to the buyer's. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  consequence: ["share", "zero", "void"],
  "measure.offsets": ["ignored", "checked", "required"],
  "measure.repeats": ["ignored", "lost"],
  "measure.extras": ["ignored", "lost"],
};

const OF_PACT: Readonly<Record<string, Direction>> = {
  "payout.passingScore": "buyer",
  "evidence.maxBytes": "seller",
  "evidence.maxFiles": "seller",
};

/** Lists of which one more entry is one more thing to satisfy, or one more that is allowed. */
const LISTS: readonly [pattern: RegExp, direction: Direction][] = [
  [/^evidence\.required\[/, "buyer"],
  [/^evidence\.mediaTypes\[/, "seller"],
  [/^measure\.sources\[/, "seller"],
];

/** Of nothing that is paid by. */
const OF_NOTHING = /^(name|version|supersedes|author|description|milestones\[[^\]]*\]\.name)$/;

/** Whom a change of a clause favours, or of the rest of a pact where no clause is named. */
export function advantageOf(change: Difference, kind?: ClauseKind): Advantage {
  const { path, before, after } = change;
  if (OF_NOTHING.test(path)) return "neither";
  const order = kind === undefined ? undefined : ORDERS[path];
  if (order !== undefined)
    return fromStep(order.indexOf(String(after)) - order.indexOf(String(before)), "buyer");
  const list = LISTS.find(([pattern]) => pattern.test(path));
  if (list !== undefined && (before === undefined || after === undefined)) {
    return fromStep(before === undefined ? 1 : -1, list[1]);
  }
  const direction = kind === undefined ? OF_PACT[path] : (OF_ALL[path] ?? NUMBERS[kind][path]);
  if (direction === undefined) return "unclear";
  const step = stepOf(path, before, after);
  return step === undefined ? "unclear" : fromStep(step, direction);
}

/** How far it went up; a tolerance is text, and 0 when left out. */
function stepOf(path: string, before: unknown, after: unknown): number | undefined {
  const isTolerance = path.startsWith("measure.tolerance.");
  // Without it no time above the most is paid for at all.
  if (path === "measure.zeroAt" && (before === undefined || after === undefined))
    return after === undefined ? -1 : 1;
  const [from, to] = [before, after].map((value) => (isTolerance ? Number(value ?? "0") : value));
  if (typeof from !== "number" || typeof to !== "number") return undefined;
  return Number.isFinite(to - from) ? to - from : undefined;
}

function fromStep(step: number, ofMore: Direction): Advantage {
  if (step === 0) return "neither";
  const other: Direction = ofMore === "buyer" ? "seller" : "buyer";
  return step > 0 ? ofMore : other;
}
