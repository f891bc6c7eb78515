import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { expect } from "chai";
import * as sdk from "../../../sdk/index.ts";
import { claimsIn } from "../support/examples.ts";
import { stopSharedStack } from "../support/shared-testing.ts";

const FOLDER = join("cache", `identity-docs-${process.pid}`);
const SHARED = pathToFileURL("test/sdk/support/shared-testing.ts").href;

describe("docs/identity.md", () => {
  const page = readFileSync("docs/identity.md", "utf8");
  const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

  before(() => mkdirSync(FOLDER, { recursive: true }));
  after(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    await stopSharedStack();
  });

  it("has examples", () => {
    expect(examples).to.have.lengthOf(2);
  });

  for (const [index, code] of examples.entries()) {
    it(`example ${index + 1} runs and prints what it says`, async () => {
      const file = join(FOLDER, `${index}.ts`);
      const runnable = code
        .replaceAll('"quittance/testing"', JSON.stringify(SHARED))
        .split("\n")
        .map((line, at) => line.replace(/^(\s*)console\.log\(/, `$1globalThis.identityReport(${at}, `))
        .join("\n");
      writeFileSync(file, `${runnable}export {};\n`);
      const printed = new Map<number, string>();
      Reflect.set(globalThis, "identityReport", (at: number, ...values: unknown[]) => {
        printed.set(at, format(...values));
      });
      await import(pathToFileURL(file).href);
      const claims = claimsIn(code);
      expect(claims.length).to.be.greaterThan(0);
      for (const { line, says } of claims) expect(printed.get(line)).to.equal(says);
    });
  }

  it("names every error of the registry and of DIDs, and the canonical registries", () => {
    const own = ["identity", "did"].flatMap((name) => {
      const source = readFileSync(`sdk/errors/${name}.ts`, "utf8");
      return [...source.matchAll(/^export class (\w+)/gm)].map(([, error = ""]) => error);
    });
    expect(own.length).to.be.greaterThan(8);
    expect(own.filter((error) => !page.includes(`| \`${error}\` |`))).to.deep.equal([]);
    for (const [chainId, registry] of Object.entries(sdk.identityRegistries)) {
      expect(page).to.include(`(${chainId}) | \`${registry}\` |`);
    }
  });

  it("names the metadata key and what may be signed, as the SDK has them", () => {
    expect(page).to.include(`\`${sdk.ACCOUNT_METADATA_KEY}\``);
    for (const name of sdk.capabilityNames) expect(page).to.include(`\`${name}\``);
    const actions = Object.entries(sdk).flatMap(([name, value]) =>
      typeof value === "function" && "simulate" in value && /Agent/.test(name) ? [name] : [],
    );
    expect(actions).to.have.lengthOf(5);
    expect(actions.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
  });
});
