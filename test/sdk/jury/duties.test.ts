import { expect } from "chai";
import { InvalidFieldError } from "../../../sdk/errors/index.ts";
import { evidenceDeadlineOf } from "../../../sdk/jury/index.ts";

describe("the time that a juror looks for evidence", () => {
  it("ends at half of the panel's time, rounded down", () => {
    expect(evidenceDeadlineOf({ from: 1_000, until: 4_600 })).to.equal(2_800);
    expect(evidenceDeadlineOf({ from: 1_000, until: 4_601 })).to.equal(2_800);
    expect(evidenceDeadlineOf({ from: 1_000, until: 1_001 })).to.equal(1_000);
  });

  it("counts from the draw in round 2, and never from before the contest", () => {
    expect(evidenceDeadlineOf({ from: 1_000, until: 4_600, drawnAt: 4_000 })).to.equal(4_300);
    expect(evidenceDeadlineOf({ from: 1_000, until: 4_600, drawnAt: 4_599 })).to.equal(4_599);
    expect(evidenceDeadlineOf({ from: 1_000, until: 4_600, drawnAt: 900 })).to.equal(2_800);
  });

  for (const drawnAt of [4_600, 4_601]) {
    it(`refuses a draw at ${drawnAt} of a round that ended at 4600`, () => {
      const ask = () => evidenceDeadlineOf({ from: 1_000, until: 4_600, drawnAt });
      expect(ask).to.throw(InvalidFieldError, /until/);
    });
  }

  it("refuses what is no time", () => {
    expect(() => evidenceDeadlineOf({ from: 1.5, until: 4_600 })).to.throw(InvalidFieldError, /from/);
    expect(() => evidenceDeadlineOf({ from: 1_000, until: -1 })).to.throw(InvalidFieldError, /until/);
  });
});
