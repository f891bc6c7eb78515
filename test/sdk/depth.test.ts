import { expect } from "chai";
import * as sdk from "../../sdk/index.ts";
import { calls, exportOf, functionOf, thrownBy } from "./secrets/calls.ts";
import { takesNoSigner } from "./secrets/no-signer.ts";
import { sceneOf } from "./secrets/scene.ts";
import { useStack } from "./support/setup.ts";

const DEPTH = 20_000;
const text = "[".repeat(DEPTH) + "]".repeat(DEPTH);
const array: unknown = JSON.parse(text);
const object: unknown = JSON.parse(`${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`);

/** The arguments once for each place in them, with something else there. */
function variants(args: readonly unknown[], whole: WeakSet<object>, put: unknown): (readonly unknown[])[] {
  const walk = (value: unknown): unknown[] => {
    if (typeof value !== "object" || value === null || whole.has(value)) return [put];
    if (["request", "signTypedData", "signDigest"].some((name) => name in value)) return [put];
    const entries = Object.entries(value);
    const inner = entries.flatMap(([name, part]) => walk(part).map((other) => replaced(value, name, other)));
    return [put, replaced(value, "other", put), ...inner];
  };
  return args.flatMap((argument, index) => walk(argument).map((other) => args.with(index, other)));
}

function replaced(value: object, name: string, part: unknown): unknown {
  if (!Array.isArray(value)) return { ...value, [name]: part };
  return name === "other" ? [...value, part] : value.with(Number(name), part);
}

/** Functions that write what was checked before, or what one's own program holds. */
const WRITES: readonly string[] = [
  ...["encodeBriefTerms", "encodeSchedule", "encodeTerms", "encodeVerdictGroup", "hashTyped", "formatUsdc"],
  ...["recordBallots", "recordLateBallots", "submitVerdicts", "authorize", "dealCommitment", "milestonesIn"],
  ...["transferAuthorizationOf", "tabAuthorizationOf", "buildTerms", "sortPanel", "writeDeployment"],
  ...["tallyBallots", "chooseBallots", "recordEquivocation", "reportEquivocation"],
  // The test itself writes the DID that is resolved, by what is put into the deployment.
  "getResolver",
];

/** What went wrong with a call; undefined for an error of this package, and for none. */
function faultOf(error: unknown): string | undefined {
  if (error === undefined || error instanceof sdk.BaseError) return undefined;
  const isStack = /call stack|circular/i.test(String(error));
  const frame = String((error as Error).stack)
    .split("\n")
    .find((line) => line.includes("/sdk/") && !line.includes("test/sdk"));
  return isStack ? `${String(error).slice(0, 60)} ${frame}` : undefined;
}

describe("20,000 arrays inside one another", () => {
  const setup = useStack();

  it("exhaust the stack of no function, wherever they are put", async () => {
    const scene = await sceneOf(setup());
    const { terms, tab, order, offer, ledgerOffer, policy, domain, stack } = scene;
    const whole = new WeakSet<object>([terms, tab, order, offer, ledgerOffer, policy, domain, stack]);
    const faults: string[] = [];
    let tried = 0;
    for (const [name, argumentsOf] of Object.entries(calls)) {
      if (WRITES.includes(exportOf(name))) continue;
      for (const put of [array, text]) {
        for (const args of variants(argumentsOf(scene), whole, put)) {
          tried += 1;
          const fault = faultOf(await thrownBy(() => functionOf(exportOf(name))(...args)));
          if (fault !== undefined) faults.push(`${name}: ${fault}`);
        }
      }
    }
    expect(tried).to.be.greaterThan(1_500);
    expect([...new Set(faults)]).to.deep.equal([]);
  });

  it("exhaust it in no function that takes one value, either", async () => {
    const faults: string[] = [];
    for (const name of Object.values(takesNoSigner).flat()) {
      if (WRITES.includes(name)) continue;
      for (const value of [array, object, text, [array], { a: object }]) {
        const fault = faultOf(await thrownBy(() => functionOf(name)(value)));
        if (fault !== undefined) faults.push(`${name}: ${fault}`);
      }
    }
    expect([...new Set(faults)]).to.deep.equal([]);
  });
});
