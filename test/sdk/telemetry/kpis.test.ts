import { expect } from "chai";
import * as fc from "fast-check";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { computeKpis, type StepEvent } from "../../../sdk/telemetry/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { BUYER, LAPSED, LATER, SELLER, smallMarket } from "./market.ts";

const nothing = { median: undefined, p95: undefined };

describe("telemetry: key figures", () => {
  it("computes nothing from nothing", async () => {
    expect(computeKpis({ events: [], now: 0 })).to.deep.equal({
      negotiations: { agreed: 0, ended: 0, lapsed: 0, open: 0 },
      ...{ agreementRate: undefined, timeToAgreement: nothing, rounds: nothing, discount: nothing },
      ...{ dealsOpened: 0, milestonesSettled: 0, disputeRate: undefined, timeToSettlement: nothing },
      agents: [],
    });
    const error = await refusalOf(InvalidFieldError, () => computeKpis({ events: [], now: Number.NaN }));
    expect(error.field).to.equal("now");
  });

  it("computes the figures of a small market", () => {
    expect(computeKpis({ events: smallMarket(), now: LATER })).to.deep.equal({
      negotiations: { agreed: 1, ended: 1, lapsed: 1, open: 0 },
      agreementRate: 3_333,
      timeToAgreement: { median: 31, p95: 31 },
      rounds: { median: 3, p95: 3 },
      // 150 instead of the 200 that the listing asks.
      discount: { median: 2_500, p95: 2_500 },
      dealsOpened: 1,
      milestonesSettled: 2,
      disputeRate: 5_000,
      timeToSettlement: { median: 400, p95: 500 },
      agents: [
        // (100 − 33.000001) over 100, rounded down.
        { agent: SELLER, spent: 0n, earned: 100_000_000n, cost: 33_000_001n, margin: 6_699 },
        { agent: BUYER, spent: 100_000_000n, earned: 0n, cost: 0n, margin: undefined },
      ],
    });
  });

  it("computes the same in any order, told however often", () => {
    const events = smallMarket();
    const expected = computeKpis({ events, now: LATER });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length }),
        fc.array(fc.constantFrom(...events)),
        (shuffled, again) => {
          const later = again.map((event): StepEvent => ({ ...event, at: event.at + 7 }));
          expect(computeKpis({ events: [...later, ...shuffled, ...again], now: LATER })).to.deep.equal(
            expected,
          );
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it("lets an unanswered offer lapse at its validUntil", () => {
    const at = (now: number) => computeKpis({ events: smallMarket(), now });
    for (const now of [LAPSED - 1, LAPSED, LAPSED + 1]) {
      const isOpen = now < LAPSED;
      expect(at(now).negotiations).to.include({ open: isOpen ? 1 : 0, lapsed: isOpen ? 0 : 1 });
      expect(at(now).agreementRate).to.equal(isOpen ? 5_000 : 3_333);
    }
  });

  it("measures discounts against the listing, else the seller's first offer", () => {
    const unlisted = smallMarket().filter(({ step }) => step !== "found");
    // 150 instead of 180.
    expect(computeKpis({ events: unlisted, now: LATER }).discount.median).to.equal(1_666);
    const unasked = unlisted.filter((event) => event.step !== "offered" || event.by === "buyer");
    expect(computeKpis({ events: unasked, now: LATER }).discount).to.deep.equal(nothing);
  });

  it("takes a loss as a negative margin, rounded down", () => {
    const dear = smallMarket().map((event) =>
      event.step === "cost" ? { ...event, amount: 100_000_001n } : event,
    );
    const [seller] = computeKpis({ events: dear, now: LATER }).agents;
    expect(seller?.margin).to.equal(-1);
  });
});
