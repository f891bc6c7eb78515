import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

/** Comments and strings. A name in them is not used, but for the contract that `@inheritdoc` names. */
const NOT_CODE = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const IMPORT = /\bimport\s*\{([^}]*)\}\s*from\s*[^;]*;/g;

/**
 * Names that a Solidity source imports and never uses, in inline assembly neither. Solhint's own rule does not read inline
 * assembly, where most of the shared constants are used.
 */
function unusedImports(source: string): string[] {
  const inherited = [...source.matchAll(/@inheritdoc (\w+)/g)].map(([, name]) => name);
  const code = source.replaceAll(NOT_CODE, '""');
  const names = [...code.matchAll(IMPORT)].flatMap(([, list = ""]) =>
    list
      .split(",")
      .map(
        (item) =>
          item
            .trim()
            .split(/\s+as\s+/)
            .at(-1) ?? "",
      )
      .filter((name) => name !== ""),
  );
  const rest = code.replaceAll(IMPORT, "");
  return names.filter((name) => !inherited.includes(name) && !new RegExp(`\\b${name}\\b`).test(rest));
}

describe("imports of Solidity sources", () => {
  it("are all used", () => {
    const files = globSync("{contracts,test}/**/*.sol").map((file) => file.replaceAll("\\", "/"));
    expect(files).to.not.deep.equal([]);
    const unused = files.flatMap((file) =>
      unusedImports(readFileSync(file, "utf8")).map((name) => `${file}: ${name}`),
    );
    expect(unused).to.deep.equal([]);
  });

  describe("the rule itself", () => {
    it("finds a name that occurs in its import, in comments and in strings only", () => {
      const source = 'import {A, B} from "./A.sol";\n// A\ncontract C is B { string s = "A"; }';
      expect(unusedImports(source)).to.deep.equal(["A"]);
    });

    it("takes the contract that a doc comment inherits from for used", () => {
      const source = 'import {A} from "./A.sol";\n/// @inheritdoc A\nfunction f() {}';
      expect(unusedImports(source)).to.deep.equal([]);
    });

    it("takes a name in inline assembly for used, and a renamed import by its new name", () => {
      const source = 'import {\n  A,\n  B as D\n} from "./A.sol";\nfunction f() { assembly { x := A } } // D';
      expect(unusedImports(source)).to.deep.equal(["D"]);
    });
  });
});
