import { expect } from "chai";
import {
  type ReputationFacts,
  recordsOf,
  reputationOf,
  reputationsOf,
} from "../../../sdk/reputation/index.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { asOf, duty, loss, NOW, party, rating, seat, settlement, word } from "./support/facts.ts";

const told = (facts: Partial<ReputationFacts>) => () =>
  reputationsOf({ facts: { settlements: [], ...facts }, asOf });
const good = settlement(1, 2);
const payment = { from: party(1), to: party(2), amount: 1n, blockNumber: 1n, timestamp: 1n };
const clause = { dealId: good.dealId, milestone: 0, kind: "latency", units: 2, lost: 20_000 };

/** What is wrong with one field of one fact, and how the value is told. */
const WRONG: readonly (readonly [
  list: keyof ReputationFacts,
  fact: object,
  field: string,
  value: unknown,
  told: string,
])[] = [
  ["settlements", good, "dealId", "0x12", '"0x12"'],
  ["settlements", good, "milestone", -1, "-1"],
  ["settlements", good, "buyer", "0xb1", '"0xb1"'],
  ["settlements", good, "sellerPrincipal", null, "null"],
  ["settlements", good, "amount", 25, "25"],
  ["settlements", good, "toSeller", -1n, "-1"],
  ["settlements", good, "cause", "gift", '"gift"'],
  ["settlements", good, "round", 3, "3"],
  ["settlements", good, "deadline", 1_800_000_000_000n, "1800000000000"],
  ["settlements", good, "panel", "picked", '"picked"'],
  ["settlements", good, "contests", undefined, "undefined"],
  ["settlements", good, "calibration", 1, "1"],
  ["settlements", good, "blockNumber", 5, "5"],
  ["clauses", clause, "units", 2 ** 32 + 1, "4294967297"],
  ["clauses", clause, "kind", 5, "5"],
  ["clauses", clause, "lost", 20_001, "20001"],
  ["ratings", rating(good, 1, 90), "score", 101, "101"],
  ["ratings", rating(good, 1, 90), "rater", party(3), `"${party(3)}"`],
  ["jurors", duty(1, 1), "payout", 10_001, "10001"],
  ["jurors", duty(1, 1), "round", 3, "3"],
  ["jurors", duty(1, 1), "timely", undefined, "undefined"],
  ["seats", seat(1, 1), "stake", 5, "5"],
  ["seats", seat(1, 1), "joinedAt", 1.5, "1.5"],
  ["payments", payment, "amount", "1", '"1"'],
];

describe("facts", () => {
  for (const [list, fact, field, value, shown] of WRONG) {
    it(`of ${list} are refused for a ${field} of ${String(value)}`, async () => {
      const settlements = list === "settlements" ? {} : { settlements: [good] };
      await expectRefusedField(
        `facts.${list}[0].${field}`,
        shown,
        told({ ...settlements, [list]: [{ ...fact, [field]: value }] }),
      );
      expect(told({ ...settlements, [list]: [fact] })).to.not.throw();
    });
  }

  it("are refused with fields and lists that are not known", async () => {
    await expectRefusedField(
      "facts.settlements[0].payer",
      "(not shown)",
      told({ settlements: [{ ...good, payer: 1 }] as never }),
    );
    await expectRefusedField("facts.deals", "(not shown)", told({ deals: [] } as never));
    await expectRefusedField("facts.ratings", "an object", told({ ratings: {} as never }));
    await expectRefusedField("facts.settlements", "undefined", told({ settlements: undefined as never }));
    await expectRefusedField(
      "facts.settlements[0].contests[0].payout",
      "10001",
      told({ settlements: [{ ...good, contests: [{ side: "buyer", payout: 10_001 }] }] }),
    );
  });

  it("are refused when their parts do not make the amount", async () => {
    await expectRefusedField(
      "facts.settlements[0].amount",
      "100000001",
      told({ settlements: [{ ...good, amount: good.amount + 1n }] }),
    );
  });

  it("are refused when they are there twice, as they would weigh twice", async () => {
    const twice: Partial<ReputationFacts> = {
      settlements: [good, { ...loss(3, 4), dealId: good.dealId }],
      ratings: [rating(good, 1, 90), rating(good, 1, 10)],
      jurors: [duty(1, 1), duty(1, 1)],
      seats: [seat(1, 1), seat(1, 2)],
    };
    for (const [list, facts] of Object.entries(twice)) {
      await expectRefusedField(
        `facts.${list}[1]`,
        "(not shown)",
        told({ settlements: [good], [list]: facts }),
      );
    }
    expect(told({ settlements: [good, { ...good, milestone: 1 }] })).to.not.throw();
  });

  it("are refused when an account has two principals", async () => {
    const other = settlement(1, 3, { buyerPrincipal: party(9) });
    await expectRefusedField(
      "facts.settlements[1].buyerPrincipal",
      `"${party(9)}"`,
      told({ settlements: [good, other] }),
    );
    await expectRefusedField(
      "facts.seats[0].ownerPrincipal",
      `"${party(8)}"`,
      told({ settlements: [other], seats: [seat(1, 1, { ownerPrincipal: party(8) })] }),
    );
  });

  it("count up to the block that is asked about, and are refused when its time contradicts theirs", async () => {
    const at = (blockNumber: bigint, timestamp = NOW) =>
      told({ settlements: [{ ...good, blockNumber, timestamp }] });
    expect(at(asOf.blockNumber)()).to.have.length(2);
    expect(at(asOf.blockNumber + 1n, NOW + 1n)()).to.have.length(0);
    await expectRefusedField(
      "facts.settlements[0].timestamp",
      String(NOW + 1n),
      at(asOf.blockNumber, NOW + 1n),
    );
    await expectRefusedField("asOf.timestamp", "-1", () =>
      reputationsOf({ facts: { settlements: [] }, asOf: { blockNumber: 1n, timestamp: -1n } }),
    );
    await expectRefusedField("subject", '"me"', () =>
      reputationOf({ facts: { settlements: [] }, asOf, subject: "me" as never }),
    );
  });

  it("take times as numbers, too, and a rating of a deal that is not among them has no weight", () => {
    const asNumber = { ...good, timestamp: Number(NOW) as never, deadline: Number(NOW) as never };
    expect(told({ settlements: [asNumber] })()).to.deep.equal(told({ settlements: [good] })());
    const stray = rating({ ...good, dealId: word(0xabc) }, 1, 0);
    const subject = party(2);
    expect(
      recordsOf({ facts: { settlements: [good], ratings: [stray] }, asOf, subject }).ratings,
    ).to.deep.equal([]);
  });

  it("of the pact, the category and the marketplace do not change a score", () => {
    const other = { ...good, pact: word(8), category: 5n, marketplace: party(77) };
    const seeds = [{ address: party(1), weight: 1 }];
    const scoreOf = (settlements: ReputationFacts["settlements"]) =>
      reputationOf({ facts: { settlements }, asOf, seeds, subject: party(2) }).score;
    expect(scoreOf([other])).to.equal(scoreOf([good]));
    expect(scoreOf([good])).to.be.greaterThan(0);
  });
});
