import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { importsOf } from "./support/imports.ts";

/**
 * Rooms of the library, from the top down: each imports only rooms above it. `errors`, `abi` and `json` know nothing of the
 * protocol; `protocol` and `reputation` are pure; what reads a chain or signs starts at `client`.
 */
const DOWNHILL: readonly string[] = [
  "abi",
  "errors",
  "json",
  "protocol",
  "reputation",
  "crypto",
  "client",
  "wallets",
  "accounts",
  "deals",
  "disputes",
  "payments",
  "identity",
  "lifecycle",
  "pact",
  "evidence",
  "jury",
  "documents",
  "negotiation",
  "watching",
  "history",
  "audit",
  "receipts",
  "trust",
  "market",
  "webhooks",
  "screening",
  "relayer",
  "telemetry",
];

/** Stands below all rooms: a whole stack in one process. */
const TESTING = "testing";

interface Arrow {
  readonly file: string;
  readonly target: string;
}

const roomOf = (path: string) => (path.split("/").length > 2 ? (path.split("/")[1] ?? "") : "");

function arrowsOf(files: readonly string[], read: (file: string) => string): Arrow[] {
  return files.flatMap((file) =>
    importsOf(read(file))
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => ({ file, target: posix.normalize(posix.join(posix.dirname(file), specifier)) }))
      .filter(({ target }) => roomOf(file) !== "" && roomOf(target) !== roomOf(file)),
  );
}

/** Arrows that run up, and arrows from or to a room that the list does not know. */
function wrong(arrows: readonly Arrow[]): string[] {
  const place = (path: string) => {
    const room = roomOf(path);
    return room === TESTING ? DOWNHILL.length : DOWNHILL.indexOf(room);
  };
  return arrows
    .filter(({ file, target }) => place(file) < 0 || place(target) < 0 || place(target) >= place(file))
    .map(({ file, target }) => `${file} imports ${target}`);
}

const sources = () =>
  globSync("sdk/**/*.ts", { exclude: (path) => /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(path) })
    .map((path) => path.replaceAll("\\", "/"))
    .sort();

describe("rooms of the library", () => {
  it("are all in the list, and the list names no other", () => {
    const present = new Set(
      sources()
        .map(roomOf)
        .filter((room) => room !== "" && room !== TESTING),
    );
    expect([...present].sort()).to.deep.equal([...DOWNHILL].sort());
  });

  it("import only rooms above them", () => {
    expect(wrong(arrowsOf(sources(), (file) => readFileSync(file, "utf8")))).to.deep.equal([]);
  });

  it("each say in an index what they offer", () => {
    const indexes = [...DOWNHILL, TESTING].map((room) => `sdk/${room}/index.ts`);
    const present = new Set(sources());
    expect(indexes.filter((index) => !present.has(index))).to.deep.equal([]);
  });

  it("are told an arrow that runs up, and one to an unknown room", () => {
    const files: Readonly<Record<string, string>> = {
      "sdk/protocol/a.ts": `import { b } from "../deals/b.ts"; import { c } from "../errors/c.ts";`,
      "sdk/deals/b.ts": `import { c } from "../drawer/c.ts"; import { a } from "../protocol/a.ts";`,
      "sdk/testing/d.ts": `import { b } from "../deals/b.ts";`,
    };
    expect(wrong(arrowsOf(Object.keys(files), (file) => files[file] ?? ""))).to.deep.equal([
      "sdk/protocol/a.ts imports sdk/deals/b.ts",
      "sdk/deals/b.ts imports sdk/drawer/c.ts",
    ]);
  });
});
