import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { keccak256 } from "viem";
import { parseJson } from "../../../../sdk/json/index.ts";
import { exactJson } from "../../../../sdk/jury/measures/exact-json.ts";
import { follow } from "../../../../sdk/jury/measures/pointer.ts";
import { clauseOf, countOf, faultsOf, outcomeOf } from "../support/measuring.ts";

describe("structure", () => {
  const measure = (content: unknown, schema: object, more: object = {}) =>
    outcomeOf(clauseOf("structure", { schema: schema as Record<string, unknown>, ...more }), {
      "a.json": content,
    });

  it("is valid or lost", () => {
    const schema = {
      type: "object",
      required: ["a"],
      additionalProperties: false,
      properties: { a: { type: "integer" } },
    };
    expect(countOf(measure({ a: 1 }, schema))).to.deep.equal([1, 0]);
    for (const near of [
      { a: "1" },
      { a: 1.5 },
      { A: 1 },
      { a: 1, b: 2 },
      [],
      null,
      "",
      '{"a":1,"a":1}',
      '{"a":1e400}',
    ]) {
      expect(countOf(measure(near, schema)), JSON.stringify(near)).to.deep.equal([1, 1]);
    }
  });

  it("counts own members alone, and asserts no format", () => {
    expect(countOf(measure("{}", { required: ["toString"] }))).to.deep.equal([1, 1]);
    expect(countOf(measure('{"__proto__":{"a":1}}', { required: ["a"] }))).to.deep.equal([1, 1]);
    expect(countOf(measure('"x"', { format: "email", contentEncoding: "base64" }))).to.deep.equal([1, 0]);
  });

  it("loads nothing: a reference out of the schema is no result, and one within it is followed", () => {
    expect(measure("1", { $ref: "https://example.com/schema.json" }).checked).to.equal(false);
    expect(countOf(measure("1", { $defs: { n: { type: "number" } }, $ref: "#/$defs/n" }))).to.deep.equal([
      1, 0,
    ]);
  });

  it("loses a value that leads the schema around in circles", () => {
    const schema: object = JSON.parse('{"if":{"const":1},"then":{"$ref":"#"}}');
    expect(faultsOf(measure("1", schema))).to.deep.equal(["a.json# endless"]);
    expect(countOf(measure("2", schema))).to.deep.equal([1, 0]);
  });

  it("keeps nothing of one schema for the next", () => {
    const id = "https://example.com/same";
    expect(countOf(measure("1", { $id: id, type: "number" }))).to.deep.equal([1, 0]);
    expect(countOf(measure("1", { $id: id, type: "string" }))).to.deep.equal([1, 1]);
    expect(measure("1", { $ref: id }).checked).to.equal(false);
  });

  it("measures entries, and loses those beyond the most and short of the least", () => {
    const items = { least: 2, most: 3, at: "/n" };
    const entries = [{ n: 1 }, { n: "1" }, {}, { n: 1 }, { n: 1 }];
    expect(countOf(measure(entries, { type: "number" }, { items }))).to.deep.equal([5, 4]);
    expect(countOf(measure([{ n: 1 }], { type: "number" }, { items }))).to.deep.equal([2, 1]);
    expect(countOf(measure({ length: 2 }, {}, { items }))).to.deep.equal([2, 2]);
  });
});

describe("content hash", () => {
  const measure = (algorithm: "sha256" | "keccak256", hash: `0x${string}`, files: object) =>
    outcomeOf(clauseOf("content-hash", { algorithm, hash }, "a.bin"), files as Record<string, unknown>);
  const bytes = new Uint8Array([1, 2, 3]);

  it("is that of the file's bytes", () => {
    const sha256 = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
    expect(countOf(measure("sha256", sha256, { "a.bin": bytes }))).to.deep.equal([1, 0]);
    expect(countOf(measure("keccak256", keccak256(bytes), { "a.bin": bytes }))).to.deep.equal([1, 0]);
    expect(countOf(measure("keccak256", sha256, { "a.bin": bytes }))).to.deep.equal([1, 1]);
    expect(countOf(measure("sha256", sha256, { "a.bin": new Uint8Array([1, 2]) }))).to.deep.equal([1, 1]);
    expect(countOf(measure("sha256", sha256, { "A.bin": bytes }))).to.deep.equal([1, 1]);
  });
});

describe("length", () => {
  const counted = (
    unit: "bytes" | "characters" | "words" | "lines" | "items",
    content: unknown,
    subject = "a.txt",
  ) => {
    const path = subject.split("#")[0] ?? "";
    const most = Array.from({ length: 40 }, (_, count) => count).find((count) => {
      const outcome = outcomeOf(clauseOf("length", { unit, least: count, most: count }, subject), {
        [path]: content,
      });
      return outcome.checked && outcome.lost === 0;
    });
    return most;
  };

  it("counts bytes, characters, words, lines and items", () => {
    expect(counted("bytes", "ä😀")).to.equal(6);
    expect(counted("characters", "ä😀e\u0301")).to.equal(4);
    expect(counted("words", " one\u2003two\u0085three\u200bfour ")).to.equal(3);
    expect(counted("lines", "")).to.equal(0);
    expect(counted("lines", "a\nb")).to.equal(2);
    expect(counted("lines", "a\r\nb\n\n")).to.equal(3);
    expect(counted("items", [1, [2, 3]], "a.json#")).to.equal(2);
    expect(counted("items", { a: 1, __proto__x: 2 }, "a.json#")).to.equal(2);
    expect(counted("bytes", { a: "ä" }, "a.json#/a")).to.equal(2);
  });

  it("leaves a byte order mark out of the text, and counts it among the bytes", () => {
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, 0x61]);
    expect(counted("characters", marked)).to.equal(1);
    expect(counted("bytes", marked)).to.equal(4);
  });

  it("is lost where nothing can be counted", () => {
    const lost = (unit: "characters" | "items", content: unknown, subject: string) =>
      countOf(outcomeOf(clauseOf("length", { unit, least: 0, most: 99 }, subject), { "a.txt": content }));
    expect(lost("characters", new Uint8Array([0xc0, 0x80]), "a.txt")).to.deep.equal([1, 1]);
    expect(lost("characters", "7", "a.txt#")).to.deep.equal([1, 1]);
    expect(lost("items", '"text"', "a.txt#")).to.deep.equal([1, 1]);
    expect(lost("characters", "x", "b.txt")).to.deep.equal([1, 1]);
  });
});

describe("language", () => {
  const measure = (content: unknown, changes: object = {}) =>
    outcomeOf(
      clauseOf(
        "language",
        {
          language: "en-GB",
          detector: { name: "tinyld", version: "1.3.4" },
          leastConfidence: 0,
          shortest: 20,
          ...changes,
        },
        "a.txt",
      ),
      { "a.txt": content },
    );
  const english = "The price of copper rose during the week because there was less of the metal to be had.";
  const german = "Der Preis von Kupfer stieg in dieser Woche, weil es weniger von dem Metall zu kaufen gab.";

  it("is what the detector says of the whole text", () => {
    expect(countOf(measure(english))).to.deep.equal([1, 0]);
    expect(faultsOf(measure(german))).to.deep.equal(["a.txt other-language"]);
    expect(faultsOf(measure("Short."))).to.deep.equal(["a.txt too-short"]);
    const unsure = "The price of copper rose during the week.";
    expect(faultsOf(measure(unsure, { leastConfidence: 1_266 }))).to.deep.equal([]);
    expect(faultsOf(measure(unsure, { leastConfidence: 1_267 }))).to.deep.equal(["a.txt uncertain-language"]);
    expect(countOf(measure(english))).to.deep.equal(countOf(measure(`\n ${english.replaceAll(" ", "  ")}`)));
  });
});

describe("reading JSON at speed", () => {
  const read = (reader: (text: string) => unknown, text: string) => {
    try {
      return { value: reader(text) };
    } catch (error) {
      return { error: String(error) };
    }
  };

  it("gives what the exact reader gives, and refuses what it refuses", () => {
    const odd = fc.constantFrom(
      '{"a":1,"a":2}',
      "9007199254740993",
      "1e400",
      "0.1",
      '"\\""',
      '{"a":"\\\\","b":{"a":1}}',
      "-0",
      "[1,]",
      "",
    );
    const texts = fc.oneof(
      fc.json(),
      odd,
      fc.array(odd).map((parts) => `[${parts.join(",")}]`),
      fc.json().map((text) => text.slice(1)),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(read(exactJson, text)).to.deep.equal(read(parseJson, text));
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });
});

describe("a pointer", () => {
  it("leads to own members and to indices alone", () => {
    const value: unknown = JSON.parse('{"a":[1,{"b/c":null,"~":2}],"":{"":3},"__proto__":4}');
    const found = (pointer: string) => {
      const led = follow(value, pointer);
      return led.found ? led.value : "nowhere";
    };
    expect(["/a/0", "/a/1/b~1c", "/a/1/~0", "//", "/__proto__"].map(found)).to.deep.equal([1, null, 2, 3, 4]);
    for (const pointer of [
      "/a/00",
      "/a/-",
      "/a/2",
      "/a/length",
      "/toString",
      "/a/1/~2",
      "a",
      "/a/0/toFixed",
    ]) {
      expect(found(pointer), pointer).to.equal("nowhere");
    }
  });
});
