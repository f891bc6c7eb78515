import { expect } from "chai";
import fc from "fast-check";
import { decimalOf, isWithin } from "../../../../sdk/jury/measures/decimal.ts";
import { clauseOf, countOf, faultsOf, outcomeOf } from "../support/measuring.ts";

describe("numeric accuracy", () => {
  const measure = (values: unknown, tolerance: object = {}, right = "0.3") =>
    outcomeOf(clauseOf("numeric-accuracy", { reference: { values: { it: right } }, tolerance }), {
      "a.json": values,
    });

  it("compares decimals exactly, as text or as numbers", () => {
    for (const it of ["0.3", "0.30", "3e-1", "3E-1", "0.03e+1", 0.3, "00.3"]) {
      expect(countOf(measure({ it })), String(it)).to.deep.equal([1, 0]);
    }
    for (const it of [
      0.1 + 0.2,
      "0.30000000000000000000000000000000000001",
      "-0.3",
      0,
      null,
      true,
      ["0.3"],
    ]) {
      expect(countOf(measure({ it })), String(it)).to.deep.equal([1, 1]);
    }
  });

  it("reads no decimal that is written otherwise", () => {
    for (const it of [
      "+0.3",
      ".3",
      "0.",
      "0,3",
      " 0.3",
      "0.3 ",
      "0x0",
      "３",
      "NaN",
      "1e1000",
      "",
      `0.${"3".repeat(99)}`,
    ]) {
      expect(faultsOf(measure({ it })), it).to.deep.equal(["key it no-decimal"]);
    }
  });

  it("takes what is at the tolerance, and nothing beyond", () => {
    expect(countOf(measure({ it: "0.31" }, { absolute: "0.01" }))).to.deep.equal([1, 0]);
    expect(countOf(measure({ it: "0.3100000001" }, { absolute: "0.01" }))).to.deep.equal([1, 1]);
    expect(countOf(measure({ it: "-101" }, { relative: "0.01" }, "-100"))).to.deep.equal([1, 0]);
    expect(countOf(measure({ it: "-101.01" }, { relative: "0.01" }, "-100"))).to.deep.equal([1, 1]);
    expect(countOf(measure({ it: "-101.01" }, { relative: "0.01", absolute: "2" }, "-100"))).to.deep.equal([
      1, 0,
    ]);
  });

  it("agrees with arithmetic of whole numbers", () => {
    const cents = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const write = (value: bigint) => `${value}e-2`;
    fc.assert(
      fc.property(cents, cents, fc.bigInt({ min: 0n, max: 10n ** 30n }), (one, other, most) => {
        const [value, right, absolute] = [one, other, most].map((each) => decimalOf(write(each)));
        if (value === undefined || right === undefined || absolute === undefined)
          throw new Error("no decimal");
        const far = one > other ? one - other : other - one;
        const tolerance = { absolute, relative: { digits: 0n, exponent: 0 } };
        expect(isWithin(value, right, tolerance)).to.equal(far <= most);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("loses keys that stand twice, and values of entries in the wrong form", () => {
    const clause = clauseOf("numeric-accuracy", {
      reference: { values: { a: "1", b: "2", c: "3" } },
      tolerance: {},
      key: "/k",
      value: "/v",
    });
    const entries = [{ k: "a", v: 1 }, { k: "b", v: 2 }, { k: "b", v: 2 }, { k: "c" }, null, 7];
    expect(faultsOf(outcomeOf(clause, { "a.json": entries }))).to.deep.equal([
      "key b repeated",
      "key c no-decimal",
    ]);
    expect(countOf(outcomeOf(clause, { "a.json": { a: 1 } }))).to.deep.equal([3, 3]);
  });

  it("has no result where the reference has a key twice, or lacks a decimal", () => {
    const clause = (pointer: string) =>
      clauseOf("numeric-accuracy", {
        reference: { input: "r.json", pointer, key: "/k", value: "/v" },
        tolerance: {},
      });
    const inputs = {
      "r.json": {
        good: [{ k: "a", v: "1" }],
        twice: [
          { k: "a", v: 1 },
          { k: "a", v: 1 },
        ],
        bad: [{ k: "a", v: "x" }],
      },
    };
    expect(outcomeOf(clause("/good"), { "a.json": [] }, inputs).checked).to.equal(true);
    for (const pointer of ["/twice", "/bad", "/none"]) {
      expect(outcomeOf(clause(pointer), { "a.json": [] }, inputs).checked, pointer).to.equal(false);
    }
  });
});

describe("coverage", () => {
  const clause = (changes: object = {}) =>
    clauseOf("coverage", {
      required: { keys: ["a", "b", "7"] },
      repeats: "lost",
      extras: "lost",
      key: "/id",
      ...changes,
    });
  const measure = (entries: unknown, changes: object = {}) =>
    outcomeOf(clause(changes), { "a.json": entries });

  it("counts each required key once, by text or by whole number", () => {
    expect(countOf(measure([{ id: "a" }, { id: "b" }, { id: 7 }]))).to.deep.equal([3, 0]);
    expect(faultsOf(measure([{ id: "a" }, { id: "a" }, { id: 7.5 }]))).to.deep.equal([
      "key a repeated",
      "key b missing",
      "key 7 missing",
    ]);
  });

  it("counts what is not required as lost units, each key once, where the pact says so", () => {
    const entries = [{ id: "a" }, { id: "b" }, { id: 7 }, { id: "x" }, { id: "x" }, { id: "__proto__" }, {}];
    expect(countOf(measure(entries))).to.deep.equal([5, 2]);
    expect(countOf(measure(entries, { extras: "ignored" }))).to.deep.equal([3, 0]);
  });

  it("takes members of an object for keys, and its own alone", () => {
    const changes = { required: { keys: ["a", "toString", "__proto__"] } };
    expect(countOf(measure('{"a":1,"__proto__":{"toString":1}}', changes))).to.deep.equal([3, 1]);
  });

  it("never passes what cannot be read", () => {
    for (const content of [
      "",
      "7",
      '{"a":1,"a":2}',
      "[9007199254740993]",
      "[".repeat(101) + "]".repeat(101),
    ]) {
      expect(countOf(measure(content)), content.slice(0, 20)).to.deep.equal([3, 3]);
    }
    const nothing = clauseOf("coverage", {
      required: { input: "k.json", pointer: "" },
      repeats: "lost",
      extras: "lost",
    });
    expect(countOf(outcomeOf(nothing, {}, { "k.json": [] }))).to.deep.equal([1, 1]);
    expect(outcomeOf(nothing, { "a.json": [] }, { "k.json": [{}] }).checked).to.equal(false);
  });
});

describe("latency", () => {
  const measure = (calls: unknown, changes: object = {}) =>
    outcomeOf(clauseOf("latency", { percentile: 9_000, most: 100, leastCalls: 10, ...changes }), {
      "a.json": calls,
    });
  const calls = (...times: unknown[]) => times.map((milliseconds) => ({ milliseconds }));
  const quick = Array.from({ length: 9 }, () => 1);

  it("takes the time at the nearest rank, rounded up, at its bound", () => {
    expect(countOf(measure(calls(...quick, 500)))).to.deep.equal([1, 0]);
    expect(countOf(measure(calls(...quick.slice(1), 100, 500)))).to.deep.equal([1, 0]);
    expect(countOf(measure(calls(...quick.slice(1), 100.1, 500)))).to.deep.equal([1, 1]);
    expect(countOf(measure(calls(...quick)))).to.deep.equal([1, 0]);
    expect(countOf(measure(calls(...quick.slice(1))))).to.deep.equal([1, 1]);
  });

  it("takes for endless whatever is no time", () => {
    for (const bad of [-1, "1", null, [1], true]) {
      expect(faultsOf(measure(calls(...quick.slice(1), bad, bad))), String(bad)).to.deep.equal([
        "a.json# endless",
      ]);
    }
    const failed = { milliseconds: 1, failed: true };
    expect(countOf(measure([...calls(...quick.slice(1)), failed, failed]))).to.deep.equal([1, 1]);
  });

  it("loses in proportion between the bounds, rounded up", () => {
    const at = (time: number) => {
      const outcome = measure(calls(...quick, time, time, time), { zeroAt: 400 });
      return outcome.checked ? outcome.lost : undefined;
    };
    expect([100, 101, 250, 399, 400, 401].map(at)).to.deep.equal([0, 34, 5_000, 9_967, 10_000, 10_000]);
  });

  it("lets quick calls beyond the most make no slow one rarer", () => {
    const slow = calls(...Array.from({ length: 10 }, () => 500), ...Array.from({ length: 990 }, () => 1));
    expect(countOf(measure(slow))).to.deep.equal([1, 0]);
    expect(countOf(measure(slow, { mostCalls: 10 }))).to.deep.equal([1, 1]);
  });
});

describe("refusals", () => {
  const clause = clauseOf("refusal", {
    cases: [
      { id: "open", expected: "answer" },
      { id: "shut", expected: "refusal", reasons: ["unfit"] },
      { id: "any", expected: "refusal" },
    ],
  });
  const good = [
    { case: "open", outcome: "answer", answer: "42" },
    { case: "shut", outcome: "refusal", reason: "unfit" },
    { case: "any", outcome: "refusal", reason: "not mine" },
  ];
  const measure = (responses: unknown) => outcomeOf(clause, { "a.json": responses });
  const instead = (index: number, response: object) =>
    measure(good.map((each, at) => (at === index ? { ...each, ...response } : each)));

  it("passes cases that are answered or refused as they should be, and ignores others", () => {
    expect(countOf(measure([...good, null, 7, { case: "other", outcome: "answer" }]))).to.deep.equal([3, 0]);
  });

  it("loses the case that is not", () => {
    expect(faultsOf(instead(0, { outcome: "refusal" }))).to.deep.equal(["case open wrong-outcome"]);
    expect(faultsOf(instead(0, { answer: " \u2003" }))).to.deep.equal(["case open empty-answer"]);
    expect(faultsOf(instead(1, { reason: "Unfit" }))).to.deep.equal(["case shut wrong-reason"]);
    expect(faultsOf(instead(1, { answer: null }))).to.deep.equal(["case shut refused-and-answered"]);
    expect(faultsOf(instead(2, { reason: "" }))).to.deep.equal(["case any wrong-reason"]);
    expect(faultsOf(measure([...good, good[0]]))).to.deep.equal(["case open repeated"]);
    expect(countOf(measure([]))).to.deep.equal([3, 3]);
    expect(countOf(measure("{}"))).to.deep.equal([3, 3]);
  });
});
