import { resolve } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const ROOMS = [
  "watching",
  "history",
  "reputation",
  "audit",
  "receipts",
  "screening",
  "trust",
  "webhooks",
].map((room) => `sdk/${room}/index.ts`);
const ENTRIES = ["sdk/index.ts", "sdk/node.ts", ...ROOMS].map((file) => resolve(file));
/** Where the declarations would be; nothing is written. */
const FOLDER = resolve("cache/declarations");
const PROGRAM = `${FOLDER}/program.ts`;

/** Returns the declarations of the SDK by their paths, as the compiler makes them for a package. */
function declarations(): ReadonlyMap<string, string> {
  const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, process.cwd());
  const program = ts.createProgram(ENTRIES, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: process.cwd(),
    outDir: FOLDER,
  });
  const made = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => made.set(resolve(path), text));
  expect(diagnostics.map(({ messageText }) => messageText)).to.deep.equal([]);
  return made;
}

/** Compiles files that exist only in memory, as a user without the types of Node would; returns what is wrong. */
function problemsIn(files: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...more) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, language, ...more)
      : ts.createSourceFile(path, text, language, true);
  };
  host.directoryExists = (path) => path.startsWith(FOLDER) || ts.sys.directoryExists(path);
  const program = ts.createProgram([PROGRAM], options, host);
  const loaded = program.getSourceFiles().map(({ fileName }) => fileName);
  expect(loaded.filter((file) => file.includes("@types/node"))).to.deep.equal([]);
  return loaded
    .filter((file) => files.has(file))
    .flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    })
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}

describe("the SDK's declarations", () => {
  const made = declarations();
  const buyer = `
    import { createWalletClient, http } from "viem";
    import { DealUnknownError, openDeal, quittanceActions, type Terms } from "./sdk/index.ts";
    import { readDeployment } from "./sdk/node.ts";
    const { quittance: address } = readDeployment("deployments/base.json");
    const client = createWalletClient({ transport: http() }).extend(quittanceActions({ address }));
    declare const terms: Terms;
    export const request = client.openDeal.call({ terms }).data;
    export const same: typeof request = openDeal.call({ address, terms }).data;
    export const deal: Promise<bigint | undefined> = client.getDeal({ dealId: "0x" }).then((found) => found?.unsettled);
    export const unknown: "0x" | \`0x\${string}\` = new DealUnknownError({ dealId: "0x" }).values.dealId;
  `;

  it("compile strictly for a user who has viem, and no types of Node", () => {
    expect(problemsIn(new Map([...made, [PROGRAM, buyer]]))).to.deep.equal([]);
  });

  it("hold a program to what they say", () => {
    const wrong = buyer.replace("getDeal({ dealId", "getDeal({ dealID");
    const [problem, ...others] = problemsIn(new Map([...made, [PROGRAM, wrong]]));
    expect(problem).to.include("'dealID' does not exist");
    expect(others).to.deep.equal([]);
  });

  it("name no type of Node, and none of a package that only checks messages", () => {
    for (const [path, text] of made) {
      expect(text, path).to.not.match(/\bNodeJS\./);
      const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
      expect(typeReferenceDirectives, path).to.deep.equal([]);
      const packages = importedFiles.map(({ fileName }) => fileName).filter((name) => !name.startsWith("."));
      const known = path.includes("/sdk/json/") ? /^(viem|zod\/mini)/ : /^(viem|did-resolver)/;
      expect(
        packages.filter((name) => !known.test(name)),
        path,
      ).to.deep.equal([]);
    }
  });
});
