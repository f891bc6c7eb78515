import { expect } from "chai";
import { CLAUSE_KINDS } from "../../../sdk/pact/clause-schema.ts";
import { apportion } from "../../../sdk/reputation/apportion.ts";
import { reputationParameters, tiers, trustOf } from "../../../sdk/reputation/index.ts";
import { failuresIn } from "../../../sdk/reputation/outcomes.ts";
import { rootSignalOf, signalOf } from "../../../sdk/reputation/signals.ts";
import { squareRoot } from "../../../sdk/reputation/square-root.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { asOf, loss } from "./support/facts.ts";
import { numbersOf } from "./support/random-facts.ts";

const facts = { settlements: [] };
const withThem = (parameters: object) => () => trustOf({ facts, asOf, parameters });

describe("the parameters of reputation", () => {
  it("cannot be changed for all, nor can the tiers", () => {
    expect(() => Object.assign(reputationParameters, { keep: 1n })).to.throw(TypeError);
    expect(() => Object.assign(tiers[1] ?? {}, { score: 0 })).to.throw(TypeError);
    expect(() => Object.assign(tiers, { length: 0 })).to.throw(TypeError);
  });

  it("are refused by name when they are out of bounds, of another type or unknown", async () => {
    for (const [name, value] of Object.entries({
      keep: 0n,
      rounds: 257n,
      halfTrust: 0n,
      drawnShare: 9_999n,
    })) {
      await expectRefusedField(`parameters.${name}`, String(value), withThem({ [name]: value }));
    }
    for (const [name, value] of Object.entries({
      keep: 1n,
      rounds: 256n,
      halfTrust: 1n,
      drawnShare: 10_000n,
    })) {
      expect(withThem({ [name]: value })).to.not.throw();
    }
    await expectRefusedField("parameters.lossCap", "5", withThem({ lossCap: 5 }));
    await expectRefusedField("parameters.alpha", "(not shown)", withThem({ alpha: 1n }));
  });

  it("must share exactly 10000 points", async () => {
    await expectRefusedField("parameters.tradePoints", "7001", withThem({ tradePoints: 7_001n }));
    expect(withThem({ tradePoints: 6_999n, juryPoints: 501n })).to.not.throw();
  });

  it("have tiers that ask for more and more", () => {
    for (const [at, { score, confidence }] of tiers.entries()) {
      const below = tiers[at - 1];
      if (below === undefined) expect([score, confidence]).to.deep.equal([0, 0]);
      else expect(score > below.score && confidence > below.confidence).to.equal(true);
    }
  });
});

describe("kinds of failures", () => {
  it("are named for each kind of clause that a pact can have", () => {
    const kindsOf = (kind: string) =>
      failuresIn(loss(1, 2), [{ dealId: "0x", milestone: 0, kind, units: 1, lost: 1 }]);
    expect(Object.fromEntries(CLAUSE_KINDS.map((kind) => [kind, kindsOf(kind).join()]))).to.deep.equal({
      "citation-faithfulness": "fabricated",
      refusal: "refused",
      latency: "late",
      structure: "format",
      coverage: "wrong",
      "numeric-accuracy": "wrong",
      "test-suite": "wrong",
      "content-hash": "wrong",
      language: "format",
      length: "format",
      criterion: "wrong",
    });
  });
});

describe("apportioning", () => {
  it("gives what the floors leave to the largest remainders, the first among equals", () => {
    expect(apportion(10n, [1n, 2n, 4n])).to.deep.equal([1n, 3n, 6n]);
    expect(apportion(10n, [1n, 1n, 1n])).to.deep.equal([4n, 3n, 3n]);
    expect(apportion(11n, [3n, 3n, 3n, 0n])).to.deep.equal([4n, 4n, 3n, 0n]);
    expect(apportion(0n, [5n, 1n])).to.deep.equal([0n, 0n]);
    expect(apportion(7n, [0n, 0n])).to.deep.equal([0n, 0n]);
    expect(apportion(7n, [])).to.deep.equal([]);
  });
});

describe("the signal of a root", () => {
  const half = 10_000_000n;

  it("is half at half, more than the plain one below and less above, and never falls", () => {
    const of = (value: bigint) => [rootSignalOf(value, half), signalOf(value, half)] as const;
    expect(of(0n)).to.deep.equal([0n, 0n]);
    expect(of(half)).to.deep.equal([5_000n, 5_000n]);
    expect([rootSignalOf(half / 10n, half), rootSignalOf(10n * half, half)]).to.deep.equal([2_402n, 7_597n]);
    let before = -1n;
    for (let value = 1n; value < 10n ** 15n; value *= 3n) {
      const [root, plain] = of(value);
      expect(value < half ? root >= plain : root <= plain, String(value)).to.equal(true);
      expect(root >= before && root < 10_000n, String(value)).to.equal(true);
      before = root;
    }
  });
});

describe("the square root", () => {
  it("is the largest whole number whose square is not above", () => {
    const next = numbersOf(3);
    const large = Array.from({ length: 300 }, () => BigInt(next(2 ** 31)) ** BigInt(1 + next(4)));
    const squares = large.flatMap((root) => [root * root - 1n, root * root, root * root + 1n]);
    for (const value of [0n, 1n, 2n, 3n, 4n, ...large, ...squares]) {
      if (value < 0n) continue;
      const root = squareRoot(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value, String(value)).to.equal(true);
    }
  });
});
