import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { expect } from "chai";
import ts from "typescript";
import * as audit from "../../sdk/audit/index.ts";
import * as documents from "../../sdk/documents/index.ts";
import * as archive from "../../sdk/evidence/archive/index.ts";
import * as evidence from "../../sdk/evidence/index.ts";
import * as ipfs from "../../sdk/evidence/ipfs/index.ts";
import * as sealed from "../../sdk/evidence/private/index.ts";
import * as s3 from "../../sdk/evidence/s3/index.ts";
import * as history from "../../sdk/history/index.ts";
import * as quittance from "../../sdk/index.ts";
import * as jury from "../../sdk/jury/index.ts";
import * as measures from "../../sdk/jury/measures/index.ts";
import * as models from "../../sdk/jury/models/index.ts";
import * as sandbox from "../../sdk/jury/sandbox/index.ts";
import * as market from "../../sdk/market/index.ts";
import * as negotiation from "../../sdk/negotiation/index.ts";
import * as node from "../../sdk/node.ts";
import * as receipts from "../../sdk/receipts/index.ts";
import * as reputation from "../../sdk/reputation/index.ts";
import * as screening from "../../sdk/screening/index.ts";
import * as testing from "../../sdk/testing/index.ts";
import * as credentials from "../../sdk/trust/credentials/index.ts";
import * as trust from "../../sdk/trust/index.ts";
import * as wallets from "../../sdk/wallets/index.ts";
import * as watching from "../../sdk/watching/index.ts";
import * as webhooks from "../../sdk/webhooks/index.ts";
import { claimsIn, examplesIn, readExamples } from "./support/examples.ts";
import { stopSharedStack } from "./support/shared-testing.ts";

/** Inside the package, so that the examples can import it by its name. */
const FOLDER = join("cache", `examples-${process.pid}`);
const SHARED = pathToFileURL("test/sdk/support/shared-testing.ts").href;

const examples = readExamples();
const fileOf = (index: number, kind: string) => join(FOLDER, `${index}-${examples[index]?.name}.${kind}.ts`);

describe("examples in doc comments", () => {
  before(() => mkdirSync(FOLDER, { recursive: true }));
  after(async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    await stopSharedStack();
  });

  it("exist for every public function, with imports from the package by its name", () => {
    const shown = new Set(examples.map(({ name }) => name));
    const isFunction = (value: unknown) =>
      typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
    const ofEvidence = [evidence, archive, ipfs, sealed, s3];
    const ofJuries = [jury, measures, models, sandbox];
    const ofTrust = [trust, credentials];
    const rooms = [
      quittance,
      wallets,
      node,
      testing,
      history,
      watching,
      webhooks,
      audit,
      receipts,
      screening,
      documents,
      reputation,
      negotiation,
      market,
    ];
    const functions = [...rooms, ...ofEvidence, ...ofJuries, ...ofTrust]
      .flatMap((entry) => Object.entries<unknown>(entry))
      .filter(([, value]) => isFunction(value))
      .map(([name]) => name);
    expect(functions).to.have.length.above(80);
    expect(functions.filter((name) => !shown.has(name))).to.deep.equal([]);
    const without = examples.filter(
      ({ name, code }) => !new RegExp(`^import .*\\b${name}\\b.* from "quittance`, "m").test(code),
    );
    expect(without.map(({ file, name }) => `${file}: ${name}`)).to.deep.equal([]);
  });

  it("type-check", () => {
    const files = examples.map(({ code }, index) => {
      writeFileSync(fileOf(index, "check"), `${code}export {};\n`);
      return fileOf(index, "check");
    });
    const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, process.cwd());
    const program = ts.createProgram(files, { ...options, incremental: false });
    const problems = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      );
    });
    expect(problems).to.deep.equal([]);
  });

  for (const [index, { file, name, code }] of examples.entries()) {
    it(`${file}: ${name} runs and prints what it says`, async () => {
      const runnable = code
        .replaceAll('"quittance/testing"', JSON.stringify(SHARED))
        .split("\n")
        .map((line, at) => line.replace(/^(\s*)console\.log\(/, `$1globalThis.exampleReport(${at}, `))
        .join("\n");
      writeFileSync(fileOf(index, "run"), `${runnable}export {};\n`);
      const printed = new Map<number, string>();
      Reflect.set(globalThis, "exampleReport", (at: number, ...values: unknown[]) => {
        printed.set(at, format(...values));
      });
      await import(pathToFileURL(fileOf(index, "run")).href);
      for (const { line, says } of claimsIn(code)) expect(printed.get(line)).to.equal(says);
    });
  }

  it("are found by their tag, and claims by their comments", () => {
    const source =
      "/**\n * Adds.\n *\n * @example\n * console.log(1 + 1); // 2: the sum\n * @throws never\n */\nexport function add() {}\n";
    const [example] = examplesIn("a.ts", source);
    expect(example).to.deep.equal({ file: "a.ts", name: "add", code: "console.log(1 + 1); // 2: the sum\n" });
    expect(claimsIn(example?.code ?? "")).to.deep.equal([{ line: 0, says: "2" }]);
  });
});
