import { expect } from "chai";
import { corpusOf, loadCorpus, reviewPact } from "../../examples/document-review/index.ts";
import { buildTerms, canonicalJson, hashPact } from "../../sdk/index.ts";
import { requirementsOf } from "../../sdk/jury/index.ts";
import { readPact } from "../../sdk/pact/index.ts";
import { lintPact } from "../../sdk/pact/lint/index.ts";

const author = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("examples: the pact", () => {
  const corpus = loadCorpus();
  const pact = reviewPact({ author, corpus });

  it("has no problem that the linter knows of, with three milestones and with one", () => {
    const now = 1_800_000_000;
    const terms = (count: number) =>
      buildTerms(
        {
          buyer: author,
          seller: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
          panel: ["0x90F79bf6EB2c4f870365E785982E1f101E93b906"],
          pact: hashPact(pact),
          milestones: Array.from({ length: count }, () => ({ amount: 1_000_000n, deadline: now + 86_400 })),
          ...pact.payout,
        },
        { now },
      );
    expect(lintPact(pact, { terms: terms(3) })).to.deep.equal([]);
    const single = reviewPact({ author, corpus, milestones: 1 });
    expect(lintPact(single)).to.deep.equal([]);
    expect(lintPact(single, { terms: terms(3) }).map(({ path }) => path)).to.not.deep.equal([]);
  });

  it("is read from its canonical text by its hash, and from no other", () => {
    const text = canonicalJson(pact);
    expect(readPact(text, { hash: hashPact(pact) })).to.deep.equal(pact);
    expect(() => readPact(` ${text}`, { hash: hashPact(pact) })).to.throw("pact");
    expect(hashPact(reviewPact({ author, corpus: loadCorpus() }))).to.equal(hashPact(pact));
  });

  it("keeps its hash from release to release while corpus and clauses stay", () => {
    const small = corpusOf([
      { id: "one", name: "One", text: `You must keep this notice. ${"of the ".repeat(50)}` },
    ]);
    expect(hashPact(reviewPact({ author, corpus: small }))).to.equal(
      "0xcaa0e5ef238a215dc56899d6d5aba865b623ac2ff9b1a9ddc00a6f03d9be278b",
    );
  });

  it("has another hash for another corpus, author or number of milestones", () => {
    const others = [
      reviewPact({ author, corpus: corpusOf(corpus.documents.slice(1)) }),
      reviewPact({ author: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", corpus }),
      reviewPact({ author, corpus, milestones: 1 }),
    ];
    expect(new Set([pact, ...others].map((one) => hashPact(one))).size).to.equal(4);
  });

  it("asks of jurors what can be measured by reading, and no model", () => {
    expect(requirementsOf(pact)).to.deep.equal({
      measures: ["citation-faithfulness", "coverage", "length", "refusal", "structure"],
      languages: [],
    });
  });
});
