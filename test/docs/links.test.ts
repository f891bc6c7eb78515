import { existsSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { anchors, links, pages, readPage } from "./support/markdown.ts";

/** What is wrong with a relative link of a page; undefined when it leads somewhere. */
function brokenLink(page: string, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(file)) return `${page} links to ${target}: there is no ${file}`;
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  return anchors(readPage(file)).has(anchor) ? undefined : `${page} links to ${target}: no such heading`;
}

describe("links between pages", () => {
  it("has pages to check", () => {
    expect(pages()).to.include.members(["README.md", "SECURITY.md", "docs/operations/README.md"]);
  });

  it("resolve, with their anchors", () => {
    const broken = pages().flatMap((page) =>
      links(readPage(page))
        .filter((target) => !/^[a-z]+:/.test(target))
        .flatMap((target) => brokenLink(page, target) ?? []),
    );
    expect(broken).to.deep.equal([]);
  });

  it("are refused when file or heading is missing", () => {
    expect(brokenLink("README.md", "docs/nowhere.md")).to.contain("there is no docs/nowhere.md");
    expect(brokenLink("README.md", "SECURITY.md#nowhere")).to.contain("no such heading");
    expect(brokenLink("docs/operations/settle.md", "../../SECURITY.md#warnings")).to.equal(undefined);
  });
});

describe("every page of the docs", () => {
  it("can be reached from the README", () => {
    const reached = new Set<string>();
    const visit = (page: string) => {
      if (reached.has(page) || !page.endsWith(".md")) return;
      reached.add(page);
      for (const target of links(readPage(page))) {
        const [path = ""] = target.split("#");
        if (path !== "" && !/^[a-z]+:/.test(path)) visit(posix.join(posix.dirname(page), path));
      }
    };
    visit("README.md");
    expect(pages().filter((page) => !reached.has(page))).to.deep.equal([]);
  });
});
