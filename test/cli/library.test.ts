import { readFileSync } from "node:fs";
import { expect } from "chai";
import { run } from "./support/run.ts";

const { version, bin } = JSON.parse(readFileSync("sdk/package.json", "utf8"));

describe("npx quittance, of the library", () => {
  it("is its only program, so that npx finds it", () => {
    expect(Object.values(bin)).to.deep.equal(["command.mjs"]);
    expect(Object.keys(bin)).to.not.include("quittance");
  });

  it("prints the version", async () => {
    const { code, out } = await run("sdk/command.mjs", ["--version"]);
    expect({ code, out }).to.deep.equal({ code: 0, out: `${version}\n` });
  });

  it("does nothing of what it does not know, and says so", async () => {
    const { code, out, err } = await run("sdk/command.mjs", ["deal", "nonsense"]);
    expect({ code, out }).to.deep.equal({ code: 2, out: "" });
    expect(err).to.match(/npx @quittance\/cli --help|unknown command/);
  });
});
