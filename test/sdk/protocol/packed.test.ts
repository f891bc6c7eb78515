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
  OptionsInvalidError,
  parseTerms,
  settlementCauseOf,
  type Terms,
  toJson,
} from "../../../sdk/index.ts";
import { anyBallots, anyTerms, goodTerms } from "../support/arbitraries.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const NOW = 1_800_000_000;

/** Bytes of the conditions in the packed form. */
function conditionsBytes({ contestWindow, category, reference, amends }: Terms): number {
  const disputes = contestWindow === 0 ? 0 : 56;
  const options = (category === undefined ? 0 : 4) + (reference === undefined ? 0 : 32);
  return 92 + disputes + options + (amends === undefined ? 0 : 48);
}

describe("wire forms", () => {
  it("give back any terms", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        expect(decodeTerms(encodeTerms(terms))).to.deep.equal(terms);
      }),
    );
  });

  it("begin with the schedule, and are shorter by the conditions when brief", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const [whole, brief] = [encodeTerms(terms), encodeBriefTerms(terms)];
        expect(whole.startsWith(encodeSchedule(terms))).to.equal(true);
        expect(brief.slice(0, -64)).to.equal(whole.slice(0, -2 * conditionsBytes(terms)));
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
      const brief = length - BigInt(conditionsBytes(terms) - 32);
      expect(short.values).to.deep.equal({ length: length - 1n, whole: length, brief });
      await refusalOf(MalformedTermsError, () => decodeTerms(`${packed}00`));
      const strayed = `${packed.slice(0, 42)}10${packed.slice(44)}` as Hex;
      expect(
        (await refusalOf(DestinationsUnknownError, () => decodeTerms(strayed))).values.destinations,
      ).to.equal(16n);
    }
    await refusalOf(MalformedTermsError, () => decodeTerms("0x"));
  });

  it("refuse options that mean nothing", async () => {
    const [terms] = fc.sample(goodTerms(NOW), { numRuns: 1, seed: 1 });
    if (terms === undefined) throw new Error("no terms were drawn");
    const plain = { ...terms, contestWindow: 0, disputes: undefined, category: undefined };
    const packed = encodeTerms(plain);
    for (const [options, bytes] of [
      ["01", 4],
      ["02", 32],
      ["03", 36],
      ["08", 0],
      ["ff", 84],
    ] as const) {
      const strayed = `${packed.slice(0, -2)}${options}${"00".repeat(bytes)}` as Hex;
      const { values } = await refusalOf(OptionsInvalidError, () => decodeTerms(strayed));
      expect(values.options).to.equal(BigInt(`0x${options}`));
    }
    expect(encodeTerms({ ...plain, category: 0, reference: `0x${"00".repeat(32)}` })).to.equal(packed);
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
