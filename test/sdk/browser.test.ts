import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type BuildOptions, type BuildResult, build, type Plugin } from "esbuild";
import { operationPages } from "../../scripts/docs/pages.ts";
import type * as Sdk from "../../sdk/index.ts";
import { readPage, section, tableRows } from "../docs/support/markdown.ts";

const ENTRY = "./sdk/index.ts";

/** What runs in a browser, too; viem is the user's own. */
const PACKAGES = ["@noble/curves", "canonicalize", "did-resolver", "viem", "zod"];

/** Kilobytes (1,000 bytes) that an app may bring, minified and compressed, without viem. */
const BUDGETS = [
  { app: "opens deals and signs terms", names: ["openDeal", "signTerms"], kilobytes: 41 },
  { app: "has every action on its client", names: ["quittanceActions"], kilobytes: 61 },
  { app: "only builds and checks terms", names: ["buildTerms", "checkTerms"], kilobytes: 15 },
] as const;

const OPTIONS = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  external: ["viem", "viem/*"],
  write: false,
  metafile: true,
  logLevel: "silent",
} as const satisfies BuildOptions;

/** Keeps what modules do when they are loaded, though the package says that they do nothing. */
const withSideEffects: Plugin = {
  name: "with-side-effects",
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === "resolving") return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: "resolving" });
      return { path: found.path, sideEffects: true };
    });
  },
};

interface Bundle {
  readonly text: string;
  readonly metafile: BuildResult<{ metafile: true }>["metafile"];
}

/** A program as a browser would load it, without viem; with packages left out, too, when asked. */
async function bundle(source: string, packages: "bundle" | "external" = "bundle"): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    stdin: { contents: source, resolveDir: process.cwd(), loader: "ts" },
    packages,
  });
  return { text: outputFiles[0]?.text ?? "", metafile };
}

/** The text that an app of one export brings, for each of these exports; all are made at once. */
async function bundles(names: readonly string[]): Promise<string[]> {
  const apps: Plugin = {
    name: "apps",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^app:/ }, ({ path }) => ({ path: path.slice("app:".length), namespace: "app" }));
      onLoad({ filter: /.*/, namespace: "app" }, ({ path }) => ({
        contents: `import { ${path} } from "${ENTRY}"; console.log(${path});`,
        resolveDir: process.cwd(),
      }));
    },
  };
  const entryPoints = names.map((name, index) => ({ in: `app:${name}`, out: String(index) }));
  const { outputFiles } = await build({ ...OPTIONS, entryPoints, outdir: "apps", plugins: [apps] });
  const textOf = new Map(outputFiles.map(({ path, text }) => [basename(path, ".js"), text]));
  return names.map((_, index) => textOf.get(String(index)) ?? "");
}

/** Everything outside the SDK's own files that they import. */
function importsIn({ inputs }: Bundle["metafile"]): string[] {
  const outside = Object.values(inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return [...new Set(outside.map(({ path }) => path))].sort();
}

const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

describe("the SDK in a browser", () => {
  it("imports nothing of Node, and no package but the few it needs", async () => {
    const { metafile } = await bundle(`export * from "${ENTRY}";`, "external");
    expect(Object.keys(metafile.inputs)).to.have.length.above(150);
    const others = importsIn(metafile).filter((specifier) => !PACKAGES.includes(packageOf(specifier)));
    expect(others).to.deep.equal([]);
    expect(importsIn(metafile)).to.include("zod/mini").and.to.not.include("zod");
  });

  it("finds an import of Node, which its check of imports would name", async () => {
    const { metafile } = await bundle(`import "node:fs"; export * from "${ENTRY}";`, "external");
    expect(importsIn(metafile)).to.include("node:fs");
  });

  it("has the curve in the version that viem brings, so that there is one", () => {
    const manifestOf = (path: string) => createRequire(import.meta.url)(path);
    const ours = manifestOf("../../sdk/package.json").dependencies["@noble/curves"];
    expect(manifestOf("../../node_modules/viem/package.json").dependencies["@noble/curves"]).to.equal(ours);
  });

  it("does nothing when its modules are loaded, whatever the package says of them", async () => {
    const { outputFiles, metafile } = await build({
      ...OPTIONS,
      stdin: { contents: `import "${ENTRY}";`, resolveDir: process.cwd() },
      packages: "external",
      plugins: [withSideEffects],
    });
    expect(Object.keys(metafile.inputs)).to.have.length.above(150);
    const statements = outputFiles[0]?.text.trim().split(/;\n?/) ?? [];
    expect(statements.filter((statement) => !/^(import\b|$)/.test(statement))).to.deep.equal([]);
  });

  it("has smart wallets apart: they import nothing of Node, and bring 20 kB at most", async () => {
    const program = `import { smartWalletClient } from "./sdk/wallets/index.ts"; console.log(smartWalletClient);`;
    const { text, metafile } = await bundle(program);
    expect(importsIn(metafile).map(packageOf))
      .to.include("viem")
      .and.to.have.members(importsIn(metafile).map(() => "viem"));
    expect(gzipSync(text, { level: 9 }).length / 1_000).to.be.within(1, 20);
    const whole = await bundle(`export * from "${ENTRY}";`, "external");
    expect(importsIn(whole.metafile)).to.not.include("viem/account-abstraction");
  });

  it("brings only the modules whose exports an app uses", async () => {
    const { metafile } = await bundle(`import { bounds } from "${ENTRY}"; console.log(bounds.full);`);
    const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const files = used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
    expect(files).to.have.members(["sdk/protocol/bounds.ts", "<stdin>"]);
  });

  for (const { app, names, kilobytes } of BUDGETS) {
    it(`brings at most ${kilobytes} kB to an app that ${app}`, async () => {
      const { text } = await bundle(
        `import { ${names.join(", ")} } from "${ENTRY}"; console.log(${names.join(", ")});`,
      );
      expect(gzipSync(text, { level: 9 }).length / 1_000).to.be.within(1, kilobytes);
      expect(text).to.not.match(/\beval\(|\bnew Function\b|\bFunction\(/);
    });
  }

  it("brings with each action the errors that its page lists", async () => {
    const pages = operationPages().map(readPage);
    const actions = pages.map((page) => /^SDK: `(\w+)`/m.exec(page)?.[1] ?? "");
    const texts = await bundles(actions);
    const missing = pages.flatMap((page, index) => {
      const errors = tableRows(section(page, "Errors")).flatMap(
        ([name = ""]) => /`(\w+)`/.exec(name)?.[1] ?? [],
      );
      expect(errors, actions[index]).to.not.deep.equal([]);
      return errors
        .filter((name) => !texts[index]?.includes(`"${name}"`))
        .map((name) => `${actions[index]}: ${name}`);
    });
    expect(pages).to.have.length.above(50);
    expect(missing).to.deep.equal([]);
  });

  it("brings no errors of tabs to an app that only opens deals", async () => {
    const { text } = await bundle(`import { openDeal } from "${ENTRY}"; console.log(openDeal);`);
    expect(text).to.include("Quittance_DealAlreadyOpened").and.to.not.include("Quittance_TabUnknown");
  });

  it("asks for no global of Node, but where its loader may be", async () => {
    const { text } = await bundle(`export * from "${ENTRY}";`);
    const globals = text.match(/(?<![.\w])((Buffer|process)\.\w+|setImmediate\(|__dirname|require\()/g);
    expect(globals).to.deep.equal(["process.getBuiltinModule"]);
  });

  describe("minified", () => {
    const folder = join("cache", `browser-${process.pid}`);
    before(() => mkdirSync(folder, { recursive: true }));
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("keeps the names of its errors, and their messages", async () => {
      const file = join(folder, "errors.mjs");
      const { text } = await bundle(`export * from "${ENTRY}";`);
      writeFileSync(file, text);
      const sdk: typeof Sdk = await import(pathToFileURL(file).href);
      const classes = Object.entries(sdk).filter(
        ([, value]) => typeof value === "function" && value.prototype instanceof sdk.BaseError,
      );
      expect(classes).to.have.length.above(150);
      for (const [name, errorClass] of classes) {
        const argument = Object.assign(new String("a"), { offered: {}, own: {}, factoryData: "0x" });
        const error = Reflect.construct(errorClass as typeof sdk.BaseError, [argument, argument, argument]);
        expect(error.name).to.equal(name);
        expect(error.constructor.name).to.not.equal(name);
      }
      expect(() => sdk.checkTerms({})).to.throw(sdk.InvalidFieldError, "terms.buyer must be an address");
    });
  });
});
