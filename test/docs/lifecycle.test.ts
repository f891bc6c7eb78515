import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { zeroAddress, zeroHash } from "viem";
import { operationPageOf } from "../../scripts/docs/pages.ts";
import { type ContestFacts, type MilestoneFacts, phaseOf, type Terms } from "../../sdk/index.ts";
import { goodTerms } from "../sdk/support/arbitraries.ts";
import { links, readPage, section, tableRows } from "./support/markdown.ts";

const NOW = 1_800_000_000;
const PAGE = "docs/lifecycle.md";
const PAYOUT = 6_000;
/** What the page tells of apart from the table, because it works in more than one phase. */
const EVERYWHERE = ["release", "refund", "agree", "releaseBond", "recordBallots"];

/** Terms with every window and an arbiter. */
function contestableTerms(): Terms {
  const withRounds = goodTerms(NOW).filter(
    ({ contestWindow, disputes }) => contestWindow > 0 && (disputes?.rulingWindow ?? 0) > 0,
  );
  const [terms] = fc.sample(withRounds, { numRuns: 1, seed: 1 });
  if (terms === undefined) throw new Error("no terms were made");
  return terms;
}

const contestsFrom = (times: readonly number[]) =>
  times.map(
    (openedAt, index): ContestFacts => ({
      round: index === 0 ? 2 : 3,
      payout: PAYOUT,
      openedAt,
      payer: zeroAddress,
      openedInBlock: 1,
    }),
  );

/** Each phase with what can be done in it, as the SDK has it, down the longest way. */
function phases(): Map<string, Set<string>> {
  const terms = contestableTerms();
  const facts: MilestoneFacts = {
    status: "pending",
    evidence: undefined,
    deliveredAt: undefined,
    provisional: undefined,
    interval: undefined,
    judged: false,
    endedAt: undefined,
    contesters: [],
    drawnAt: undefined,
    bondsReleased: [],
  };
  const delivered: MilestoneFacts = { ...facts, status: "delivered", deliveredAt: NOW };
  const settled: MilestoneFacts = { ...delivered, status: "settled" };
  const moved: MilestoneFacts = { ...delivered, status: "moved", successor: zeroHash };
  const courses: readonly (readonly [MilestoneFacts, readonly number[]])[] = [
    [facts, []],
    [delivered, []],
    [delivered, [NOW]],
    [delivered, [NOW, NOW]],
    [settled, [NOW]],
    [moved, []],
  ];
  const found = new Map<string, Set<string>>();
  for (const [milestoneFacts, contested] of courses) {
    for (let now: number | undefined = NOW; now !== undefined; ) {
      const contests = contestsFrom(contested);
      const phase = phaseOf({ terms, milestone: 0, facts: milestoneFacts, contests, now });
      const known = found.get(phase.name) ?? new Set();
      for (const { action } of phase.actions) known.add(action);
      found.set(phase.name, known);
      now = phase.until;
    }
  }
  return found;
}

describe(PAGE, () => {
  const rows = () => tableRows(section(readPage(PAGE), "Phases"));
  const drawing = () => readFileSync("docs/images/lifecycle.svg", "utf8");

  it("lists the phases of the SDK, each with what can be done in it", () => {
    const listed = new Map(
      rows().map(([name = "", , , actions = ""]) => [name.replaceAll("`", ""), actions]),
    );
    expect([...listed.keys()]).to.have.members([...phases().keys()]);
    for (const [name, actions] of phases()) {
      const own = [...actions].filter((action) => !EVERYWHERE.includes(action));
      const told = listed.get(name) ?? "";
      for (const action of own) expect(told, name).to.contain(`[${action}]`);
      const names = [...told.matchAll(/\[(\w+)\]/g)].map(([, action = ""]) => action);
      expect([...actions], name).to.include.members(names);
    }
  });

  it("links what works in more than one phase", () => {
    const linked = links(readPage(PAGE)).map((target) => `docs/${target}`);
    expect(linked).to.include.members(EVERYWHERE.map(operationPageOf));
  });

  it("has the states of its drawing", () => {
    const drawn = [...drawing().matchAll(/font-weight="600">([^<]+)</g)].map(([, name]) => name);
    expect(drawn).to.have.members([...new Set(rows().map(([, state]) => state))]);
  });

  it("is drawn for light and dark, in the colour of the text", () => {
    const colours = [...drawing().matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
    expect(new Set(colours)).to.deep.equal(new Set(["currentColor", "none", "#2f6feb"]));
    expect(drawing()).to.contain("prefers-color-scheme: dark");
  });
});
