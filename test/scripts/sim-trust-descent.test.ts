import { expect } from "chai";
import type { Shape } from "../../scripts/sim/trust/attack.ts";
import { AT_CAP, hubOf } from "../../scripts/sim/trust/attackers/hub.ts";
import { descend } from "../../scripts/sim/trust/descent.ts";
import { playMarket } from "../../scripts/sim/trust/market.ts";
import { DAY } from "../../scripts/sim/trust/script.ts";
import { usdOf } from "../../scripts/sim/trust/spend.ts";
import { decayOf, decayUnit, reputationParameters } from "../../sdk/reputation/index.ts";

const START: Shape = {
  ...{ seats: 4, ageDays: 200, owners: 0, members: 40, paidBack: 40, next: 3, spread: 0 },
  ...{ usdc: 300, usdcBack: 300 },
};

describe("the descent to cheaper rings", () => {
  const market = playMarket({ seed: 3, agents: 4, seats: 2, days: 60 });
  const usd = (shape: Shape) => usdOf(hubOf(market, shape).spend);

  it("gives up what the goal does not ask for, and trades what is dear for what is cheap", () => {
    // Capital times time is dear, and members are cheap.
    const reaches = ({ seats, ageDays, members, usdc }: Shape) =>
      usdc >= 250 && seats * ageDays + 20 * members >= 1_600;
    const found = descend(START, usd, reaches, 1_000);
    expect(reaches(found)).to.equal(true);
    expect(found).to.include({ seats: 1, paidBack: 0, next: 0 });
    expect(found.usdc).to.be.within(250, 252);
    expect(found.members).to.be.greaterThan(START.members);
    expect(usd(found)).to.be.below(usd(START) / 4);
  });

  it("stays at its start where nothing cheaper is enough, and asks no more than it may", () => {
    let asked = 0;
    const refuse = () => {
      asked += 1;
      return false;
    };
    expect(descend(START, usd, refuse, 25)).to.equal(START);
    expect(asked).to.equal(25);
  });

  it("makes no shape that there is none of", () => {
    const seen: Shape[] = [];
    const owned = { ...START, owners: 4, spread: 2 };
    for (const start of [START, owned]) {
      descend(start, usd, (shape) => seen.push(shape) % 3 !== 0, 300);
    }
    expect(seen.length).to.be.greaterThan(100);
    for (const { seats, owners, members, paidBack, next, spread, ageDays, usdc, usdcBack } of seen) {
      expect(Math.min(members, seats, usdc, usdcBack)).to.be.at.least(1);
      expect(Math.min(paidBack, next, spread, owners)).to.be.at.least(0);
      expect([paidBack <= members, owners <= seats]).to.deep.equal([true, true]);
      expect(ageDays).to.be.within(30, 360);
    }
  });

  it("starts with amounts that count in full half a day later, and hardly more", () => {
    const cap = Number(reputationParameters.counterpartyCap) / 1e6;
    const left = Number(decayOf({ at: 0n, asOf: BigInt(DAY / 2) })) / Number(decayUnit);
    expect(AT_CAP * left).to.be.within(cap, cap + 0.05);
  });
});

describe("a ring around a hub", () => {
  const market = playMarket({ seed: 3, agents: 4, seats: 2, days: 60 });

  it("trades by its shape: with all members, back to some, and on to the next ones", () => {
    const shape = { ...START, seats: 2, members: 5, paidBack: 3, next: 2 };
    const { subject, deals, seats } = hubOf(market, shape);
    expect(deals.filter(({ seller }) => seller === subject)).to.have.length(5);
    expect(deals.filter(({ buyer }) => buyer === subject)).to.have.length(3);
    expect(deals).to.have.length(5 + 3 + 10);
    expect(deals.every(({ buyer, seller }) => buyer !== seller)).to.equal(true);
    expect(seats.map(({ owner }) => owner)).to.deep.equal([subject, subject]);
    // Praise of others is not needed.
    expect(
      deals.filter(({ ratings }) => ratings.length > 0).every(({ seller }) => seller === subject),
    ).to.equal(true);
  });

  it("is paid by owners of seats, each of whom pays members of its own choice", () => {
    const shape = { ...START, seats: 3, owners: 2, members: 5, paidBack: 1, next: 0, spread: 2 };
    const { subject, deals, seats } = hubOf(market, shape);
    const owners = new Set(seats.map(({ owner }) => owner));
    expect(owners.size).to.equal(2);
    expect(owners.has(subject)).to.equal(false);
    for (const owner of owners) expect(deals.filter(({ buyer }) => buyer === owner)).to.have.length(3);
    expect(deals).to.have.length(5 + 1 + 2 * 3);
  });
});
