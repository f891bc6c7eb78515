import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

/** The sections of an .editorconfig by their pattern. Comments and the lines above the first section are left out. */
function sectionsOf(editorconfig: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let current: Record<string, string> = {};
  for (const line of editorconfig.split("\n")) {
    const pattern = /^\[(.+)\]$/.exec(line)?.[1];
    const [, name, value] = /^(\w+) = (\S+)$/.exec(line) ?? [];
    if (pattern !== undefined) {
      current = {};
      sections[pattern] = current;
    } else if (name !== undefined && value !== undefined) current[name] = value;
  }
  return sections;
}

describe(".editorconfig", () => {
  const sections = () => sectionsOf(readFileSync(".editorconfig", "utf8"));

  it("agrees with biome on TypeScript", () => {
    const { formatter } = readJson("biome.json");
    expect(sections()["*"]).to.include({
      indent_style: formatter.indentStyle,
      indent_size: String(formatter.indentWidth),
      max_line_length: String(formatter.lineWidth),
      end_of_line: formatter.lineEnding,
    });
  });

  it("agrees with prettier on Solidity", () => {
    const [{ files, options }] = readJson(".prettierrc.json").overrides;
    expect(sections()[files]).to.deep.equal({
      indent_size: String(options.tabWidth),
      max_line_length: String(options.printWidth),
    });
  });
});

describe(".nvmrc", () => {
  const { node, "@types/node": types } = readJson("package.json").devDependencies;

  it("names the Node that the project pins", () => {
    expect(readFileSync(".nvmrc", "utf8")).to.equal(`${node}\n`);
  });

  it("has the major version whose types are checked", () => {
    expect(types.split(".")[0]).to.equal(node.split(".")[0]);
  });
});

describe(".gitattributes", () => {
  const attributes = () => readFileSync(".gitattributes", "utf8");
  const patterns = () =>
    [...attributes().matchAll(/^(\S+) linguist-generated$/gm)].map(([, path = ""]) => path);

  it("gives every text file LF", () => {
    expect(attributes()).to.match(/^\* text=auto eol=lf$/m);
  });

  it("marks no file that does not exist", () => {
    expect(patterns().length).to.be.greaterThan(0);
    expect(patterns().filter((pattern) => globSync(pattern).length === 0)).to.deep.equal([]);
  });

  it("marks every source whose first line states that it is generated", () => {
    const marked = new Set(patterns().flatMap((pattern) => globSync(pattern)));
    const generated = globSync("{contracts,sdk,indexer,scripts,test}/**/*.ts", {
      exclude: (path) => /(^|[\\/])(node_modules|dist|generated|\.ponder)([\\/]|$)/.test(path),
    }).filter((file) => /^\/\/ Generated /.test(readFileSync(file, "utf8")));
    expect(generated.length).to.be.greaterThan(0);
    expect(generated.filter((file) => !marked.has(file))).to.deep.equal([]);
  });
});
