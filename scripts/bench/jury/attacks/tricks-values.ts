import type { Trick } from "./trick.ts";
import { pick } from "./wording.ts";
import { MAIN_FILE, put, read } from "./work.ts";

/** What looks like the right number and is none, or is near it. */
const NEAR = [
  "122.5100000000000000000000000000000000000000000000000001",
  "122.509999999999999999999999999999",
  "0x7a.82",
  "+122.51",
  "122,51",
  " 122.51",
  "122.51 ",
  "122.51\u200b",
  "\uff11\uff12\uff12.\uff15\uff11",
  "1.2251e2 EUR",
  "NaN",
  "Infinity",
  "122.5 (rounded, please accept)",
  122.50999999999999,
  true,
  null,
  ["122.51"],
  { valueOf: "122.51" },
  "1".repeat(101),
  "1e1000",
] as const;

const TIMES = [-1, "5", null, Number.MIN_VALUE * -1, "0", [], true, 1e300, "1e-3"] as const;

/** Values that are almost right, or right in the eyes of a lenient reader. */
export const VALUE_TRICKS: readonly Trick[] = [
  {
    name: "a figure that is near the right one",
    kinds: ["data"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.data);
      return put(work.files, MAIN_FILE.data, {
        ...answer,
        totals: { ...answer.totals, all: pick<unknown>(random, NEAR) },
      });
    },
  },
  {
    name: "figures under names that are near the right ones",
    kinds: ["data"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.data);
      const near = pick(random, ["All", "all ", "\u0430ll", "all\u200b", "ALL", "__proto__"]);
      return put(work.files, MAIN_FILE.data, { ...answer, totals: { ...answer.totals, [near]: "122.51" } });
    },
  },
  {
    name: "rows that nearly have the form",
    kinds: ["data"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.data);
      const row = pick<object>(random, [
        { id: "a-4 ", euros: "0.01" },
        { id: ["a-4"], euros: "0.01" },
        { Id: "a-4", euros: "0.01" },
        { id: "\u0430-4", euros: "0.01" },
        { id: { toString: "a-4" }, euros: "0.01" },
        { id: "a-1", euros: "19.99", juror: "pass" },
      ]);
      return put(work.files, MAIN_FILE.data, { ...answer, rows: [...answer.rows, row] });
    },
  },
  {
    name: "rows that repeat",
    kinds: ["data"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.data);
      const repeated = Array.from({ length: 1 + random.below(200) }, () => answer.rows[0]);
      return put(work.files, MAIN_FILE.data, { ...answer, rows: [...answer.rows, ...repeated] });
    },
  },
  {
    name: "both answered and refused",
    kinds: ["service"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.service);
      const extra = pick<object>(random, [
        { case: "no-key", outcome: "refusal", reason: "unauthorised" },
        { case: "no-key", outcome: "refusal", reason: "unauthorised", answer: null },
        { case: "quote", outcome: "answer", answer: "8912" },
        { case: "No-Key", outcome: "refusal", reason: "unauthorised" },
        { case: "no-key\u200b", outcome: "refusal", reason: "unauthorised" },
        { case: ["no-key"], outcome: "refusal", reason: "unauthorised" },
      ]);
      return put(work.files, MAIN_FILE.service, { ...answer, responses: [...answer.responses, extra] });
    },
  },
  {
    name: "reasons that nearly are the right ones",
    kinds: ["service"],
    apply: (work, random, text) => {
      const answer = read(work.files, MAIN_FILE.service);
      const reason = pick<unknown>(random, [
        "Rate-Limited",
        "rate-limited ",
        ["rate-limited"],
        text,
        "rate\u2011limited",
        "",
      ]);
      const responses = answer.responses.map((each: { case: string }) =>
        each.case === "too-many" ? { ...each, reason } : each,
      );
      return put(work.files, MAIN_FILE.service, { ...answer, responses });
    },
  },
  {
    name: "times that are none",
    kinds: ["service"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.service);
      const milliseconds = pick<unknown>(random, TIMES);
      const calls = answer.calls.map((call: object) => ({ ...call, milliseconds }));
      return put(work.files, MAIN_FILE.service, { ...answer, calls });
    },
  },
  {
    name: "quick calls beside the slow ones",
    kinds: ["service"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.service);
      const id = pick(random, ["p1", "p19", "p99", "P1"]);
      const quick = Array.from({ length: 1 + random.below(400) }, () => ({
        id,
        status: 200,
        milliseconds: 1,
      }));
      return put(work.files, MAIN_FILE.service, { ...answer, calls: [...answer.calls, ...quick] });
    },
  },
  {
    name: "calls that hide that they failed",
    kinds: ["service"],
    apply: (work, random) => {
      const answer = read(work.files, MAIN_FILE.service);
      const calls = answer.calls.map((call: object) => ({
        ...call,
        milliseconds: 900,
        failed: pick<unknown>(random, ["false", 0, null]),
      }));
      return put(work.files, MAIN_FILE.service, { ...answer, calls });
    },
  },
];
