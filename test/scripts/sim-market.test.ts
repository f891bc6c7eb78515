import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bargain } from "../../scripts/sim/market/bargain.ts";
import { KINDS } from "../../scripts/sim/market/kinds.ts";
import {
  kindRow,
  leakRow,
  leakShare,
  marketTables,
  pairRow,
} from "../../scripts/sim/market/market-report.ts";
import { leakOf } from "../../scripts/sim/market/observer.ts";
import { picturesOf, readReported, storeReported } from "../../scripts/sim/market/reported.ts";
import { REPORTED_RUNS, REPORTED_SEED } from "../../scripts/sim/market/reported-seed.ts";
import {
  kindFigures,
  leaksLess,
  SIDES,
  simulateMarket,
  simulatePair,
} from "../../scripts/sim/market/simulation.ts";

const REMEDY = "otherwise: npm run sim:market -- --write, and correct docs/strategies.md";
const IS_DEEP = process.env.QUITTANCE_DEEP !== undefined;
/** Pairs that each run of the tests plays again. Each strategy is in one of them. */
const AGAIN = [
  ["fixed", "to limit"],
  ["boulware", "mirror"],
  ["learning", "linear"],
  ["relative", "conceder"],
] as const;

describe("sim:market", () => {
  const reported = readReported();

  it(`has pictures of what is reported; ${REMEDY}`, () => {
    expect(reported).to.include({ seed: REPORTED_SEED, runs: REPORTED_RUNS });
    for (const [path, text] of picturesOf(reported)) expect(readFileSync(path, "utf8"), path).to.equal(text);
    expect(storeReported(reported, true)).to.deep.equal([]);
    expect(storeReported({ ...reported, seed: 8 }, true)).to.have.length(1);
  });

  it(`says on its page what is reported; ${REMEDY}`, () => {
    const figures = SIDES.flatMap((side) => kindFigures(reported, side));
    const lines = [
      ...figures.map(kindRow),
      ...figures.map(leakRow),
      ...KINDS.map((kind) => pairRow(reported, kind)),
    ].map((cells) => `| ${cells.join(" | ")} |`);
    const rows = readFileSync("docs/strategies.md", "utf8")
      .split("\n")
      .filter((line) => /^\| .* %? \|$|^\| .*% \|$/.test(line));
    expect(rows.filter((row) => !lines.includes(row))).to.deep.equal([]);
    expect(lines.filter((line) => !rows.includes(line))).to.deep.equal([]);
    expect(marketTables(reported)).to.match(/boulware +mirror +\d+ %/);
  });

  it(`plays pairs of what is reported again; ${REMEDY}`, () => {
    expect(new Set(AGAIN.flat())).to.have.property("size", KINDS.length);
    for (const [buyer, seller] of AGAIN)
      expect(simulatePair(buyer, seller, reported.seed), `${buyer}, ${seller}`).to.deep.equal(
        reported.pairs.find((pair) => pair.buyer === buyer && pair.seller === seller),
      );
  });

  it("says in words what the figures say", () => {
    expect(leaksLess(reported)).to.equal(true);
    for (const side of SIDES) {
      const of = (kind: string) =>
        kindFigures(reported, side).find((figure) => figure.kind === kind) ?? expect.fail(kind);
      const gained = kindFigures(reported, side).map((figure) => figure.gained);
      expect(of("boulware").gained).to.equal(Math.max(...gained));
      expect(of("linear").gained).to.be.greaterThan(of("conceder").gained);
      expect(of("linear").gained).to.be.lessThan(of("boulware").gained);
      expect(of("conceder").offers / of("boulware").offers).to.be.within(0.5, 0.65);
      for (const kind of ["boulware", "linear", "conceder"]) expect(of(kind).agreed).to.be.within(0.9, 0.94);
      expect(of("fixed").agreed).to.be.within(0.44, 0.52);
      expect(leakShare(of("to limit"))).to.be.greaterThan(0.95);
      for (const kind of ["linear", "conceder"])
        expect(leakShare(of(kind))).to.be.greaterThan(leakShare(of("boulware")));
      for (const { kind, ...figure } of kindFigures(reported, side))
        if (kind !== "to limit") expect(leakShare({ ...figure }), kind).to.be.within(0.15, 0.5);
    }
  });

  it("finds nothing where nothing is said, and everything where the limit is said", () => {
    const played = Array.from({ length: 80 }, (_, run) => bargain("boulware", "boulware", run));
    const silent = played.map(({ limits }) => ({
      ...{ limits, offers: 0, seconds: 0, offered: { buyer: [], seller: [] } },
      ...{ accepted: { buyer: undefined, seller: undefined } },
    }));
    const nothing = leakOf(silent, "buyer");
    expect(nothing.seen).to.be.within(nothing.blind * 0.9, nothing.blind * 1.1);
    const told = played.map((each) => ({
      ...each,
      offered: { ...each.offered, buyer: Array.from({ length: 2 }, () => each.limits.buyer) },
    }));
    expect(leakOf(told, "buyer").seen).to.be.lessThan(nothing.blind / 3);
  });

  if (IS_DEEP)
    it(`plays all that is reported again; ${REMEDY}`, () => {
      expect(JSON.parse(JSON.stringify(simulateMarket(reported.seed)))).to.deep.equal(reported);
    });
});
