import { expect } from "chai";
import fc from "fast-check";
import type { Hex } from "viem";
import {
  BallotsOutOfOrderError,
  checkTerms,
  decodeBallotEntries,
  decodeBallots,
  decodeTerms,
  decodeVerdict,
  encodeBallots,
  encodeBriefTerms,
  encodeHead,
  encodeTerms,
  MalformedBallotsError,
  MalformedTermsError,
  milestonesIn,
  parseTerms,
  RoutesUnknownError,
  settlementCauseOf,
  toJson,
} from "../../sdk/index.ts";
import { anyBallots, anyTerms, goodTerms } from "./support/arbitraries.ts";
import { refusalOf } from "./support/refusal.ts";

const NOW = 1_800_000_000;

describe("wire forms", () => {
  it("give back any terms", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        expect(decodeTerms(encodeTerms(terms))).to.deep.equal(terms);
      }),
    );
  });

  it("begin with the head, and are 59 bytes shorter when brief", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const [whole, brief, head] = [encodeTerms(terms), encodeBriefTerms(terms), encodeHead(terms)];
        expect(whole.startsWith(head)).to.equal(true);
        expect(brief.slice(0, -64)).to.equal(whole.slice(0, -182));
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
    const [terms] = fc.sample(goodTerms(NOW), { numRuns: 1, seed: 1 });
    if (terms === undefined) throw new Error("no sample");
    const wire = encodeTerms(terms);
    const short = await refusalOf(MalformedTermsError, () => decodeTerms(wire.slice(0, -2) as Hex));
    const length = BigInt((wire.length - 2) / 2);
    expect(short.values).to.deep.equal({ length: length - 1n, whole: length, brief: length - 59n });
    await refusalOf(MalformedTermsError, () => decodeTerms(`${wire}00`));
    await refusalOf(MalformedTermsError, () => decodeTerms("0x"));
    const strayed = `${wire.slice(0, 42)}08${wire.slice(44)}` as Hex;
    expect((await refusalOf(RoutesUnknownError, () => decodeTerms(strayed))).values.routes).to.equal(8n);
  });

  it("give back any ballots in the panel's order, and what follows them", () => {
    fc.assert(
      fc.property(anyBallots, fc.uint8Array({ maxLength: 100 }), (ballots, after) => {
        const rest: Hex = `0x${Buffer.from(after).toString("hex")}`;
        const sorted = [...ballots].sort((a, b) => a.position - b.position);
        const wire: Hex = `${encodeBallots(ballots)}${rest.slice(2) as ""}`;
        expect(decodeBallots(wire)).to.deep.equal({ ballots: sorted, delivery: rest });
        const entries: Hex = `0x${encodeBallots(ballots).slice(4, 4 + 70 * ballots.length)}`;
        const unsigned = sorted.map(({ position, score, reasons }) => ({ position, score, reasons }));
        expect(decodeBallotEntries(entries)).to.deep.equal(unsigned);
        const header = { milestone: 31, round: 1, payout: 10_000 };
        expect(decodeVerdict(`0x1f012710${entries.slice(2)}`)).to.deep.equal({
          ...header,
          ballots: unsigned,
        });
      }),
    );
  });

  it("refuse two ballots of one juror, and bytes that are no ballots", async () => {
    const ballot = { position: 1, score: 1, reasons: `0x${"00".repeat(32)}`, signature: "0x11" } as const;
    await refusalOf(BallotsOutOfOrderError, () => encodeBallots([ballot, ballot]));
    const wire = encodeBallots([ballot]);
    for (const cut of ["0x", wire.slice(0, -2), wire.slice(0, -6), wire.slice(0, 20)] as Hex[]) {
      await refusalOf(MalformedBallotsError, () => decodeBallots(cut));
    }
    await refusalOf(MalformedBallotsError, () => decodeBallotEntries("0x01"));
    await refusalOf(MalformedBallotsError, () => decodeVerdict("0x0101"));
  });

  it("tell causes and bitmaps", () => {
    expect([0, 1, 2, 3, 4, 5].map(settlementCauseOf).join(" ")).to.equal(
      "verdict silence acceptance concession agreement reclaim",
    );
    expect(() => settlementCauseOf(6)).to.throw(RangeError, "0 to 5");
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
