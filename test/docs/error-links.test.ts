import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";
import { CommandRefusal, ExitCode, OutcomeUnknown, UsageRefusal } from "../../apps/cli/refusal.ts";
import { ExchangeSettingError } from "../../apps/exchange/setting-error.ts";
import { RelayerSettingError } from "../../apps/relayer/setting-error.ts";
import { packedPage, packedPages } from "../../scripts/docs/packed-pages.ts";
import { VERSION_FILE, versionSource } from "../../scripts/release/version-file.ts";
import { pages as operations } from "../../sdk/errors/base.ts";
import * as sdk from "../../sdk/index.ts";
import { anchors, links } from "./support/markdown.ts";

/** What a message names after `Docs:`. */
const linkIn = ({ message }: Error) => /^Docs: (\S+)$/m.exec(message)?.[1] ?? "";

const { version } = JSON.parse(readFileSync("sdk/package.json", "utf8"));
const DIST = `https://unpkg.com/quittance@${version}/dist/`;

describe("the pages that errors link to", () => {
  const packed = packedPages(".");

  /** What is wrong with an address; undefined when the package has its page, with its anchor. */
  const wrongWith = (url: string) => {
    if (!url.startsWith(DIST)) return `${url} is not of this version`;
    const [file = "", anchor] = url.slice(DIST.length).split("#");
    const page = packed.get(file);
    if (page === undefined) return `${url}: the package has no ${file}`;
    const isThere =
      anchor === undefined || anchors(page).has(anchor) || page.includes(`<a id="${anchor}"></a>`);
    return isThere ? undefined : `${url}: ${file} has no such heading and no such row`;
  };

  it("are those of the version of the package", () => {
    expect(readFileSync(VERSION_FILE, "utf8")).to.equal(versionSource(version));
    expect(sdk.docsUrlOf("docs/errors.md")).to.equal(`${DIST}docs/errors.md`);
  });

  it("are in the package, for every page of an operation", () => {
    const urls = operations.map((docsPage) => linkIn(new sdk.BaseError("x", { docsPage })));
    expect(urls.flatMap((url) => wrongWith(url) ?? [])).to.deep.equal([]);
  });

  it("are in the package, with a row for every error of the contracts", () => {
    const values = new Proxy({}, { get: () => 0n });
    const errors = sdk.contractErrorClasses.map((each): sdk.BaseError => Reflect.construct(each, [values]));
    expect(errors.length).to.be.above(150);
    for (const error of errors) expect(linkIn(error)).to.equal(error.docsUrl);
    expect(errors.flatMap(({ docsUrl }) => wrongWith(docsUrl) ?? [])).to.deep.equal([]);
    expect(new Set(errors.map(({ docsUrl }) => docsUrl)).size).to.be.above(80);
  });

  it("are in the package, with the heading that every other error names", () => {
    const sections = [
      "errors-of-the-token",
      "errors-before-anything-is-sent",
      "errors-of-identities",
      "errors-of-evidence",
      "errors-of-watching-and-history",
      "errors-on-the-way",
    ] as const satisfies readonly sdk.ErrorsSection[];
    const urls = sections.map((docsSection) => linkIn(new sdk.BaseError("x", { docsSection })));
    expect([...urls, linkIn(new sdk.BaseError("x"))].flatMap((url) => wrongWith(url) ?? [])).to.deep.equal(
      [],
    );
  });

  it("are in the package for what the command, the relayer and the exchange refuse, too", () => {
    const refusals = [
      new CommandRefusal("x", ExitCode.failed),
      new UsageRefusal("x"),
      new OutcomeUnknown("x", undefined),
    ];
    const paths = refusals.map(({ docsPath }) => docsPath);
    expect(new Set(paths).size).to.equal(refusals.length);
    const setting = new RelayerSettingError("RELAYER_PORT", "must be a whole number", "Give digits.");
    const other = new ExchangeSettingError("EXCHANGE_PORT", "must be a whole number", "Give digits.");
    expect(linkIn(setting)).to.equal(setting.docsUrl);
    expect(linkIn(other)).to.equal(other.docsUrl);
    expect(
      [...paths.map(sdk.docsUrlOf), setting.docsUrl, other.docsUrl].flatMap((url) => wrongWith(url) ?? []),
    ).to.deep.equal([]);
  });

  it("are found wrong when the version, the page or the heading is another", () => {
    expect(wrongWith("https://unpkg.com/quittance@9.9.9/dist/docs/errors.md")).to.contain(
      "not of this version",
    );
    expect(wrongWith(sdk.docsUrlOf("docs/nowhere.md"))).to.contain("has no docs/nowhere.md");
    expect(wrongWith(sdk.docsUrlOf("docs/errors.md#nowhere"))).to.contain("no such heading");
  });

  it("link to nothing outside the package but by whole addresses", () => {
    const broken = [...packed].flatMap(([file, text]) =>
      (file.endsWith(".md") ? links(text) : [])
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .map((target) => posix.join(posix.dirname(file), target.split("#")[0] ?? ""))
        .filter((linked) => !packed.has(linked))
        .map((linked) => `${file} links to ${linked}`),
    );
    expect(broken).to.deep.equal([]);
    expect(packed.size).to.be.above(70);
  });

  it("keep the text of a link that leads out of the package, and code as it is", () => {
    const page = "[Security](../SECURITY.md#a), [terms](terms.md), [site](https://a.example), `[a](../b)`\n";
    expect(packedPage("docs/x.md", page)).to.equal(
      "Security, [terms](terms.md), [site](https://a.example), `[a](../b)`\n",
    );
  });
});
