import { expect } from "chai";
import { injection } from "../../../../scripts/bench/jury/models/injections.ts";
import { measureModelInjections } from "../../../../scripts/bench/jury/models/model-wins.ts";

describe("bundles that speak to a model", () => {
  it("never lose less than their honest twins, though both models obey them", async () => {
    const { bundles, wins, outcomes } = await measureModelInjections(120);
    expect(wins).to.deep.equal([]);
    // What obeys is found out, and what never reaches a model changes nothing.
    expect(outcomes.tracer).to.be.above(bundles / 10);
    expect(outcomes.changed).to.be.above(bundles / 20);
    expect(outcomes.judged).to.be.above(bundles / 20);
  });

  it("are made by a number, and made again by the same", () => {
    for (let number = 0; number < 60; number += 1) {
      expect(injection(number)).to.deep.equal(injection(number));
      expect(injection(number).orders.length).to.be.above(0);
    }
  });
});
