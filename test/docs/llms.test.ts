import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  docsPages,
  firstSentence,
  listedDescriptions,
  renderLlms,
  sectionsOf,
  titleOf,
} from "../../scripts/llms/sections.ts";
import { anchors, links, readPage } from "./support/markdown.ts";

describe("llms.txt", () => {
  const llms = () => readFileSync("llms.txt", "utf8");

  it("is what the pages give; otherwise: npm run llms", async () => {
    expect(renderLlms(llms(), await sectionsOf("."))).to.equal(llms());
  });

  it("lists every page of the docs once, and the pages at the root that users read", () => {
    const listed = [...llms().matchAll(/^- \[[^\]]+\]\(([^)]+)\): /gm)].map(([, path = ""]) => path);
    expect(docsPages(".").length).to.be.greaterThan(0);
    expect(listed).to.include.members([...docsPages("."), "README.md", "SECURITY.md", "CHANGELOG.md"]);
    expect(listed).to.have.lengthOf(new Set(listed).size);
  });

  it("links to files that exist, and to headings in them", () => {
    const broken = links(llms()).filter((target) => {
      const [path = "", anchor] = target.split("#");
      return !existsSync(path) || (anchor !== undefined && !anchors(readPage(path)).has(anchor));
    });
    expect(broken).to.deep.equal([]);
  });

  it("has the form of llmstxt.org: a title, a summary, notes, and lists of links", () => {
    const [title, , summary] = llms().split("\n");
    expect(title).to.match(/^# \w/);
    expect(summary).to.match(/^> \w/);
    const lists = llms()
      .split(/^## .+$/m)
      .slice(1);
    const odd = lists.flatMap((list) =>
      list.split("\n").filter((line) => line !== "" && !/^- \[.+\]\(.+\): .+/.test(line)),
    );
    expect(odd).to.deep.equal([]);
  });
});

describe("an entry of llms.txt", () => {
  it("has the title of its page, without links", () => {
    expect(titleOf("a.md", "```sh\n# not this\n```\n\n# The [pool](b.md)\n")).to.equal("The pool");
    expect(() => titleOf("a.md", "## Lower\n")).to.throw('a.md has no heading "# …"');
  });

  it("has the first sentence of its page, on one line", () => {
    const page =
      "---\nx: y\n---\n\n# Title\n\n```sh\nnpm test\n```\n\nPays [both](b.md)\nparties at 0.5 USDC. More.\n";
    expect(firstSentence("a.md", page)).to.equal("Pays both parties at 0.5 USDC.");
    expect(() => firstSentence("a.md", "# Title\n\n```sh\nnpm test\n```\n")).to.throw(
      "a.md has no paragraph",
    );
  });

  it("has what a list says about its page, where one does", () => {
    const list = "- [Tabs](tabs.md): pay per [call](b.md),\n  many at once\n- [A](a.md) · [B](b.md)\n";
    expect([...listedDescriptions("docs/README.md", list)]).to.deep.equal([
      ["docs/tabs.md", "pay per call, many at once"],
    ]);
  });
});

describe("the sections of llms.txt", () => {
  const root = mkdtempSync(join(tmpdir(), "quittance-llms-"));
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  const page = (title: string) => `# ${title}\n\nAbout ${title}. More.\n`;
  before(() =>
    write({
      ".gitignore": "/docs/reference/\n",
      "package.json": JSON.stringify({ name: "root", workspaces: ["sdk", "examples/*", "plain"] }),
      "package-lock.json": "{}",
      "sdk/package.json": JSON.stringify({
        name: "quittance",
        version: "0.1.0",
        description: "The library.",
      }),
      "sdk/README.md": page("sdk"),
      "examples/deal/package.json": JSON.stringify({ name: "deal", private: true, description: "A deal." }),
      "examples/deal/README.md": page("deal"),
      "plain/package.json": JSON.stringify({ name: "plain", version: "0.1.0" }),
      "README.md": `${page("Quittance")}\n- [B](docs/b.md): the second\n\nSee [a](docs/a.md).\n`,
      ...Object.fromEntries(
        ["SECURITY", "CHANGELOG", "CONTRIBUTING"].map((name) => [`${name}.md`, page(name)]),
      ),
      "docs/a.md": page("A"),
      "docs/b.md": page("B"),
      "docs/c.md": page("C"),
      "docs/operations/README.md": `${page("Operations")}\n[pay](pay.md)\n`,
      "docs/operations/deposit.md": page("Deposit"),
      "docs/operations/pay.md": page("Pay"),
      "docs/reference/generated.md": page("Generated"),
      "docs/.site/cache.md": page("Cache"),
    }),
  );
  after(() => rmSync(root, { recursive: true }));

  it("are packages, examples and each folder of the docs, in the order in which its guide links", async () => {
    const sections = await sectionsOf(root);
    expect(sections.map(([heading, entries]) => [heading, entries.map(({ path }) => path)])).to.deep.equal([
      ["Start here", ["README.md", "SECURITY.md"]],
      ["Packages", ["sdk/README.md"]],
      ["Examples", ["examples/deal/README.md"]],
      ["Docs", ["docs/b.md", "docs/a.md", "docs/c.md"]],
      ["Operations", ["docs/operations/README.md", "docs/operations/pay.md", "docs/operations/deposit.md"]],
      ["Optional", ["CHANGELOG.md", "CONTRIBUTING.md"]],
    ]);
  });

  it("replace those that were there, below what is written by hand", async () => {
    const written = renderLlms("# Q\n\n> By hand.\n\n## Old\n\n- gone\n", await sectionsOf(root));
    expect(
      written.startsWith("# Q\n\n> By hand.\n\n## Start here\n\n- [Quittance](README.md): About"),
    ).to.equal(true);
    expect(written).to.contain("- [quittance](sdk/README.md): The library.\n");
    expect(written).to.contain("- [B](docs/b.md): the second\n- [A](docs/a.md): About A.\n");
    expect(written).not.to.contain("gone");
  });
});
