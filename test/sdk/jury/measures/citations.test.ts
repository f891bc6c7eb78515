import { expect } from "chai";
import fc from "fast-check";
import { SourceText } from "../../../../sdk/jury/measures/source-text.ts";
import { collapse } from "../../../../sdk/jury/measures/text.ts";
import type { CitationClause } from "../../../../sdk/pact/index.ts";
import { clauseOf, countOf, faultsOf, outcomeOf } from "../support/measuring.ts";

const TEXT = "The  mine will\nstay shut\u0085until the 😀 end.\n";
const MEASURE: CitationClause["measure"] = {
  sources: ["mine.txt", "market.txt"],
  least: 1,
  most: 4,
  shortestQuote: 3,
  longestQuote: 20,
  offsets: "ignored",
};

const measure = (citations: unknown, changes: Partial<CitationClause["measure"]> = {}) =>
  outcomeOf(
    clauseOf("citation-faithfulness", { ...MEASURE, ...changes }),
    { "a.json": citations },
    { "mine.txt": TEXT, "market.txt": "Copper rose." },
  );
const faults = (citation: unknown, changes: Partial<CitationClause["measure"]> = {}) =>
  faultsOf(measure([citation], changes)).map((fault) => fault.replace("a.json#/0 ", ""));
const quote = (text: unknown, more: object = {}) => ({ source: "mine.txt", quote: text, ...more });

describe("citation faithfulness", () => {
  it("takes a quotation that stands in its source, however its white space is", () => {
    for (const text of ["mine will stay", " mine\t\twill\u2003stay\n", "shut until", "The mine"]) {
      expect(faults(quote(text)), text).to.deep.equal([]);
    }
  });

  it("takes no quotation that differs in anything else", () => {
    for (const text of [
      "Mine will stay",
      "mine w\u200bill stay",
      "mine will … shut",
      "mine wi11 stay",
      "mine will\ufeffstay",
    ]) {
      expect(faults(quote(text)), text).to.deep.equal(["not-in-source"]);
    }
    expect(faults({ source: "market.txt", quote: "mine will stay" })).to.deep.equal(["not-in-source"]);
  });

  it("takes no half of a character, though the source's units hold it", () => {
    expect(faults(quote("the \ud83d"))).to.deep.equal(["not-in-source"]);
    expect(faults(quote("the 😀"))).to.deep.equal([]);
  });

  it("takes no entry of another form, and no source that is not one of the pact's", () => {
    expect([null, "mine will stay", 1, ["mine.txt"]].flatMap((each) => faults(each))).to.deep.equal(
      Array.from({ length: 4 }, () => "no-citation"),
    );
    for (const source of ["a.json", "__proto__", "input:mine.txt", ["mine.txt"], undefined]) {
      expect(faults({ source, quote: "mine will stay" })).to.deep.equal(["wrong-source"]);
    }
    for (const text of [undefined, 7, ["mine will stay"], { toString: "mine" }]) {
      expect(faults(quote(text))).to.deep.equal(["no-quote"]);
    }
  });

  it("holds the length in characters, at both bounds", () => {
    expect(faults(quote("The"))).to.deep.equal([]);
    expect(faults(quote(" Th "))).to.deep.equal(["wrong-length"]);
    expect(faults(quote("The mine will stay s"))).to.deep.equal([]);
    expect(faults(quote("The mine will stay sh"))).to.deep.equal(["wrong-length"]);
    expect(faults(quote("the 😀"), { longestQuote: 5 })).to.deep.equal([]);
  });

  it("asks for offsets only where the pact does, and then exactly", () => {
    const right = { start: 5, end: 14 };
    expect(faults(quote("mine will", right), { offsets: "required" })).to.deep.equal([]);
    expect(faults(quote("mine will"), { offsets: "required" })).to.deep.equal(["misplaced"]);
    expect(faults(quote("mine will"), { offsets: "checked" })).to.deep.equal([]);
    const wrong = [
      { start: 6, end: 14 },
      { start: 5 },
      { start: "5", end: "14" },
      { start: 5.5, end: 14 },
      { start: -1, end: 14 },
      { start: 14, end: 5 },
      { start: 5, end: TEXT.length + 1 },
      { start: null, end: null },
    ];
    for (const offsets of wrong) {
      expect(faults(quote("mine will", offsets), { offsets: "checked" })).to.deep.equal(["misplaced"]);
      expect(faults(quote("mine will", offsets))).to.deep.equal([]);
    }
  });

  it("counts a repeated quotation once, faithful or not", () => {
    const outcome = measure([quote("mine will"), quote("mine  will"), quote("no such"), quote("no such")]);
    expect(faultsOf(outcome)).to.deep.equal([
      "a.json#/1 repeated",
      "a.json#/2 not-in-source",
      "a.json#/3 repeated",
    ]);
  });

  it("counts what lacks to the least, and what is beyond the most", () => {
    expect(countOf(measure([quote("mine will")], { least: 3 }))).to.deep.equal([3, 2]);
    const many = ["The mine", "mine will", "will stay", "stay shut", "shut until", "until the"].map((each) =>
      quote(each),
    );
    expect(countOf(measure(many))).to.deep.equal([6, 2]);
  });

  it("covers a source by a faithful citation alone, where the pact counts sources", () => {
    const citations = [quote("mine will"), { source: "market.txt", quote: "Copper fell." }];
    expect(countOf(measure(citations, { leastPerSource: 1 }))).to.deep.equal([4, 2]);
    expect(faultsOf(measure(citations, { leastPerSource: 1 }))).to.include("source market.txt not-cited");
    expect(countOf(measure("none", { leastPerSource: 1 }))).to.deep.equal([3, 3]);
  });

  it("loses everything that the pact names where there is nothing to read", () => {
    for (const content of ["", "[", "{}", "null", '"[]"', new Uint8Array([0xff])]) {
      expect(countOf(measure(content, { least: 3 })), String(content)).to.deep.equal([3, 3]);
    }
  });

  it("has no result where a source is not at hand", () => {
    const clause = clauseOf("citation-faithfulness", MEASURE);
    expect(outcomeOf(clause, { "a.json": [] }, { "mine.txt": TEXT }).checked).to.equal(false);
  });

  it("finds by an index what it finds by collapsing the part once more", () => {
    const piece = fc.constantFrom(" ", "\n", "\t ", "a", "b", "c\u00a0", "x");
    const texts = fc.array(piece, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (text, one, other) => {
        const [start = 0, end = 0] = [one % (text.length + 1), other % (text.length + 1)].sort(
          (a, b) => a - b,
        );
        fc.pre(start < end);
        const expected = collapse(text.slice(start, end));
        // So much white space before it that the part is looked up by index.
        const padded = `${" ".repeat(3_000)}${text}`;
        const source = new SourceText(padded, () => collapse(padded));
        const first = collapse(text.slice(0, end));
        expect(source.holdsAt(first, first, 0, 3_000 + end)).to.equal(true);
        const short = new SourceText(text, () => collapse(text));
        for (const given of [expected, ` ${expected}\n`, text.slice(start, end)]) {
          expect(short.holdsAt(expected, given, start, end), given).to.equal(true);
        }
        const longer = `${expected}y`;
        expect(source.holdsAt(longer, longer, 0, 3_000 + end)).to.equal(false);
        expect(short.holdsAt(longer, longer, start, end)).to.equal(false);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
