import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { sdkReference } from "../../scripts/docs/sdk-reference.ts";
import type { Reference } from "../../scripts/docs/solidity-reference.ts";

const PACKAGE = {
  name: "till",
  exports: {
    ".": { source: "./index.ts", types: "./dist/index.d.ts" },
    "./money": { source: "./money/index.ts" },
    "./package.json": "./package.json",
  },
};
const FILES: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify(PACKAGE),
  "index.ts": `export { takeCoin, type CoinBox } from "./money/take-coin.ts";
export { shut } from "./shut.ts";
`,
  "shut.ts": "/** Shuts it. */\nexport function shut(): void {}\n",
  "money/index.ts": `export * from "./take-coin.ts";
export { ShutError } from "./errors.ts";
`,
  "money/errors.ts": "/** Thrown when it is shut. */\nexport class ShutError extends Error {}\n",
  "money/take-coin.ts": `/** What a coin goes into. */
export interface CoinBox {
  /** Of the box; a < b, and \`<b>\` stays. */
  readonly name: string;
}

/**
 * Takes a coin, <script>alert(1)</script> {{ 1 + 1 }}. Then it is gone.
 *
 * @param box Where it is | or was.
 * @example
 * takeCoin({ name: "<i>" });
 */
export function takeCoin(box: CoinBox): string {
  return box.name + hidden();
}

/** Not exported by an entry. */
function hidden(): string {
  return "";
}

/** Exported by one entry only. */
export const SLOTS = 3;
`,
};

describe("the reference of the SDK", () => {
  let folder: string;
  let reference: Reference;

  before(async () => {
    mkdirSync("cache", { recursive: true });
    folder = mkdtempSync("cache/reference-");
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    reference = await sdkReference(`${folder}/package.json`);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const pageOf = (name: string) => reference.pages.get(`reference/sdk/${name}.md`) ?? "";

  it("has a page for each file with public names, by rooms in the order of the exports", () => {
    expect(reference.groups).to.deep.equal([
      { text: "Whole client", entries: [{ text: "Shut", page: "reference/sdk/shut.md" }] },
      { text: "Money", entries: [{ text: "Take coin", page: "reference/sdk/money/take-coin.md" }] },
    ]);
    expect(pageOf("index")).to.contain("[Take coin](money/take-coin.md) | `SLOTS`, `takeCoin` |");
  });

  it("tells where each name is imported from, and leaves out what no entry exports", () => {
    expect(pageOf("money/take-coin"))
      .to.contain('import { takeCoin, type CoinBox } from "till";')
      .and.to.contain('import { SLOTS } from "till/money";')
      .and.to.not.contain("hidden");
  });

  it("shows what doc comments say as text, never as HTML", () => {
    const page = pageOf("money/take-coin");
    expect(page).to.contain("&lt;script>alert(1)&lt;/script>").and.to.contain("a &lt; b, and `<b>` stays");
    expect(page).to.contain('takeCoin({ name: "<i>" });').and.to.not.contain("<script>");
  });

  it("knows where functions and constants are explained, and no types", () => {
    expect([...reference.names.keys()]).to.have.members(["shut", "takeCoin", "SLOTS"]);
    expect(reference.names.get("takeCoin")).to.equal("reference/sdk/money/take-coin.md#takecoin");
  });
});
