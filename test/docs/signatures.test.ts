import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { call } from "../cli/support/call.ts";
import { signables } from "../sdk/support/signables.ts";
import { announcedOutput, exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

const page = readPage("docs/signatures.md");
/** Where the package has its descriptors before it is built. */
const descriptors = (source: string) =>
  source.replaceAll("@quittance/contracts/descriptors/", "../../../contracts/descriptors/");

/** What a module prints while it is loaded. */
async function printedBy(load: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...parts) => lines.push(parts.join(" "));
  try {
    await load();
  } finally {
    console.log = log;
  }
  return lines;
}

describe("docs/signatures.md", () => {
  const folder = exampleFolder("signatures");
  const sources = [...blocks(page, "ts"), ...blocks(page, "js").map(descriptors)];
  const modules = sources.map((source, index) => wholeModule(folder, `block-${index}`, source));

  it("has examples that run as they are printed, and print what they announce", async () => {
    expect(modules).to.have.length(2);
    for (const [index, { load }] of modules.entries()) {
      expect(await printedBy(load)).to.deep.equal(announcedOutput(sources[index] ?? ""));
    }
  });

  it("has an example that passes the type checker", () => {
    expect(typeErrors(modules.slice(0, 1))).to.deep.equal([]);
  });

  it("has a command that explains what its text says, and lists every option of it", async () => {
    const [command = ""] = blocks(page, "sh");
    const [, file = "", ...options] = command.replace("npx @quittance/cli ", "").trim().split(" ");
    const scratch = mkdtempSync(join(tmpdir(), "quittance-signatures-"));
    const path = join(scratch, file);
    writeFileSync(path, toJson((await signables()).get("Voucher")));
    const { code, out, err } = await call(["explain", path, ...options]);
    rmSync(scratch, { recursive: true });
    expect([code, err]).to.deep.equal([0, ""]);
    expect(page).to.contain(out.trim());
    const help = (await call(["explain", "--help"])).out;
    const offered = [...help.matchAll(/^ {2}(?:-h, )?(--[a-z-]+)/gm)].map(([, name]) => name);
    const listed = [...page.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, name]) => name);
    expect(listed.sort()).to.deep.equal(offered.filter((name) => name !== "--help").sort());
  });
});
