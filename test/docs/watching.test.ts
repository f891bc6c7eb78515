import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { dutiesOf } from "../../sdk/watching/index.ts";
import { claimsIn } from "../sdk/support/examples.ts";
import { stopSharedStack } from "../sdk/support/shared-testing.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";
import { printedBy } from "./support/run-blocks.ts";

const SHARED = pathToFileURL("test/sdk/support/shared-testing.ts").href;

describe("docs/watching.md", () => {
  const page = readPage("docs/watching.md");
  const examples = blocks(page, "ts");
  const folder = exampleFolder("watching");

  after(stopSharedStack);

  it("has examples that pass the type checker", () => {
    expect(examples).to.have.length(6);
    const types = exampleFolder("watching-types");
    const modules = examples.map((code, index) => wholeModule(types, `${index}`, `${code}\nexport {};\n`));
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  for (const [index, code] of examples.entries()) {
    it(`example ${index + 1} runs and prints what it says`, async () => {
      const share = (text: string) => text.replaceAll('"quittance/testing"', JSON.stringify(SHARED));
      const printed = await printedBy(folder, `${index}`, code, share);
      for (const { line, says } of claimsIn(code)) expect(printed.get(line)).to.equal(says);
      if (code.includes("// contest false"))
        expect([...printed.values()]).to.deep.equal(["contest false", "86400"]);
    });
  }

  it("names every action of a duty", () => {
    const actions = tableRows(section(page, "Duties")).map(([name = ""]) => name.replaceAll("`", ""));
    const source = readFileSync("sdk/watching/duties.ts", "utf8");
    const named = /readonly action:([^;]*);/.exec(source)?.[1] ?? "";
    const all = [...named.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    expect(all.length).to.be.above(5);
    expect(actions).to.have.members(all);
    expect(dutiesOf).to.be.a("function");
  });
});
