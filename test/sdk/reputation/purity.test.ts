import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

/** What would make two machines disagree: clocks, chance, fractions, languages, and anything that is asked elsewhere. */
const IMPURE =
  /\bDate\b|\bMath\.(?!abs\(|max\()\w+|\bIntl\b|[lL]ocale|parseFloat|\bperformance\b|\bfetch\b|\bprocess\b|\bawait\b|\bcrypto\b|(?<![\w"`.])\d+\.\d/;

const codeOf = (text: string) => text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, "");

describe("sdk/reputation", () => {
  const files = globSync("sdk/reputation/*.ts");

  it("has no clock, no chance, no fraction and no language in it, and asks nothing", () => {
    expect(files.length).to.be.greaterThan(20);
    const found = files.flatMap((file) => {
      const [impure] = IMPURE.exec(codeOf(readFileSync(file, "utf8"))) ?? [];
      return impure === undefined ? [] : [`${file}: ${impure}`];
    });
    expect(found).to.deep.equal([]);
  });

  it("would be found to have one", () => {
    for (const line of ["x * 0.5", "Date.now()", "Math.sqrt(2)", "a.localeCompare(b)", "await client.x()"]) {
      expect(IMPURE.test(codeOf(`const y = ${line}; // fine`)), line).to.equal(true);
    }
    expect(IMPURE.test(codeOf("/** About 0.5 of a Date. */\nconst y = 1_000n; // 0.5"))).to.equal(false);
  });

  it("imports only rooms that are pure, the shapes of zod, and of viem only types", () => {
    const imports = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^(?:import|export)[^;]*? from "([^"]+)";$/gm)].map(
        ([line, from = ""]) => ({ line, from }),
      ),
    );
    expect(imports.length).to.be.greaterThan(40);
    const strange = imports.filter(
      ({ line, from }) =>
        !/^\.\/|^\.\.\/(errors|json|protocol)\//.test(from) &&
        from !== "zod/mini" &&
        !(from === "viem" && line.startsWith("import type")),
    );
    expect(strange).to.deep.equal([]);
  });
});
