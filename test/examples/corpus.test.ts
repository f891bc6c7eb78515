import { expect } from "chai";
import spdx from "spdx-license-list/full.js";
import { CATALOGUE } from "../../examples/document-review/corpus.ts";
import { type Corpus, corpusOf, loadCorpus } from "../../examples/document-review/index.ts";
import { pactInput } from "../../sdk/index.ts";

const textOf = ({ inputs }: Corpus, name: string) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(inputs.get(name));

describe("examples: the corpus", () => {
  const corpus = loadCorpus();

  it("holds every licence of the list once, more than 500, ordered by id", () => {
    const ids = corpus.documents.map(({ id }) => id);
    expect(ids).to.deep.equal(Object.keys(spdx).sort());
    expect(ids.length).to.be.greaterThan(500);
    expect(corpus.documents.every(({ id, text }) => text === spdx[id]?.licenseText)).to.equal(true);
  });

  it("has each text in its volume, where the catalogue says", () => {
    const catalogue: {
      readonly documents: readonly {
        readonly id: string;
        readonly volume: string;
        readonly start: number;
        readonly end: number;
      }[];
    } = JSON.parse(textOf(corpus, CATALOGUE));
    const volumes = new Map([...corpus.inputs.keys()].map((name) => [name, textOf(corpus, name)]));
    expect(catalogue.documents).to.have.length(corpus.documents.length);
    for (const [index, { id, volume, start, end }] of catalogue.documents.entries()) {
      const text = corpus.documents[index]?.text;
      expect(volumes.get(volume)?.slice(start, end) === text, id).to.equal(true);
    }
    for (const [name, text] of volumes) expect(text.startsWith("\uFEFF"), name).to.equal(false);
  });

  it("asks for the duties of those texts alone that are fit, and knows why the others are not", () => {
    const { duties }: { readonly duties: readonly string[] } = JSON.parse(textOf(corpus, CATALOGUE));
    const fit = corpus.documents.filter(({ unfit }) => unfit === undefined);
    expect(duties).to.deep.equal(fit.flatMap(({ id, kinds }) => kinds.map((kind) => `${id} ${kind}`)));
    const unfit = (id: string) => corpus.documents.find((document) => document.id === id)?.unfit;
    expect([unfit("MIT"), unfit("WTFPL"), unfit("diffmark"), unfit("LiLiQ-P-1.1")]).to.deep.equal([
      undefined,
      "no-obligation",
      "too-short",
      "foreign-language",
    ]);
  });

  it("is another one when a single sign of one text changes", () => {
    const hashesOf = ({ inputs }: Corpus) =>
      [...inputs].map(([name, content]) => pactInput({ name, mediaType: "text/plain", content }).sha256);
    const changed = corpus.documents.map((document, place) =>
      place === 3 ? { ...document, text: `x${document.text.slice(1)}` } : document,
    );
    const [before, same, after] = [corpus, corpusOf(corpus.documents), corpusOf(changed)].map(hashesOf);
    expect(same).to.deep.equal(before);
    expect(after?.filter((hash, place) => hash !== before?.[place])).to.have.length(1);
  });
});
