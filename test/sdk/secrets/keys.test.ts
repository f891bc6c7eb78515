import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import * as sdk from "../../../sdk/index.ts";
import { useStack } from "../support/setup.ts";
import { actionCalls } from "./action-calls.ts";
import { type Callable, calls, exported, exportOf, functionOf, thrownBy } from "./calls.ts";
import { type Form, formsFor } from "./forms.ts";
import { leakIn } from "./leaks.ts";
import { takesNoSigner } from "./no-signer.ts";
import { type Place, placesIn } from "./places.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { restoreStacks, shortenStacks } from "./stacks.ts";

const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));
const functions = Object.entries(exported).flatMap(([name, value]) =>
  typeof value === "function" && !isClass(value) ? [name] : [],
);

describe("a private key in the wrong place", () => {
  const setup = useStack();
  let scene: Scene;
  let forms: readonly Form[];
  let whole: WeakSet<object>;
  /** Bodies of the requests to nodes since it was emptied. */
  const sent: string[] = [];
  const { fetch } = globalThis;

  before(async () => {
    shortenStacks();
    globalThis.fetch = (url, options) => {
      sent.push(String(options?.body).toLowerCase());
      return fetch(url, options);
    };
    scene = await sceneOf(setup());
    expect(sent, "requests are not seen").to.not.deep.equal([]);
    forms = formsFor(setup());
    const { terms, fromLedger, managedTerms, tab, order, policy, offer, ledgerOffer, counterparties } = scene;
    whole = new WeakSet<object>([
      terms,
      fromLedger,
      managedTerms,
      tab,
      order,
      policy,
      offer,
      ledgerOffer,
      counterparties,
    ]);
  });

  after(() => {
    restoreStacks();
    globalThis.fetch = fetch;
  });

  it("is tried on every exported function, or there is a reason why not", () => {
    const tried = new Set(Object.keys(calls).map(exportOf));
    const excused = Object.values(takesNoSigner).flat();
    const listed = [...tried, ...excused];
    expect(functions.filter((name) => !listed.includes(name))).to.deep.equal([]);
    expect(listed.filter((name) => !functions.includes(name))).to.deep.equal([]);
    expect(excused.filter((name) => tried.has(name))).to.deep.equal([]);
    const actions = functions.filter((name) => "simulate" in functionOf(name));
    expect(actions.filter((name) => !(name in actionCalls))).to.deep.equal([]);
  });

  /** The one function that a key is meant for. */
  const TAKES_A_KEY = "fastSigner";

  const refusedFieldOf = (error: unknown) =>
    error instanceof sdk.InvalidFieldError ? error.field.split(".").at(-1) : `no field: ${String(error)}`;

  /** What is wrong with the answer to a key in a place; undefined when nothing is. */
  const problemWith = (
    name: string,
    error: unknown,
    key: Hex,
    place: Place,
    form: Form,
  ): string | undefined => {
    const leak = leakIn(error, key);
    if (leak !== undefined) return `leaks: ${leak.replaceAll(new RegExp(key.slice(2), "gi"), "…")}`;
    if (sent.some((body) => body.includes(key.slice(2)))) return "is told to the node";
    const mustRefuse =
      name !== TAKES_A_KEY && form.isBare && (place.kind === "signer" || place.kind === "client");
    if (!mustRefuse) return undefined;
    const field = refusedFieldOf(error);
    const wanted =
      place.kind === "client" ? ["client", "account"] : [place.path.split(".").at(-1), "account"];
    if (!wanted.includes(field)) return `is refused as ${field}`;
    const { message } = error as Error;
    return /privateKeyToAccount\(key\)|fastSigner\(key\)/.test(message)
      ? undefined
      : `gives no remedy: ${message}`;
  };

  it("is not shown by the steps of a verb", async () => {
    const problems: string[] = [];
    for (const [name, argumentsOf] of Object.entries(actionCalls)) {
      const [, parameters] = argumentsOf(scene);
      for (const step of ["prepare", "simulate", "send", "wait"]) {
        const take: Callable = Reflect.get(functionOf(name), step);
        for (const form of forms.filter(({ isBare }) => isBare)) {
          const key = generatePrivateKey();
          const error = await thrownBy(() =>
            take(form.of(key), step === "wait" ? { address: scene.address, hash: scene.hash } : parameters),
          );
          const client = { path: "0", kind: "client", with: () => [] } as const;
          const problem = problemWith(name, error, key, client, form);
          if (problem !== undefined) problems.push(`${name}.${step}: ${form.name} ${problem}`);
        }
      }
    }
    expect(problems).to.deep.equal([]);
  });

  for (const [name, argumentsOf] of Object.entries(calls)) {
    it(`is not shown by ${name}`, async () => {
      const call = functionOf(exportOf(name));
      const args = argumentsOf(scene);
      const places = placesIn(args, whole);
      const problems: string[] = [];
      for (const place of places) {
        for (const form of forms) {
          const key = generatePrivateKey();
          sent.length = 0;
          const error = await thrownBy(() => call(...place.with(form.of(key))));
          const problem = problemWith(name, error, key, place, form);
          if (problem !== undefined)
            problems.push(`${form.name} at ${place.path} (${place.kind}) ${problem}`);
        }
      }
      expect(problems).to.deep.equal([]);
      const untouched = await thrownBy(() => call(...args));
      if (name !== TAKES_A_KEY) expect(untouched).to.not.be.instanceOf(sdk.InvalidFieldError);
      expect(untouched).to.not.be.instanceOf(TypeError);
    });
  }
});
