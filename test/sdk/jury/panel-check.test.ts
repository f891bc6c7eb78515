import { expect } from "chai";
import type { Address } from "viem";
import { checkPanelCanJudge } from "../../../sdk/jury/index.ts";
import {
  assetDeliveryExample,
  codeChangeExample,
  researchSummaryExample,
} from "../../../sdk/pact/library/index.ts";

const juror: Address = "0x1111111111111111111111111111111111111111";
const profileOf = (measures: readonly string[], others: object = {}) => ({
  ...{ juror, measures, languages: ["en"] },
  ...others,
});

describe("the check of a panel before a deal", () => {
  it("finds nothing where every profile names each clause kind", () => {
    const { pact } = codeChangeExample();
    const measures = ["structure", "test-suite", "length"];
    expect(checkPanelCanJudge({ pact, profiles: [profileOf(measures)] })).to.deep.equal([]);
  });

  it("names each juror that would decline, and what its profile lacks", () => {
    const { pact } = codeChangeExample();
    const other: Address = "0x2222222222222222222222222222222222222222";
    const able = profileOf(["structure", "test-suite", "length"]);
    const unable = profileOf(["structure"], { juror: other });
    expect(checkPanelCanJudge({ pact, profiles: [able, unable] })).to.deep.equal([
      { juror: other, measures: ["length", "test-suite"], languages: [], needsKey: false },
    ]);
  });

  it("asks for a key where evidence is private", () => {
    const { pact } = assetDeliveryExample();
    const hidden = { ...pact, evidence: { ...pact.evidence, private: true } };
    const without = profileOf(["content-hash"]);
    const withKey = profileOf(["content-hash"], { encryptionKey: "A".repeat(43) });
    const found = checkPanelCanJudge({ pact: hidden, profiles: [without, withKey] });
    expect(found.map(({ needsKey }) => needsKey)).to.deep.equal([true]);
  });

  it("asks for languages only where free text is judged", () => {
    const { pact } = researchSummaryExample();
    const kinds = [...new Set(pact.clauses.map(({ kind }) => kind))];
    const isJudged = kinds.includes("criterion");
    const found = checkPanelCanJudge({ pact, profiles: [profileOf(kinds, { languages: ["xx"] })] });
    const spoken = pact.clauses.some(({ kind }) => kind === "language");
    expect(found.length).to.equal(isJudged && spoken ? 1 : 0);
  });
});
