import { inspect } from "node:util";
import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import * as sdk from "../../../sdk/index.ts";
import { useStack } from "../support/setup.ts";
import { actionCalls } from "./action-calls.ts";
import { placesIn, readsAsHash, valueAt, withAt } from "./any-place.ts";
import { calls, exported, exportOf, functionOf, thrownBy } from "./calls.ts";
import { type Form, formsFor } from "./forms.ts";
import { leakIn } from "./leaks.ts";
import { takesNoSigner } from "./no-signer.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { restoreStacks, shortenStacks } from "./stacks.ts";

/** Some of the forms: the others are tried where a signer, a client or an address belongs. */
const TRIED: readonly string[] = [
  "hex",
  "hex without 0x",
  "a setting",
  "bytes",
  "a number",
  "base64",
  "{ privateKey }",
];
/** Paths: a file or folder would be made of that name. */
const MAKES_FILES: readonly string[] = [
  "sweepEvidence 0.index.folder",
  "writeDeployment 0",
  "writeEvidenceKey 0.path",
];

describe("a private key in any place at all", () => {
  const setup = useStack();
  let scene: Scene;
  let forms: readonly Form[];
  let whole: WeakSet<object>;
  /** What was printed, by whatever. */
  const printed: string[] = [];
  const METHODS = ["log", "info", "warn", "error", "debug", "trace"] as const;
  const originals = METHODS.map((method) => console[method]);

  before(async () => {
    shortenStacks();
    scene = await sceneOf(setup());
    forms = formsFor(setup()).filter(({ name }) => TRIED.includes(name));
    expect(forms).to.have.length(TRIED.length);
    const { terms, fromLedger, managedTerms, tab, order, policy, offer, ledgerOffer, counterparties } = scene;
    const once = [terms, fromLedger, managedTerms, tab, order, policy, offer, ledgerOffer, counterparties];
    whole = new WeakSet<object>([...once, scene.domain, scene.stack]);
    for (const method of METHODS) {
      console[method] = (...values: unknown[]) => {
        printed.push(values.map((value) => inspect(value, { depth: 10 })).join(" "));
      };
    }
  });

  after(() => {
    restoreStacks();
    METHODS.forEach((method, index) => {
      const original = originals[index];
      if (original !== undefined) console[method] = original;
    });
  });

  /** Where a call shows the key: in what it throws, or in what it prints. */
  const leakOf = async (key: Hex, call: () => unknown): Promise<string | undefined> => {
    printed.length = 0;
    const error = await thrownBy(call);
    const shown = [error, ...printed].map((each) => leakIn(each, key)).find((leak) => leak !== undefined);
    return shown?.replaceAll(new RegExp(key.slice(2), "gi"), "…").slice(0, 300);
  };

  for (const [name, argumentsOf] of Object.entries(calls)) {
    it(`is not shown by ${name}`, async () => {
      const call = functionOf(exportOf(name));
      const args = argumentsOf(scene);
      const problems: string[] = [];
      for (const path of placesIn(args, whole)) {
        if (MAKES_FILES.includes(`${name} ${path.join(".")}`)) continue;
        for (const form of forms) {
          if (readsAsHash(form, valueAt(args, path))) continue;
          const key = generatePrivateKey();
          const given = withAt(args, path, form.of(key)) as readonly unknown[];
          const leak = await leakOf(key, () => call(...given));
          if (leak !== undefined) problems.push(`${form.name} at ${path.join(".")}: ${leak}`);
        }
      }
      expect(problems).to.deep.equal([]);
    });
  }

  it("is not shown by the fields of terms, tabs, orders, policies, domains and offers", async () => {
    const { terms, tab, order, policy, offer, domain, account, tokenDomain: token, validUntil } = scene;
    const about: Readonly<Record<string, readonly [object, (value: never) => unknown]>> = {
      checkTerms: [terms, (value) => sdk.checkTerms(value)],
      signTerms: [terms, (value) => sdk.signTerms({ domain, terms: value, account: setup().seller })],
      signPayment: [terms, (value) => sdk.signPayment({ domain, token, terms: value, account })],
      signOffer: [terms, (value) => sdk.signOffer({ domain, terms: value, validUntil, account })],
      encodeTerms: [terms, (value) => sdk.encodeTerms(value)],
      checkTab: [tab, (value) => sdk.checkTab(value)],
      signTab: [tab, (value) => sdk.signTab({ domain, tab: value, account })],
      signTabPayment: [tab, (value) => sdk.signTabPayment({ domain, token, tab: value, account })],
      checkOrder: [order, (value) => sdk.checkOrder(value)],
      signOrder: [order, (value) => sdk.signOrder({ domain, order: value, account })],
      checkPolicy: [policy, (value) => sdk.checkPolicy(value)],
      encodePolicy: [policy, (value) => sdk.encodePolicy(value)],
      parseOffer: [offer, (value) => sdk.parseOffer(value)],
      acceptOffer: [
        offer,
        (value) => sdk.acceptOffer({ domain, token, offer: value, account: setup().seller }),
      ],
      "signRelease, its domain": [
        domain,
        (value) => sdk.signRelease({ domain: value, terms, milestone: 0, account }),
      ],
    };
    const problems: string[] = [];
    for (const [name, [message, call]] of Object.entries(about)) {
      for (const path of placesIn([message], new WeakSet()).map(([, ...rest]) => rest)) {
        for (const form of forms) {
          if (readsAsHash(form, valueAt(message, path))) continue;
          const key = generatePrivateKey();
          const leak = await leakOf(key, () => call(withAt(message, path, form.of(key)) as never));
          if (leak !== undefined) problems.push(`${name}: ${form.name} at ${path.join(".")}: ${leak}`);
        }
      }
    }
    expect(problems).to.deep.equal([]);
  });

  it("is not shown by functions that take no signer", async () => {
    const problems: string[] = [];
    for (const name of Object.values(takesNoSigner).flat()) {
      for (const form of forms) {
        const key = generatePrivateKey();
        const given = form.of(key);
        for (const args of [[given], [given, given], [[given]], [{ [key]: 1 }], [{ value: given }]]) {
          const leak = await leakOf(key, () => functionOf(name)(...args));
          if (leak !== undefined) problems.push(`${name}: ${form.name}: ${leak}`);
        }
      }
    }
    expect(problems).to.deep.equal([]);
  });

  it("is not shown by actions that are bound to a client", async () => {
    const { walletClient, address, pool, registry } = scene;
    const bound: Readonly<Record<string, unknown>> = {
      ...sdk.quittanceActions({ address })(walletClient as never),
      ...sdk.jurorPoolActions({ address: pool })(walletClient as never),
      ...sdk.identityRegistryActions({ address: registry })(walletClient as never),
    };
    const problems: string[] = [];
    const tried = Object.entries(actionCalls).filter(([name]) => typeof bound[name] === "function");
    expect(tried).to.have.length.above(40);
    for (const [name, argumentsOf] of tried) {
      const parameters = Object(argumentsOf(scene)[1]);
      for (const form of forms) {
        const key = generatePrivateKey();
        for (const given of [{ ...parameters, account: form.of(key) }, form.of(key)]) {
          const leak = await leakOf(key, () => (bound[name] as (given: unknown) => unknown)(given));
          if (leak !== undefined) problems.push(`${name}: ${form.name}: ${leak}`);
        }
      }
    }
    expect(problems).to.deep.equal([]);
  });

  it("is not in what holds it, as it is printed or written as JSON", async () => {
    const key = generatePrivateKey();
    const { domain, tab, managed } = scene;
    const signer = sdk.fastSigner(key);
    const local = privateKeyToAccount(key);
    const holders: Readonly<Record<string, object>> = {
      fastSigner: signer,
      voucherMaker: sdk.voucherMaker({ domain, tab: { ...tab, voucherKey: signer.address }, signer }),
      agentAccount: sdk.agentAccount({ ...managed, key: local } as never),
      "agentAccount, by a fast key": sdk.agentAccount({ ...managed, key: signer } as never),
      quittanceActions: sdk.quittanceActions({ address: domain.verifyingContract })(
        setup().clientOf(local) as never,
      ),
    };
    for (const [name, holder] of Object.entries(holders)) {
      const texts = [inspect(holder, { depth: 12, showHidden: true }), String(holder), sdkJson(holder)];
      for (const text of texts) expect(leakIn(new Error(text), key), name).to.equal(undefined);
    }
  });

  it("finds each exported function in one of the lists", () => {
    const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));
    const listed = new Set([...Object.keys(calls).map(exportOf), ...Object.values(takesNoSigner).flat()]);
    const missing = Object.entries(exported).filter(
      ([name, value]) => typeof value === "function" && !isClass(value) && !listed.has(name),
    );
    expect(missing.map(([name]) => name)).to.deep.equal([]);
  });
});

function sdkJson(value: unknown): string {
  const seen = new Set<unknown>();
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === "bigint") return part.toString();
      if (typeof part !== "object" || part === null) return part;
      if (seen.has(part)) return undefined;
      seen.add(part);
      return part;
    }) ?? ""
  );
}
