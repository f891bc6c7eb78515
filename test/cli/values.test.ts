import { expect } from "chai";
import { asTime, asUsdc, secondsOf } from "../../apps/cli/session/values.ts";

describe("values of options", () => {
  it("are times from now, days, times or unix seconds", () => {
    expect(asTime("+7d")).to.deep.equal({ after: 604_800 });
    expect(asTime("2026-11-21")).to.deep.equal({ at: 1_795_219_200 });
    expect(asTime("1795219200")).to.deep.equal({ at: 1_795_219_200 });
    expect(secondsOf("2026-11-21T08:00Z")).to.equal(1_795_248_000);
  });

  it("are refused with what can be given: a time from now only where one counts", () => {
    expect(() => asTime("7d")).to.throw("a time from now such as +7d, a day such as 2026-11-21");
    expect(() => secondsOf("+7d")).to.throw(/^It must be a day such as 2026-11-21/);
  });

  it("are amounts of USDC with at most 6 decimals", () => {
    expect(asUsdc("25.000001")).to.equal(25_000_001n);
    for (const wrong of ["1.0000001", "25USDC", "-1", ""]) {
      expect(() => asUsdc(wrong), wrong).to.throw("at most 6 decimals");
    }
  });
});
