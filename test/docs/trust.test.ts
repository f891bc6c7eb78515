import { expect } from "chai";
import { trustStatementTypes } from "../../sdk/trust/index.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";
import { printedBy } from "./support/run-blocks.ts";

describe("docs/trust.md", () => {
  const page = readPage("docs/trust.md");
  const examples = blocks(page, "ts");

  it("has examples that pass the type checker", () => {
    expect(examples).to.have.length(3);
    const folder = exampleFolder("trust-types");
    const modules = examples.map((code, index) => wholeModule(folder, `${index}`, `${code}\nexport {};\n`));
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  for (const [index, code] of examples.entries()) {
    it(`example ${index + 1} runs and prints what it says`, async () => {
      const printed = await printedBy(exampleFolder(`trust-${index}`), `${index}`, code, (same) => same);
      const said = code.split("\n").map((line) => /^\s*console\.log\(.*\); \/\/ (.+)$/.exec(line)?.[1]);
      const claims = said.flatMap((says, line) => (says === undefined ? [] : [{ line, says }]));
      expect(claims).to.not.deep.equal([]);
      for (const { line, says } of claims) expect(printed.get(line)).to.equal(says);
    });
  }

  it("lists every field that is signed", () => {
    const rows = tableRows(section(page, "What is signed")).flatMap(([names = ""]) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(rows).to.have.members(trustStatementTypes.TrustStatement.map(({ name }) => name));
  });
});
