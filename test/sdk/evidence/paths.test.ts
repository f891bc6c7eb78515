import { expect } from "chai";
import fc from "fast-check";
import {
  createBundle,
  evidenceBounds,
  mediaTypeOf,
  requireEvidencePath,
} from "../../../sdk/evidence/index.ts";
import { comparePaths, requireDistinctPaths } from "../../../sdk/evidence/path.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";
import { bytesOf, SUBJECT } from "./support.ts";

const ATTACKS: Readonly<Record<string, readonly string[]>> = {
  "leads out of the folder": ["../x", "a/../../x", "a/..", "..", ".", "./a", "a/./b"],
  "is absolute": ["/etc/passwd", "//server/share"],
  "is of Windows": ["a\\b", "..\\x", "C:", "C:/x", "c:x", "a.txt:stream", "\\\\server\\share"],
  "names a device": ["con", "CON", "nul.txt", "a/Aux.json", "com1", "LPT9.log", "com¹", "conin$", "a/prn"],
  "has empty parts": ["", "a//b", "a/", "/"],
  "has invisible characters": [
    "a\u200bb",
    "a\u200d",
    "\ufeffa",
    "a\u00adb",
    "a\u2060",
    "a\u{e0041}",
    "a\ufe0f",
    "a\u3164b",
  ],
  "turns the direction": ["a\u202etxt.exe", "\u2066a", "a\u200f", "a\u061c"],
  "has control characters": ["a\0b", "a\nb", "a\tb", "a\u007f", "a\u0085", "a\u2028b"],
  "has other spaces": ["a\u00a0b", "a\u3000b", "a\u2003b"],
  "has ends that file systems drop": ["a.", "a ", " a", "a./b", "a /b"],
  "is not in normal form C": ["e\u0301.txt", "\u212b"],
  "holds half a character": ["a\ud800", "\udc00b"],
  "has wildcards and quotes": ["a*", "a?", 'a"b', "<a>", "a|b"],
  "is too long": ["a".repeat(121), `${"a/".repeat(16)}a`, `${"é".repeat(61)}`],
};

describe("paths of evidence", () => {
  for (const [what, paths] of Object.entries(ATTACKS)) {
    it(`are refused when one ${what}`, async () => {
      for (const path of paths) {
        const error = await errorOf(() => requireEvidencePath({ path }));
        expect(error, JSON.stringify(path)).to.be.instanceOf(InvalidFieldError);
        const files = new Map([[path, bytesOf("x")]]);
        expect(await errorOf(() => createBundle({ ...SUBJECT, files }))).to.be.instanceOf(InvalidFieldError);
      }
    });
  }

  it("are taken up to their bounds, in any script", () => {
    const long = [`${"a".repeat(119)}/${"b".repeat(120)}`, `${"a/".repeat(15)}a`, "é".repeat(60)];
    expect(long[0]?.length).to.equal(evidenceBounds.maxPath);
    for (const path of [
      ...long,
      "answers/1.json",
      "Bericht über Öl.md",
      "報告/一.txt",
      ".gitignore",
      "a b",
      "console.log",
      "com10",
      "..a",
    ]) {
      requireEvidencePath({ path });
    }
    const part = "a".repeat(80);
    expect(() => requireEvidencePath({ path: `${part}/${part}/${part}` })).to.throw(
      InvalidFieldError,
      "240 bytes",
    );
  });

  it("are refused when two are one file somewhere, or one is a folder of another", async () => {
    for (const paths of [
      ["a.txt", "A.TXT"],
      ["straße", "STRASSE"],
      ["a", "a/b"],
      ["a/b", "A"],
      ["ﬁle", "file"],
      ["K", "\u212a".normalize("NFC")],
    ]) {
      const error = await refusalOf(InvalidFieldError, () => requireDistinctPaths("files", paths));
      expect(error.field, String(paths)).to.equal("files[1].path");
    }
    requireDistinctPaths("files", ["a/b", "a/c", "b", "ab/c"]);
  });

  it("have one order, that of their bytes", () => {
    const path = fc.string({ unit: "binary", maxLength: 8 });
    const property = fc.property(path, path, (one, other) => {
      const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
      expect(Math.sign(comparePaths(one, other))).to.equal(expected);
    });
    fc.assert(property, { seed: 11, numRuns: 100 });
  });

  it("stand for media types by their endings", () => {
    expect(["a.JSON", "a/b.md", "c", "d.constructor"].map(mediaTypeOf)).to.deep.equal([
      ...["application/json", "text/markdown", "application/octet-stream", "application/octet-stream"],
    ]);
  });
});
