import { expect } from "chai";
import { turns } from "../../apps/juror/settling/turns.ts";
import { caseOf } from "../support/juror/cases.ts";

const LOOK = 1_000;
/** What one juror leaves to the one before it, in milliseconds. */
const EACH = 3 * LOOK;

describe("the turns in which jurors of a panel send", () => {
  const asked = caseOf(1, { until: 1_000_000 });
  const due = { key: "one", asked };
  let time = 0;
  beforeEach(() => {
    time = 0;
  });
  const jurors = () => asked.panel.map((juror) => ({ juror, isTurn: turns(LOOK, () => time) }));
  const sending = (all: ReturnType<typeof jurors>, now: number) =>
    all.filter(({ juror, isTurn }) => isTurn(due, juror, now)).length;

  it("have one juror send at once, and each other one after the one before", () => {
    for (const [at, senders] of [
      [0, 1],
      [EACH - 1, 1],
      [EACH, 2],
      [EACH + 1, 2],
      [2 * EACH - 1, 2],
      [2 * EACH, 3],
    ] as const) {
      const all = jurors();
      time = 0;
      sending(all, 1_000);
      time = at;
      expect(sending(all, 1_000)).to.equal(senders, `after ${at} ms`);
    }
  });

  it("start at another juror for each deal and milestone", () => {
    const firstOf = (number: number) => {
      const other = caseOf(number, { until: 1_000_000 });
      return other.panel.findIndex((juror) =>
        turns(LOOK, () => 0)({ key: "one", asked: other }, juror, 1_000),
      );
    };
    expect(new Set([1, 2, 3].map(firstOf)).size).to.equal(3);
  });

  it("are left out when the time that is left is too short for them", () => {
    const pressed = (asked.panel.length * EACH) / 1_000;
    expect(sending(jurors(), asked.until - pressed - 1)).to.equal(1);
    expect(sending(jurors(), asked.until - pressed)).to.equal(1);
    expect(sending(jurors(), asked.until - pressed + 1)).to.equal(3);
  });
});
