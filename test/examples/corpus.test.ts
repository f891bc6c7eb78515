import { expect } from "chai";
import { keccak256, stringToBytes } from "viem";
import { canonical } from "../../examples/document-review/canonical.ts";
import { FIT_IDS, UNFIT_IDS } from "../../examples/document-review/corpus.ts";
import { corpusOf, loadCorpus } from "../../examples/document-review/index.ts";

describe("demo: the corpus", () => {
  const corpus = loadCorpus();

  it("holds every chosen licence once, ordered by id, with its full text", () => {
    const ids = corpus.documents.map(({ id }) => id);
    expect(ids).to.deep.equal([...FIT_IDS, ...UNFIT_IDS].sort());
    expect(new Set(ids).size).to.equal(ids.length);
    expect(corpus.documents.every(({ text }) => text.length > 50)).to.equal(true);
  });

  it("names each text by the keccak256 of its UTF-8 bytes and itself by its canonical manifest", () => {
    for (const [place, { id, text, hash }] of corpus.documents.entries()) {
      expect(hash, id).to.equal(keccak256(stringToBytes(text)));
      expect(corpus.manifest.documents[place]).to.include({ id, hash, length: text.length });
    }
    expect(corpus.manifestHash).to.equal(canonical(corpus.manifest).hash);
  });

  it("has another name when a single sign of one text changes", () => {
    const changed = corpus.documents.map((document, place) =>
      place === 3 ? { ...document, text: `${document.text} ` } : document,
    );
    expect(corpusOf(corpus.manifest.source, changed).manifestHash).to.not.equal(corpus.manifestHash);
    expect(corpusOf(corpus.manifest.source, corpus.documents).manifestHash).to.equal(corpus.manifestHash);
  });
});
