import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { findWorkspaces, publicPackages, type Workspace } from "../../scripts/release/packages.ts";
import { dealIdOf } from "../../sdk/index.ts";
import { exampleFolder, wholeModule } from "./support/examples.ts";
import { blocks, links, readPage, section, tableRows } from "./support/markdown.ts";

const textOf = (...path: string[]) => readFileSync(join(...path), "utf8");
const firstNames = (markdown: string) => tableRows(markdown).map(([first = ""]) => first.replaceAll("`", ""));

describe("what npm shows of each package", () => {
  let published: readonly Workspace[];

  before(async () => {
    published = publicPackages(await findWorkspaces("."));
  });

  it("has a README under the package's name, and the licence of the repository", () => {
    expect(published.length).to.be.greaterThan(3);
    for (const { folder, manifest } of published) {
      expect(textOf(folder, "README.md").split("\n")[0], folder).to.equal(`# ${manifest.name}`);
      expect(textOf(folder, "LICENSE"), folder).to.equal(textOf("LICENSE"));
    }
  });

  it("has a README that links to nothing that npm does not show", () => {
    const dead = published.flatMap(({ folder }) =>
      links(readPage(join(folder, "README.md")))
        .filter((target) => !/^(https:|#)/.test(target))
        .map((target) => `${folder}/README.md links to ${target}`),
    );
    expect(dead).to.deep.equal([]);
  });
});

describe("sdk/README.md", () => {
  it("lists every entry of the package", () => {
    const { exports } = JSON.parse(textOf("sdk", "package.json"));
    const entries = Object.keys(exports)
      .filter((entry) => entry !== "./package.json")
      .map((entry) => entry.replace(".", "quittance"));
    expect(firstNames(section(readPage("sdk/README.md"), "Entries"))).to.deep.equal(entries);
  });

  it("has a program that runs", async () => {
    const [source = ""] = blocks(readPage("sdk/README.md"), "ts");
    const { terms, domain } = await wholeModule(exampleFolder("sdk-readme"), "terms", source).load();
    expect(() => dealIdOf({ terms, domain } as never)).to.not.throw();
  });
});

describe("apps/cli/README.md", () => {
  it("lists every command of --help", () => {
    const help = execFileSync(process.execPath, ["apps/cli/quittance.ts", "--help"], { encoding: "utf8" });
    const [, commands = ""] = /Commands:\n([\s\S]*?)\n\n/.exec(help) ?? [];
    const offered = [...commands.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
    const listed = firstNames(readPage("apps/cli/README.md")).map((call) => call.split(" ")[1]);
    expect(offered).to.include("account");
    expect(listed).to.deep.equal(offered);
  });
});

describe("indexer/README.md", () => {
  it("has a typed client that loads", async () => {
    const [source = ""] = blocks(readPage("indexer/README.md"), "ts");
    const { client } = await wholeModule(exampleFolder("indexer-readme"), "client", source).load();
    expect(client).to.have.property("db");
  });
});
