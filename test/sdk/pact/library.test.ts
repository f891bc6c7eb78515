import { expect } from "chai";
import { sha256 } from "viem";
import { canonicalJson, hashPact } from "../../../sdk/index.ts";
import { checkPact, readPact, scoreSheet } from "../../../sdk/pact/index.ts";
import * as library from "../../../sdk/pact/library/index.ts";
import { lintPact } from "../../../sdk/pact/lint/index.ts";

const worked = {
  "research-summary": library.researchSummaryExample,
  "data-transformation": library.dataTransformationExample,
  "code-change": library.codeChangeExample,
  "api-service-level": library.serviceLevelExample,
  "asset-delivery": library.assetDeliveryExample,
};

describe("the ready pacts", () => {
  for (const [kind, example] of Object.entries(worked)) {
    const { pact, inputs, passing, failing } = example();

    it(`for ${kind} has no problem, and is read by its hash`, () => {
      expect(lintPact(pact)).to.deep.equal([]);
      expect(pact.kind).to.equal(kind);
      expect(readPact(canonicalJson(pact), { hash: hashPact(pact) })).to.deep.equal(checkPact(pact));
    });

    it(`for ${kind} describes its inputs, and bundles within its limits`, () => {
      expect([...inputs.keys()]).to.deep.equal(pact.task.inputs.map(({ name }) => name));
      for (const { name, size, sha256: hash } of pact.task.inputs) {
        const bytes = inputs.get(name) ?? new Uint8Array();
        expect([bytes.length, sha256(bytes)]).to.deep.equal([size, hash]);
      }
      for (const { files } of [passing, failing]) {
        const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
        expect(bytes).to.be.at.most(pact.evidence.maxBytes);
        expect(files.size).to.be.at.most(pact.evidence.maxFiles);
      }
      expect(pact.evidence.required.every((path) => passing.files.has(path))).to.equal(true);
    });

    it(`for ${kind} pays the bundle that passes, and not the one that fails`, () => {
      expect(scoreSheet({ pact, results: passing.results })).to.include({ score: 10_000, payout: 10_000 });
      const { score, payout } = scoreSheet({ pact, results: failing.results });
      expect(score).to.be.lessThan(pact.payout.passingScore);
      expect(payout).to.equal(0);
    });
  }

  it("take an author in lower case, and a name, a version, a payout and a retention of one's own", () => {
    const { pact } = library.assetDeliveryExample();
    const assets = [{ path: "a.bin", mediaType: "application/octet-stream", size: 0, sha256: sha256("0x") }];
    const own = {
      ...{ name: "Mine", version: "2.0.0-rc.1", private: true },
      payout: { passingScore: 10_000, payoutStep: 0 },
      retention: { auditPeriod: 0 },
    };
    const made = library.assetDeliveryPact({
      author: "0x00000000000000000000000000000000000000aa",
      ...own,
      instruction: "Give it.",
      assets,
    });
    const { evidence, ...rest } = made;
    const { private: isPrivate, ...others } = own;
    expect(rest).to.deep.include({ ...others, author: pact.author });
    expect(evidence.private).to.equal(isPrivate);
  });

  it("can have a criterion beside what is measured, which no model's word alone is paid on", () => {
    const { pact } = library.researchSummaryExample();
    const read = library.researchSummaryPact({
      ...{ author: pact.author, question: "Why?", sources: pact.task.inputs, isReadByModel: true },
    });
    expect(lintPact(read)).to.deep.equal([]);
    expect(read.clauses.at(-1)).to.include({ kind: "criterion", weight: 1_500 });
  });

  it("divide the score among assets to the last basis point", () => {
    const asset = (index: number) => ({
      ...{ path: `${index}.bin`, mediaType: "application/octet-stream", size: 1 },
      sha256: sha256(new Uint8Array([index])),
    });
    for (const count of [1, 3, 7, 64]) {
      const assets = Array.from({ length: count }, (_, index) => asset(index));
      const { clauses } = library.assetDeliveryPact({
        ...{ author: "0x00000000000000000000000000000000000000aa", instruction: "Give them.", assets },
      });
      expect(clauses.reduce((sum, { weight }) => sum + weight, 0)).to.equal(10_000);
    }
    for (const count of [0, 65]) {
      const assets = Array.from({ length: count }, (_, index) => asset(index));
      const author = "0x00000000000000000000000000000000000000aa";
      expect(() => library.assetDeliveryPact({ author, instruction: "Give them.", assets })).to.throw(
        "1 to 64",
      );
    }
  });
});
