import { expect } from "chai";
import { evidenceBounds } from "../../sdk/evidence/index.ts";
import { maxRawBlock } from "../../sdk/evidence/ipfs/index.ts";
import { EvidenceUnavailableError } from "../../sdk/index.ts";
import { claimsIn } from "../sdk/support/examples.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";
import { printedBy } from "./support/run-blocks.ts";

const MEBIBYTE = 1_048_576;

describe("docs/evidence.md", () => {
  const page = readPage("docs/evidence.md");
  const examples = blocks(page, "ts");

  it("has examples that pass the type checker", () => {
    expect(examples).to.have.length(4);
    const folder = exampleFolder("evidence-types");
    const modules = examples.map((code, index) => wholeModule(folder, `${index}`, `${code}\nexport {};\n`));
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  for (const [index, code] of examples.entries()) {
    it(`example ${index + 1} runs and prints what it says`, async () => {
      const printed = await printedBy(exampleFolder(`evidence-${index}`), `${index}`, code, (same) => same);
      for (const { line, says } of claimsIn(code)) expect(printed.get(line)).to.equal(says);
    });
  }

  it("has the limits that hold", () => {
    const rows = Object.fromEntries(
      tableRows(section(page, "Limits")).map(([name = "", most = ""]) => [name, most]),
    );
    const mebibytes = (bytes: number) => `${bytes / MEBIBYTE} MiB`;
    expect(rows["bytes of all files"]).to.contain(mebibytes(evidenceBounds.maxBytes));
    expect(rows["bytes of private evidence"]).to.contain(mebibytes(evidenceBounds.maxPrivateBytes));
    expect(rows.files).to.contain(evidenceBounds.maxFiles.toLocaleString("en"));
    expect(rows["a path"]).to.equal(
      `${evidenceBounds.maxPath} bytes, ${evidenceBounds.maxDepth} parts of ${evidenceBounds.maxPathPart} bytes`,
    );
    expect(rows["a manifest"]).to.equal(mebibytes(evidenceBounds.maxManifest));
    expect(section(page, "IPFS")).to.contain(`at most ${mebibytes(maxRawBlock)}`);
  });

  it("names every reason for which evidence is not available", () => {
    const said = section(page, "What a juror cannot fetch");
    const quoted = [...said.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason);
    const reasons = quoted.filter((each) => each !== "reason");
    expect(reasons).to.have.length(11);
    for (const reason of reasons) {
      const error = new EvidenceUnavailableError(reason as "mismatch");
      expect(error.message, reason).to.not.contain("undefined");
    }
  });
});
