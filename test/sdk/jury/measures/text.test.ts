import { expect } from "chai";
import fc from "fast-check";
import { collapse, decodeText } from "../../../../sdk/jury/measures/text.ts";

describe("text as measures read it", () => {
  it("has no white space but single spaces inside, whatever stood there", () => {
    const white = [" ", "\t", "\n", "\v", "\f", "\r", "\x85", "\xa0", "\u1680", "\u2003", "\u2028", "\u3000"];
    const piece = fc.constantFrom(...white, "a", "\ufeff", "\u200b", "\u{1f600}");
    const texts = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const words = text.split(/\p{White_Space}+/u).filter((word) => word !== "");
        expect(collapse(text)).to.equal(words.join(" "));
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  it("is what the bytes say, a replacement character that was written included", () => {
    const encoded = (text: string) => new TextEncoder().encode(text);
    for (const text of ["", "plain", "“quoted”", "\ufffd", "a\ufffdb", "\u{1f600}"]) {
      expect(decodeText(encoded(text)), text).to.equal(text);
    }
    expect(decodeText(encoded("\ufeffa\ufeff"))).to.equal("a\ufeff");
  });

  it("is none where the bytes are no UTF-8", () => {
    const wrong = [
      [0xff],
      [0xc0, 0x80],
      [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0x61, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
    ];
    for (const bytes of wrong) {
      expect(decodeText(Uint8Array.from(bytes)), String(bytes)).to.equal(undefined);
      expect(decodeText(Uint8Array.from([0xef, 0xbf, 0xbd, ...bytes]))).to.equal(undefined);
    }
  });
});
