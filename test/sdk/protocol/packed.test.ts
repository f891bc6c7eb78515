import { expect } from "chai";
import fc from "fast-check";
import type { Hex } from "viem";
import {
  BallotsOutOfOrderError,
  checkTerms,
  DestinationsUnknownError,
  decodeBallotEntries,
  decodeBallots,
  decodePanel,
  decodeRecordedBallots,
  decodeTerms,
  decodeVerdict,
  encodeBallots,
  encodeBriefTerms,
  encodePanel,
  encodeSchedule,
  encodeTerms,
  MalformedBallotsError,
  MalformedTermsError,
  milestonesIn,
  parseTerms,
  settlementCauseOf,
  toJson,
} from "../../../sdk/index.ts";
import { anyBallots, anyTerms, goodTerms } from "../support/arbitraries.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const NOW = 1_800_000_000;

describe("wire forms", () => {
  it("give back any terms", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        expect(decodeTerms(encodeTerms(terms))).to.deep.equal(terms);
      }),
    );
  });

  it("begin with the head, and are shorter by the conditions when brief", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const [whole, brief, head] = [encodeTerms(terms), encodeBriefTerms(terms), encodeSchedule(terms)];
        expect(whole.startsWith(head)).to.equal(true);
        const bytes = (terms.contestWindow === 0 ? 91 : 147) + (terms.category === undefined ? 0 : 4);
        expect(brief.slice(0, -64)).to.equal(whole.slice(0, -2 * bytes));
      }),
    );
  });

  it("do not depend on how addresses are written", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const lower = {
          ...terms,
          buyer: terms.buyer.toLowerCase() as Hex,
          pact: terms.pact.toUpperCase().replace("0X", "0x") as Hex,
        };
        expect(encodeTerms(lower)).to.equal(encodeTerms(terms));
      }),
    );
  });

  it("refuse terms with a byte too few or too many, and routes that mean nothing", async () => {
    const samples = fc.sample(goodTerms(NOW), { numRuns: 20, seed: 1 });
    expect(new Set(samples.map(({ disputes }) => disputes === undefined)).size).to.equal(2);
    expect(new Set(samples.map(({ category }) => category === undefined)).size).to.equal(2);
    for (const terms of samples) {
      const packed = encodeTerms(terms);
      const short = await refusalOf(MalformedTermsError, () => decodeTerms(packed.slice(0, -2) as Hex));
      const length = BigInt((packed.length - 2) / 2);
      const shorter = (terms.disputes === undefined ? 59n : 115n) + (terms.category === undefined ? 0n : 4n);
      const brief = length - shorter;
      expect(short.values).to.deep.equal({ length: length - 1n, whole: length, brief });
      await refusalOf(MalformedTermsError, () => decodeTerms(`${packed}00`));
      const strayed = `${packed.slice(0, 42)}10${packed.slice(44)}` as Hex;
      expect(
        (await refusalOf(DestinationsUnknownError, () => decodeTerms(strayed))).values.destinations,
      ).to.equal(16n);
    }
    await refusalOf(MalformedTermsError, () => decodeTerms("0x"));
  });

  it("give back any ballots in the panel's order, and what follows them", () => {
    fc.assert(
      fc.property(anyBallots, fc.uint8Array({ maxLength: 100 }), (ballots, after) => {
        const rest: Hex = `0x${Buffer.from(after).toString("hex")}`;
        const sorted = [...ballots].sort((a, b) => a.position - b.position);
        const packed: Hex = `${encodeBallots(ballots)}${rest.slice(2) as ""}`;
        expect(decodeBallots(packed)).to.deep.equal({ ballots: sorted, delivery: rest });
        const entries: Hex = `0x${encodeBallots(ballots).slice(4, 4 + 70 * ballots.length)}`;
        const unsigned = sorted.map(({ position, score, reasons }) => ({ position, score, reasons }));
        expect(decodeBallotEntries(entries)).to.deep.equal(unsigned);
        const header = { milestone: 31, round: 1, payout: 10_000 };
        expect(decodeVerdict(`0x1f012710${entries.slice(2)}`)).to.deep.equal({
          ...header,
          ballots: unsigned,
        });
        const recorded = decodeRecordedBallots(`0x1f02${entries.slice(2)}`);
        expect(recorded).to.deep.equal({ milestone: 31, round: 2, ballots: unsigned });
      }),
    );
  });

  it("refuse two ballots of one juror, and bytes that are no ballots", async () => {
    const ballot = { position: 1, score: 1, reasons: `0x${"00".repeat(32)}`, signature: "0x11" } as const;
    await refusalOf(BallotsOutOfOrderError, () => encodeBallots([ballot, ballot]));
    const packed = encodeBallots([ballot]);
    for (const cut of ["0x", packed.slice(0, -2), packed.slice(0, -6), packed.slice(0, 20)] as Hex[]) {
      await refusalOf(MalformedBallotsError, () => decodeBallots(cut));
    }
    await refusalOf(MalformedBallotsError, () => decodeBallotEntries("0x01"));
    await refusalOf(MalformedBallotsError, () => decodeVerdict("0x0101"));
    await refusalOf(MalformedBallotsError, () => decodeRecordedBallots("0x01"));
  });

  it("give back any panel, also none", async () => {
    fc.assert(
      fc.property(anyTerms, ({ panel }) => {
        expect(decodePanel(encodePanel(panel))).to.deep.equal(panel);
      }),
    );
    expect(encodePanel([])).to.equal("0x");
    await expectRefusedField("panel", /0x1122/, () => decodePanel("0x1122"));
  });

  it("tell causes and bitmaps", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(settlementCauseOf).join(" ")).to.equal(
      "verdict silence release refund agreement reclaim ruling",
    );
    expect(() => settlementCauseOf(7)).to.throw(RangeError, "0 to 6");
    expect(milestonesIn(0xffff_ffff)).to.have.length(32);
    expect(milestonesIn(2 ** 31 + 1)).to.deep.equal([0, 31]);
  });
});

describe("terms as JSON", () => {
  it("come back as they were sent, and pass every check", () => {
    fc.assert(
      fc.property(goodTerms(NOW), (terms) => {
        expect(parseTerms(toJson(terms))).to.deep.equal(terms);
        expect(checkTerms(terms, { now: NOW })).to.deep.equal(terms);
      }),
    );
  });
});
