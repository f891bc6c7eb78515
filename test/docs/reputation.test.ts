import { expect } from "chai";
import { reputationParameters, tiers } from "../../sdk/reputation/index.ts";
import { readPage, section, tableRows } from "./support/markdown.ts";

const page = () => readPage("docs/reputation.md");
const bare = (cell = "") => cell.replaceAll("`", "");

describe("docs/reputation.md", () => {
  it("lists the parameters with their values", () => {
    const rows = tableRows(section(page(), "Parameters")).flatMap(([names, values = ""]) => {
      const each = values.split(", ");
      return bare(names)
        .split(", ")
        .map((name, at) => [name, each[at]]);
    });
    expect(Object.fromEntries(rows)).to.deep.equal(
      Object.fromEntries(Object.entries(reputationParameters).map(([name, value]) => [name, String(value)])),
    );
  });

  it("lists the tiers with their thresholds", () => {
    const rows = tableRows(section(page(), "What an answer holds")).filter(([, score = ""]) =>
      /^\d+$/.test(score),
    );
    expect(
      rows.map(([tier, score, confidence]) => [bare(tier), Number(score), Number(confidence)]),
    ).to.deep.equal(tiers.map(({ tier, score, confidence }) => [tier, score, confidence]));
  });

  it("lists the fields of an answer and of the records", () => {
    const fields = tableRows(section(page(), "What an answer holds")).map(([first]) => bare(first));
    expect(fields).to.include.members([
      "asOf",
      "principal",
      "score",
      "tier",
      "confidence",
      "trust",
      "parts",
      "records",
    ]);
  });
});
