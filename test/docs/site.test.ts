import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { createMarkdownRenderer } from "vitepress";
import { labelCells } from "../../docs/.vitepress/labelled-cells.ts";
import { renderSite, repositoryPages } from "../../scripts/docs/build-pages.ts";
import { checkSite } from "../../scripts/docs/check-site.ts";
import { readContents, requireComplete } from "../../scripts/docs/contents.ts";
import { homePage } from "../../scripts/docs/home-page.ts";
import { anchorOf, linkNames, mapLinks, withoutTemplates } from "../../scripts/docs/markdown.ts";
import { linkTo, menusOf } from "../../scripts/docs/menus.ts";
import {
  inlineSvg,
  sitePathOf,
  sourcePage,
  sourcePathOf,
  toSitePage,
} from "../../scripts/docs/site-pages.ts";
import type { Reference } from "../../scripts/docs/solidity-reference.ts";

const NO_REFERENCE: Reference = { pages: new Map(), groups: [], names: new Map() };
const REFERENCE: Reference = {
  pages: new Map([["reference/contracts/Till.md", "# Till\n\nTakes {{ money }}.\n"]]),
  groups: [{ text: "Interfaces", entries: [{ text: "Till", page: "reference/contracts/Till.md" }] }],
  names: new Map([["Quittance_DealUnknown", "reference/contracts/Till.md#quittance_dealunknown"]]),
};

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" color="#111" fill="currentColor">\n  <style>svg { color: red; }</style>\n\n  <path d="M0 0"/>\n</svg>\n';

/** A repository of these files. */
const filesOf = (files: Readonly<Record<string, string>>) => ({
  exists: (path: string) => path in files,
  read: (path: string) => files[path] ?? "",
});

describe("tables of the site", () => {
  it("say at each cell which column it is in, for screens that show one below the other", async () => {
    const markdown = await createMarkdownRenderer("docs", { config: labelCells });
    const html = markdown.render("| | `a` and [b](c.md) |\n|---|--:|\n| 1 | 2 |\n\n| x |\n|---|\n| 3 |\n");
    const cells = [...html.matchAll(/<td[^>]* data-label="([^"]*)"[^>]*>(\d)</g)].map(([, label, text]) => [
      text,
      label,
    ]);
    expect(cells).to.deep.equal([
      ["1", ""],
      ["2", "a and b"],
      ["3", "x"],
    ]);
  });
});

describe("pages of the site", () => {
  it("have places without docs/, and an index where the repository has a README", () => {
    expect(sitePathOf("docs/terms.md")).to.equal("terms.md");
    expect(sitePathOf("docs/README.md")).to.equal("index.md");
    expect(sitePathOf("docs/operations/README.md")).to.equal("operations/index.md");
    expect(sitePathOf("SECURITY.md")).to.equal("security.md");
    expect(sitePathOf("LICENSE")).to.equal(undefined);
    expect(sitePathOf("apps/cli/README.md")).to.equal("packages/apps-cli.md");
    expect(sitePathOf("sdk/README.md")).to.equal("packages/sdk.md");
    expect(sitePathOf("test/README.md")).to.equal(undefined);
  });

  it("link to pages, to copies of other files, and to the outside as it is", () => {
    const files = filesOf({ "SECURITY.md": "", "docs/README.md": "", "contracts/Till.sol": "", LICENSE: "" });
    const links = [
      "[a](../../SECURITY.md#warnings)",
      "[b](../README.md)",
      "[c](../../contracts/Till.sol#L3)",
      "[d](https://example.org/x.md)",
      "[e](#below)",
      "`[f](gone.md)`",
    ];
    const { text, sources } = toSitePage(
      "docs/operations/take.md",
      "operations/take.md",
      links.join("\n"),
      files,
    );
    expect(text.split("\n")).to.deep.equal([
      "[a](../security.md#warnings)",
      "[b](../index.md)",
      "[c](../source/contracts/Till.sol.md)",
      "[d](https://example.org/x.md)",
      "[e](#below)",
      "`[f](gone.md)`",
    ]);
    expect(sources).to.deep.equal(["contracts/Till.sol"]);
  });

  it("are refused when a link leads nowhere, or a picture is no drawing", () => {
    const page = (text: string) =>
      toSitePage("docs/take.md", "take.md", text, filesOf({ "docs/till.png": "" }));
    expect(() => page("[a](gone.md#x)")).to.throw(
      "docs/take.md links to gone.md: there is no file docs/gone.md",
    );
    expect(() => page("![a till](till.svg)")).to.throw("there is no file docs/till.svg");
    expect(() => page("![a till](till.png)")).to.throw("only SVG files can be shown");
  });

  it("hold their drawings, in the colours of the theme and with a description", () => {
    const { text } = toSitePage(
      "docs/take.md",
      "take.md",
      '# Take\n\n![A "till"](till.svg)\n',
      filesOf({ "docs/till.svg": SVG }),
    );
    expect(text).to.equal(
      '# Take\n\n<div class="drawing" tabindex="0">\n<svg xmlns="http://www.w3.org/2000/svg" width="9" role="img" aria-label="A &quot;till&quot;" fill="currentColor">\n  <path d="M0 0"/>\n</svg>\n</div>\n',
    );
    expect(inlineSvg(`<?xml version="1.0"?>\n${SVG}`, "a")).to.not.contain("xml version");
  });

  it("of other files have places that VitePress takes", () => {
    expect(sourcePathOf("contracts/Till.sol")).to.equal("source/contracts/Till.sol.md");
    expect(sourcePathOf(".changeset/README.md")).to.equal("source/changeset/README.md");
  });

  it("of other files show them whole, whatever they hold", () => {
    expect(sourcePage("a.sol", "x\n")).to.contain("# a.sol\n\n```solidity\nx\n```\n");
    expect(sourcePage("LICENSE", "```\n")).to.contain("\n````text\n```\n````\n");
  });
});

describe("Markdown of the site", () => {
  it("has the anchors of GitHub", () => {
    expect(anchorOf("What's `new` in 1.0 – a list?")).to.equal("whats-new-in-10--a-list");
  });

  it("keeps links in code", () => {
    const text = "[a](b)\n```md\n[a](b)\n```\n`[a](b)` [`c`](b)\n~~~\n[a](b)\n~~~\n";
    expect(mapLinks(text, () => "z")).to.equal(
      "[a](z)\n```md\n[a](b)\n```\n`[a](b)` [`c`](z)\n~~~\n[a](b)\n~~~\n",
    );
  });
});

describe("names in code", () => {
  const linked = (text: string) =>
    linkNames(text, (name, line) => (name === "take" && !line.includes("not here") ? "t.md" : undefined));

  it("become links where they are known, with what they are called with", () => {
    expect(linked("Call `take` or `take(to, 1)`.\n| `take` | x |")).to.equal(
      "Call [`take`](t.md) or [`take(to, 1)`](t.md).\n| [`take`](t.md) | x |",
    );
  });

  it("stay as they are in headings, links, blocks, and lines that mean something else", () => {
    const text =
      "# `take`\n[`take`](a.md) `give` `take.all` `take of` not `a\n`take` is not here\n```ts\n`take`\n```\n";
    expect(linked(text)).to.equal(text);
  });
});

describe("templates", () => {
  it("are text in prose, and stay in code, where VitePress reads none", () => {
    expect(withoutTemplates("Pays {{ 1 + 1 }}, `{{ a }}`.\n```ts\n{{ b }}\n```\n")).to.equal(
      "Pays &#123;&#123; 1 + 1 }}, `{{ a }}`.\n```ts\n{{ b }}\n```\n",
    );
  });
});

describe("menus", () => {
  const CONTENTS =
    "# Pages\n\n## Guide\n\n- [Terms](terms.md): fields\n\n## Reference\n\n- [Operations](operations/index.md#top)\n";
  const OPERATIONS =
    "# Operations\n\n## Money\n\n| what | who |\n|---|---|\n| [take](take.md) | anyone |\n\n## Names\n\nNo [link](terms.md).\n";
  const pages = new Map([
    ["index.md", CONTENTS],
    ["terms.md", "# The terms\n"],
    ["operations/index.md", OPERATIONS],
    ["operations/take.md", "# Take money\n"],
  ]);
  const menus = (changes: Partial<Parameters<typeof menusOf>[0]> = {}) =>
    menusOf({ pages, contents: CONTENTS, contracts: REFERENCE, sdk: NO_REFERENCE, ...changes });

  it("are read from sections whose lists or tables begin with links", () => {
    expect(readContents("operations/index.md", OPERATIONS)).to.deep.equal([
      { text: "Money", entries: [{ text: "take", page: "operations/take.md" }] },
    ]);
  });

  it("name each group once, operations by their titles, and the references", () => {
    const { nav, sidebar } = menus();
    expect(nav).to.deep.equal([
      { text: "Guide", link: "/terms" },
      {
        text: "Reference",
        items: [
          { text: "Operations", link: "/operations/" },
          { text: "Contracts", link: "/reference/contracts/" },
          { text: "SDK", link: "/reference/sdk/" },
        ],
      },
    ]);
    expect(sidebar["/operations/"]).to.deep.equal([
      { text: "Overview", link: "/operations/" },
      { text: "Money", collapsed: false, items: [{ text: "Take money", link: "/operations/take" }] },
    ]);
    expect(sidebar["/reference/contracts/"]).to.deep.include({
      text: "Interfaces",
      collapsed: true,
      items: [{ text: "Till", link: "/reference/contracts/Till" }],
    });
  });

  it("are refused when a page is on none of them, on one twice, or has no title", () => {
    expect(() => menus({ pages: new Map([...pages, ["tabs.md", "# Tabs\n"]]) })).to.throw(
      "docs/README.md does not list tabs.md",
    );
    expect(() => menus({ pages: new Map([...pages, ["operations/give.md", "# Give\n"]]) })).to.throw(
      "docs/operations/README.md does not list operations/give.md",
    );
    expect(() => menus({ pages: new Map([...pages, ["operations/take.md", "Take\n"]]) })).to.throw(
      "operations/take.md has no heading",
    );
    expect(() =>
      requireComplete("a.md", readContents("a.md", "## A\n- [b](b.md)\n- [c](b.md)\n"), []),
    ).to.throw("a.md lists b.md twice");
    expect(() => menus({ contents: CONTENTS.replace("## Reference", "## More") })).to.throw(
      'no section "Reference"',
    );
  });

  it("link to a folder by its index", () => {
    expect([linkTo("index.md"), linkTo("operations/index.md"), linkTo("terms.md")]).to.deep.equal([
      "/",
      "/operations/",
      "/terms",
    ]);
  });
});

describe("the home page", () => {
  it("has the sentence and the links of the project above the contents", () => {
    const page = homePage({
      name: "X",
      sentence: "It is: X.",
      actions: [{ text: "Guide", link: "/terms" }],
      contents: "# Pages\n\nWhat it is.\n\n## Guide\n",
    });
    expect(page).to.contain('tagline: "It is: X."').and.to.contain("theme: brand");
    expect(page.slice(page.indexOf("What it is."))).to.equal("What it is.\n\n## Guide\n");
    expect(page).to.not.contain("# Pages");
  });
});

describe("the check of a built site", () => {
  let folder: string;
  const write = (path: string, html: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), html);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-site-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("follows links to pages, headings, folders, files and itself", () => {
    write(
      "index.html",
      '<a class="x" href="/a/">a</a> <a href="/a/b.html#%C3%A4">b</a> <a href="/x.txt">x</a>',
    );
    write("a/index.html", '<a href="#top">t</a><h1 id="top">T</h1> <a href="https://example.org/">e</a>');
    write("a/b.html", '<h1 id="ä">Ä</h1> <a href="./">a</a> <a href="../index.html">i</a>');
    write("x.txt", "x");
    expect(checkSite(folder)).to.deep.equal({ links: 6, problems: [] });
  });

  it("names a page or a heading that is missing, and what comes from another host", () => {
    write(
      "index.html",
      '<a href="/gone.html">g</a><a href="#gone">h</a><script src="https://example.org/x.js"></script>',
    );
    write(
      "b.html",
      '<link rel="stylesheet" href="//example.org/x.css"><img src="x.png"><link rel="icon" href="data:,">',
    );
    expect(checkSite(folder).problems).to.have.members([
      "index.html fetches https://example.org/x.js from another host",
      "index.html links to /gone.html: there is no gone.html",
      "index.html links to #gone: index.html has no heading #gone",
      "b.html fetches //example.org/x.css from another host",
    ]);
  });

  it("is refused without a page, or without a link", () => {
    expect(() => checkSite(folder)).to.throw("holds no page");
    write("index.html", '<a href="https://example.org/">e</a>');
    expect(() => checkSite(folder)).to.throw("has no link between its pages");
  });
});

describe("the site of this repository", () => {
  it("has every page on a menu, and no link that leads nowhere", () => {
    const { pages, menus } = renderSite({ contracts: REFERENCE, sdk: NO_REFERENCE });
    const places = repositoryPages().map(sitePathOf);
    expect(places.length).to.be.greaterThan(50);
    expect(pages.get("operations/settle.md")).to.contain(
      "[`Quittance_DealUnknown`](../reference/contracts/Till.md#quittance_dealunknown)",
    );
    expect([...pages.keys()]).to.include.members([
      ...places,
      "reference/contracts/Till.md",
      "source/LICENSE.md",
    ]);
    expect(pages.get("reference/contracts/Till.md")).to.equal("# Till\n\nTakes &#123;&#123; money }}.\n");
    expect(menus.nav.map(({ text }) => text)).to.include.members([
      "Guide",
      "Operations",
      "Protocol",
      "Security",
    ]);
  });
});
