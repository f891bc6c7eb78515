import canonicalize from "canonicalize";
import { expect } from "chai";
import { keccak256, stringToBytes } from "viem";
import {
  corpusOf,
  draftPact,
  loadCorpus,
  MILESTONES,
  PAYOUT_STEP,
  readPact,
} from "../../examples/document-review/index.ts";

describe("demo: the pact", () => {
  const corpus = loadCorpus();
  const named = draftPact({ corpus });

  it("is named by the keccak256 of its RFC 8785 form", () => {
    expect(named.json).to.equal(canonicalize(named.pact));
    expect(named.hash).to.equal(keccak256(stringToBytes(named.json)));
  });

  it("has the same name whenever it is drafted, and after it was sent and read", () => {
    expect(draftPact({ corpus: loadCorpus() }).hash).to.equal(named.hash);
    expect(readPact(named.json)).to.deep.equal(named);
  });

  it("keeps its name from release to release while corpus and rules stay", () => {
    const small = corpusOf("test", [{ id: "one", name: "One", text: "You must keep this notice." }]);
    expect(draftPact({ corpus: small }).hash).to.equal(
      "0xa591302430484f2c9f2548fd7bea55f8491d84e646d49efa24bd5065b75165de",
    );
  });

  it("has another name for another corpus, grid or weight", () => {
    const [first, ...rest] = MILESTONES;
    if (first === undefined) throw new Error("MILESTONES is empty");
    const moved = {
      ...first.weights,
      coverage: first.weights.coverage - 1,
      refusals: first.weights.refusals + 1,
    };
    const others = [
      draftPact({ corpus: corpusOf("test", corpus.documents.slice(1)) }),
      draftPact({ corpus, payout: { passingScore: 5000, payoutStep: PAYOUT_STEP * 2 } }),
      draftPact({ corpus, milestones: [{ ...first, weights: moved }, ...rest] }),
    ];
    expect(new Set([named.hash, ...others.map(({ hash }) => hash)]).size).to.equal(others.length + 1);
  });

  const altered = (path: readonly string[], value: unknown): string => {
    const copy: unknown = JSON.parse(named.json);
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), copy);
    Reflect.set(Object(parent), path.at(-1) ?? "", value);
    return canonicalize(copy) ?? "";
  };

  it("refuses what is no pact, naming the field and the value", () => {
    expect(() => readPact("{")).to.throw("pact: not JSON (1 characters)");
    expect(() => readPact(` ${named.json}`)).to.throw("pact: not in RFC 8785 form");
    expect(() => readPact(altered(["evidence", "maxBytes"], -1))).to.throw("pact.evidence.maxBytes: -1:");
    expect(() => readPact(altered(["corpus", "manifestHash"], "0xabc"))).to.throw(
      'pact.corpus.manifestHash: "0xabc":',
    );
    expect(() => readPact(altered(["payout", "payoutStep"], 700))).to.throw("payoutStep must divide 10000");
    expect(() => readPact(altered(["milestones", "0", "weights", "coverage"], 1))).to.throw(
      "pact.milestones.0.weights: ",
    );
    expect(() => readPact(altered(["obligations", "kinds", "0", "phrases"], ["Two  Spaces"]))).to.throw(
      "pact.obligations.kinds.0.phrases.0",
    );
    expect(() => readPact(altered(["extra"], true))).to.throw("pact: ");
  });
});
