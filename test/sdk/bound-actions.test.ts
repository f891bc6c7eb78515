import { expect } from "chai";
import ts from "typescript";
import { createClient, custom, type Hex } from "viem";
import { sendTransaction } from "viem/actions";
import * as sdk from "../../sdk/index.ts";
import {
  identityRegistryActions,
  jurorPoolActions,
  quittanceActions,
  type WriteAction,
} from "../../sdk/index.ts";
import { exampleTerms, openExampleDeal } from "../../sdk/testing/index.ts";
import { useStack } from "./support/setup.ts";

const DECORATORS = { quittanceActions, jurorPoolActions, identityRegistryActions };
const ADDRESS = "0x00000000000000000000000000000000000000aa";
const STEPS = ["call", "prepare", "simulate", "send", "wait", "extractEvent"];

const offline = createClient({ transport: custom({ request: async () => undefined }) });
const isWriteAction = (value: unknown): value is WriteAction<object, object> =>
  typeof value === "function" && "extractEvent" in value;

describe("actions bound to a client", () => {
  it("are every verb of the SDK but those of bridges, by its name", () => {
    const bound = Object.values(DECORATORS).flatMap((decorate) =>
      Object.keys(decorate({ address: ADDRESS })(offline)),
    );
    const actions = Object.entries(sdk).filter(([, value]) => isWriteAction(value));
    const unbound = actions.map(([name]) => name).filter((name) => !bound.includes(name));
    expect(unbound).to.have.members(["collectBond", "disputeMilestone", "enforceRuling"]);
    expect(bound.filter((name) => !(name in sdk))).to.deep.equal([]);
    expect(bound).to.have.lengthOf(new Set(bound).size);
  });

  it("keep every step of a verb", () => {
    for (const decorate of Object.values(DECORATORS)) {
      for (const [name, action] of Object.entries(decorate({ address: ADDRESS })(offline))) {
        expect(action).to.be.a("function");
        if (isWriteAction(Reflect.get(sdk, name))) expect(Object.keys(action), name).to.deep.equal(STEPS);
      }
    }
  });
});

describe("the steps of a bound action", () => {
  const setup = useStack();

  it("go to the deployment they are bound to", async () => {
    const stack = setup();
    const { address, chain, buyer, walletClient } = stack;
    const client = walletClient.extend(quittanceActions({ address, chainId: chain.id }));
    const { terms, dealId } = await openExampleDeal(stack);
    const request = client.release.call({ terms, milestone: 0 });
    expect(request).to.deep.equal(sdk.release.call({ address, terms, milestone: 0 }));
    const prepared = await client.release.prepare({ terms, milestone: 0, account: buyer });
    expect(prepared).to.include({ to: address, chainId: chain.id, account: buyer });
    expect(await client.release.simulate({ terms, milestone: 0, account: buyer })).to.deep.equal(prepared);
    const hash = await client.release.send({ terms, milestone: 0, account: buyer });
    const outcome = await client.release.wait({ hash });
    expect(outcome).to.include({ dealId, milestone: 0, hash });
    expect(client.release.extractEvent(outcome.receipt.logs)).to.include({ dealId, milestone: 0 });
  });

  it("read an event that another client's transaction left", async () => {
    const stack = setup();
    const { address, domain, token, buyer, seller, walletClient } = stack;
    const client = walletClient.extend(quittanceActions({ address }));
    const terms = await exampleTerms(stack);
    const tokenDomain = await sdk.readTokenDomain(stack.publicClient, { token });
    const { to, data } = client.openDeal.call({
      terms,
      buyerSignature: await sdk.signPayment({ domain, token: tokenDomain, terms, account: buyer }),
      sellerSignature: await sdk.signTerms({ domain, terms, account: seller }),
    });
    const hash: Hex = await sendTransaction(walletClient, { to, data });
    const { logs } = await stack.publicClient.waitForTransactionReceipt({ hash });
    expect(client.openDeal.extractEvent(logs).terms).to.deep.equal(terms);
  });
});

describe("the comments of actions, in an editor", () => {
  const FILE = "cache/bound-actions-in-an-editor.ts";
  const names = Object.fromEntries(
    Object.entries(DECORATORS).map(([decorator, decorate]) => [
      decorator,
      Object.keys(decorate({ address: ADDRESS })(offline)),
    ]),
  );
  const lines = Object.entries(names).flatMap(([decorator, actions]) => [
    `const ${decorator}Client = base.extend(sdk.${decorator}({ address: "${ADDRESS}" }));`,
    ...actions.map((name) => `sdk.${name}; ${decorator}Client.${name};`),
  ]);
  const source = [
    'import { createClient, http } from "viem";',
    'import * as sdk from "../sdk/index.ts";',
    "const base = createClient({ transport: http() });",
    ...lines,
    "quittanceActionsClient.openDeal({} as never);",
    "quittanceActionsClient.openDeal.simulate({} as never);",
    "sdk.openDeal({} as never, {} as never);",
  ].join("\n");

  const service = ts.createLanguageService({
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const text = file === FILE ? source : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => process.cwd(),
    getCompilationSettings: () => ({
      strict: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      lib: ["lib.es2024.d.ts"],
      types: ["node"],
      allowImportingTsExtensions: true,
      noEmit: true,
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === FILE || ts.sys.fileExists(file),
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });

  /** What an editor shows of a name: the one before the last character of `code`, which stands in the source once. */
  const commentBefore = (code: string): string => {
    const at = source.indexOf(code);
    if (at < 0) throw new Error(`${code} is not in the source`);
    const shown = service.getQuickInfoAtPosition(FILE, at + code.length - 2);
    return ts.displayPartsToString(shown?.documentation);
  };

  it("are those of the actions themselves", () => {
    expect(service.getSyntacticDiagnostics(FILE)).to.deep.equal([]);
    for (const [decorator, actions] of Object.entries(names)) {
      for (const name of actions) {
        const own = commentBefore(`sdk.${name};`);
        expect(own, name).to.match(/\w{2,} .*\./s);
        expect(commentBefore(`${decorator}Client.${name};`), name).to.equal(own);
      }
    }
  });

  it("are shown where an action is called, too, and its steps have their own", () => {
    const opens = /^Opens a deal both parties agreed to/;
    expect(commentBefore("sdk.openDeal(")).to.match(opens);
    expect(commentBefore("quittanceActionsClient.openDeal(")).to.match(opens);
    expect(commentBefore("quittanceActionsClient.openDeal.simulate(")).to.match(/^Runs it without sending/);
  });
});
