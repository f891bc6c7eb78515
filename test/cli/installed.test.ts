import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { account, HANDLE, scriptIndexer } from "./support/indexer.ts";
import { run } from "./support/run.ts";

describe("the quittance command of an installed package", function () {
  this.timeout(60_000);
  const modules = join(mkdtempSync(join(tmpdir(), "quittance-installed-")), "node_modules");
  const installed = join(modules, "quittance");
  const { bin, dependencies } = JSON.parse(readFileSync("package.json", "utf8"));

  before(() => {
    mkdirSync(installed, { recursive: true });
    cpSync("package.json", join(installed, "package.json"));
    cpSync("sdk", join(installed, "sdk"), { recursive: true });
    cpSync("scripts", join(installed, "scripts"), { recursive: true });
    for (const name of Object.keys(dependencies)) {
      const target = resolve("node_modules", name);
      mkdirSync(join(modules, name, ".."), { recursive: true });
      symlinkSync(target, join(modules, name), "junction");
    }
  });

  after(() => rmSync(join(modules, ".."), { recursive: true }));

  it("lies in node_modules, where Node reads no TypeScript", () => {
    expect(readdirSync(join(installed, "sdk", "cli"))).to.include.members(["main.ts", "quittance.mjs"]);
  });

  it("prints an account", async () => {
    const indexer = await scriptIndexer((url) => ({
      body: url.pathname.endsWith("/statement") ? { asOf: account.asOf, entries: [], next: null } : account,
    }));
    const { code, out, err } = await run(join(installed, bin.quittance), [
      "account",
      HANDLE,
      "--url",
      indexer.url,
    ]);
    await indexer.stop();
    expect(err).to.equal("");
    expect(code).to.equal(0);
    expect(out).to.contain(`account    ${HANDLE}`);
  });

  it("ends with the code that says what is wrong", async () => {
    const { code } = await run(join(installed, bin.quittance), [
      "account",
      HANDLE,
      "--url",
      "http://127.0.0.1:9",
    ]);
    expect(code).to.equal(1);
  });
});
