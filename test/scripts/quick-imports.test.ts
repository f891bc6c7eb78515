import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const HOOK = pathToFileURL("scripts/quick-imports.mjs").href;
/** An entry that loads some hundred modules of the package. */
const ENTRY = "drizzle-orm/pg-core";

/** What a process finds in the entry: each name, and the text of each function and class. */
function found(...options: readonly string[]): string {
  const program = `
    import { createHash } from "node:crypto";
    const found = Object.entries(await import(${JSON.stringify(ENTRY)}));
    console.log(found.length, createHash("sha256").update(found.map(([name, value]) => name + String(value)).join()).digest("hex"));`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = [...options, "--input-type=module", "--eval", program];
  return execFileSync(process.execPath, args, { env, encoding: "utf8" }).trim();
}

describe("quick imports", () => {
  it("give what Node gives", () => {
    const plain = found();
    expect(plain).to.match(/^[1-9]\d* [0-9a-f]{64}$/);
    expect(found(`--import=${HOOK}`)).to.equal(plain);
  });

  it("load each module once, however it is reached", () => {
    const program = `
      const { PgTable } = await import("drizzle-orm/pg-core");
      const { PgTable: again } = await import("drizzle-orm/pg-core/table");
      const { pgTable, text } = await import("drizzle-orm/pg-core");
      console.log(PgTable === again, pgTable("deal", { id: text() }) instanceof again);`;
    const args = [`--import=${HOOK}`, "--input-type=module", "--eval", program];
    expect(execFileSync(process.execPath, args, { encoding: "utf8" }).trim()).to.equal("true true");
  });
});
