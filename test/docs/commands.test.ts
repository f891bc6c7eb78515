import { existsSync, globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { pages, readPage, section, tableRows } from "./support/markdown.ts";

const scripts = () => Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts);

/** npm scripts that a text tells its reader to run. */
const commandsIn = (markdown: string) =>
  [...markdown.matchAll(/\bnpm (?:run (?:--silent )?([\w:]+)|(test)\b)/g)].map(
    ([, script, test]) => script ?? test ?? "",
  );

describe("commands of the repository", () => {
  const texts = [...pages(), "llms.txt", ...globSync([".github/**/*.{md,yml}", ".changeset/*.md"])];

  it("exist wherever a text names one", () => {
    const unknown = texts.flatMap((file) =>
      commandsIn(readPage(file))
        .filter((name) => !scripts().includes(name))
        .map((name) => `${file}: npm run ${name}`),
    );
    expect(texts.some((file) => commandsIn(readPage(file)).length > 0)).to.equal(true);
    expect(unknown).to.deep.equal([]);
  });

  it("are each in the table of CONTRIBUTING.md", () => {
    const listed = tableRows(section(readPage("CONTRIBUTING.md"), "Commands")).flatMap(([first = ""]) =>
      commandsIn(first),
    );
    expect(scripts().filter((name) => !listed.includes(name))).to.deep.equal([]);
  });

  it("are found in a sentence", () => {
    expect(
      commandsIn("`npm run abi:check`, `npm run --silent release -- --json`, npm test, npm install"),
    ).to.deep.equal(["abi:check", "release", "test"]);
  });
});

describe("AGENTS.md", () => {
  it("names only files and folders that exist", () => {
    const named = [...readPage("AGENTS.md").matchAll(/`((?:[\w.-]+\/)+[\w.-]*|\.ci\/run)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(named.length).to.be.greaterThan(0);
    expect(named.filter((path) => !existsSync(path))).to.deep.equal([]);
  });
});
