import { expect } from "chai";
import { concatHex, type Hex, hashStruct } from "viem";
import {
  dealIdOf,
  encodeBriefTerms,
  encodeSchedule,
  encodeTerms,
  hashAdjudication,
  parseTerms,
  payoutOf,
  quittanceDomain,
  tallyScores,
  typedDataTypes,
} from "../../sdk/index.ts";
import { termsMessage } from "../../sdk/protocol/deal-id.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

/** The types of terms, which the page writes as one type string. */
const OF_TERMS = ["Terms", "Adjudication", "Conditions", "DisputeRules", "Amendment"];

/** Types that no contract knows. */
const OFF_CHAIN = ["Offer", "OfferWithdrawal", "NegotiationEnd", "BallotCommitment"];

describe("docs/terms.md", () => {
  const page = readPage("docs/terms.md");
  const example = section(page, "Worked example");
  const terms = () => parseTerms(blocks(example, "json")[0] ?? "");
  const hex = (name: string): Hex => `0x${(blocks(example, `hex ${name}`)[0] ?? "").replace(/\s/g, "")}`;

  it("shows the packed form of its example, part by part", () => {
    expect(hex("schedule")).to.equal(encodeSchedule(terms()));
    expect(concatHex([hex("schedule"), hex("adjudication"), hex("conditions")])).to.equal(
      encodeTerms(terms()),
    );
  });

  it("shows its brief form", () => {
    const { Conditions, DisputeRules, Amendment } = typedDataTypes;
    const types = { Conditions, DisputeRules, Amendment };
    const data = termsMessage(terms()).adjudication.conditions;
    expect(hex("conditions hash")).to.equal(hashStruct({ types, primaryType: "Conditions", data }));
    expect(concatHex([hex("schedule"), hex("adjudication"), hex("conditions hash")])).to.equal(
      encodeBriefTerms(terms()),
    );
  });

  it("shows its adjudication hash and its deal id", () => {
    const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
    expect(hex("adjudication hash")).to.equal(hashAdjudication(terms()));
    expect(hex("deal id")).to.equal(dealIdOf({ domain, terms: terms() }));
  });

  it("lists every field of the terms", () => {
    const listed = tableRows(section(page, "Fields and bounds")).flatMap(([first = ""]) =>
      [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(Object.keys(terms()).filter((field) => !listed.includes(field))).to.deep.equal([]);
  });

  it("writes each signed type as the typed-data table has it", () => {
    const written = [...page.matchAll(/^\| `(\w+)\((.*?)\)`/gm)].map(([, name = "", fields = ""]) => [
      name,
      fields,
    ]);
    const table = Object.entries(typedDataTypes)
      .filter(([name]) => !OF_TERMS.includes(name) && !OFF_CHAIN.includes(name))
      .map(([name, fields]) => [name, fields.map((field) => `${field.type} ${field.name}`).join(",")]);
    expect(written).to.have.deep.members(table);
  });
});

describe("docs/verdict-rule.md", () => {
  const page = readPage("docs/verdict-rule.md");

  it("computes its payouts right", () => {
    const rows = tableRows(section(page, "The payout function"));
    expect(rows.length).to.be.greaterThan(0);
    const rules = [0, 500, 1].map((payoutStep) => ({ passingScore: 5_000, payoutStep }));
    for (const [score, ...payouts] of rows) {
      expect(rules.map((rule) => payoutOf(Number(score), rule))).to.deep.equal(payouts.map(Number), score);
    }
  });

  it("judges its examples right", () => {
    const rows = tableRows(section(page, "Worked examples"));
    expect(rows.length).to.be.greaterThan(0);
    for (const [ballots = "", lowest, highest, lowestPayout, highestPayout, verdict = ""] of rows) {
      const scores = [...ballots.matchAll(/\d+/g)].map(Number);
      const payoutStep = ballots.includes("all or nothing") ? 0 : 500;
      const tally = tallyScores(scores, 3, { passingScore: 5_000, payoutStep });
      expect([tally.lowest, tally.highest, tally.lowestPayout, tally.highestPayout], ballots).to.deep.equal(
        [lowest, highest, lowestPayout, highestPayout].map(Number),
      );
      const said = /^\d+/.exec(verdict)?.[0];
      expect(tally.payout, ballots).to.equal(said === undefined ? undefined : Number(said));
    }
  });
});
