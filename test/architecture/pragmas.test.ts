import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import hre from "hardhat";

/** What integrators import: any compiler from this one on. It is the first with `using … global`. */
const WIDE = "^0.8.13";

const isImported = (file: string) => /^contracts\/(interfaces|types)\//.test(file);

/** The version a source asks for, as it is written; undefined when it asks for none, or twice. */
function pragmaOf(source: string): string | undefined {
  const found = [...source.matchAll(/^pragma solidity ([^;]+);$/gm)].map(([, version]) => version);
  return found.length === 1 ? found[0] : undefined;
}

describe("the compilers that contracts ask for", () => {
  const sources = globSync("contracts/**/*.sol").map((file) => file.replaceAll("\\", "/"));
  const wrong = (files: readonly string[], wanted: string) =>
    files.filter((file) => pragmaOf(readFileSync(file, "utf8")) !== wanted);

  it("are the pinned one in everything that is deployed, since an address follows from the code", () => {
    const version = hre.config.solidity.profiles.default?.compilers[0]?.version;
    if (version === undefined) throw new Error("hardhat.config.ts names no compiler");
    const deployed = sources.filter((file) => !isImported(file));
    expect(deployed).to.not.deep.equal([]);
    expect(wrong(deployed, version)).to.deep.equal([]);
  });

  it(`are all from ${WIDE} on in interfaces and types`, () => {
    const imported = sources.filter(isImported);
    expect(imported).to.not.deep.equal([]);
    expect(wrong(imported, WIDE)).to.deep.equal([]);
  });

  it("stay open to integrators: interfaces and types import nothing that is deployed", () => {
    const deployed = sources
      .filter(isImported)
      .filter((file) =>
        [...readFileSync(file, "utf8").matchAll(/from "([^"]+)";/g)].some(
          ([, path = ""]) => path.startsWith(".") && !/^\.\/|^\.\.\/(interfaces|types)\//.test(path),
        ),
      );
    expect(deployed).to.deep.equal([]);
  });

  it("are read as they are written, once", () => {
    expect(pragmaOf("// x\npragma solidity 0.8.1;\n")).to.equal("0.8.1");
    expect(pragmaOf("pragma solidity ^0.8.1;\npragma solidity 0.8.2;\n")).to.equal(undefined);
    expect(pragmaOf("contract A {}\n")).to.equal(undefined);
  });
});
