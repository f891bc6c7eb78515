import { expect } from "chai";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { useStack } from "../support/setup.ts";
import { actionCalls } from "./action-calls.ts";
import { calls, exportOf, functionOf, thrownBy } from "./calls.ts";
import { type Scene, sceneOf } from "./scene.ts";

/** Places whose objects may have any field, by the reason. */
const takesAnyField: Readonly<Record<string, readonly string[]>> = {
  "what the contract said, whole": ["amendTerms 0.deal", "phaseOf 0.facts"],
  "what allowCounterparties made": [
    "agentAccount 0.counterparties",
    "checkCommitment 1.account.counterparties",
    "signRelease, of a managed account 0.account.counterparties",
    "signTerms, of a managed account 0.account.counterparties",
  ],
  "of an evidence key no more is read, and an error shows nothing of it": ["writeEvidenceKey 0.key"],
  "an environment has variables of other programs": ["screeningSettings 0"],
  "what retentionIndex and a store made": ["sweepEvidence 0.index", "sweepEvidence 0.store"],
  "what the call of an action made": ["batchCalls 1.calls[0]"],
  "a deployment record, of which a part is read": ["getResolver 0.deployment"],
  "typed data as a wallet is given it; what is not signed is refused in other words": ["explain 0"],
};
const anyField = Object.values(takesAnyField).flat();

interface Misspelling {
  /** Where the object is, such as `1.items[0]`. */
  readonly path: string;
  /** The field whose name was misspelt. */
  readonly meant: string;
  /** The arguments, with a field more. */
  readonly args: readonly unknown[];
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
/** An object that is not this library's: a client, an account, a resolver. */
const isForeign = (value: object) =>
  ["request", "signTypedData", "resolve"].some((name) => typeof Reflect.get(value, name) === "function");

/** The arguments once for each object in them, which has its longest field a second time, misspelt. */
function misspellingsOf(args: readonly unknown[]): Misspelling[] {
  const walk = (value: unknown, path: string, put: (value: unknown) => unknown): Misspelling[] => {
    if (!isObject(value) || isForeign(value)) return [];
    if (Array.isArray(value)) {
      const [first, ...others] = value;
      return walk(first, `${path}[0]`, (each) => put([each, ...others]));
    }
    const [meant] = Object.keys(value).sort((one, other) => other.length - one.length);
    if (meant === undefined) return [];
    const misspelt = put({ ...value, [`${meant}z`]: Reflect.get(value, meant) }) as readonly unknown[];
    return [
      { path, meant, args: misspelt },
      ...Object.entries(value).flatMap(([name, part]) =>
        walk(part, `${path}.${name}`, (each) => put({ ...value, [name]: each })),
      ),
    ];
  };
  return args.flatMap((argument, index) =>
    walk(argument, String(index), (each) => args.map((other, at) => (at === index ? each : other))),
  );
}

describe("a misspelt field", () => {
  const setup = useStack();
  let scene: Scene;

  before(async () => {
    scene = await sceneOf(setup());
  });

  for (const [name, argumentsOf] of Object.entries(calls)) {
    it(`is refused by ${name}, by the name that was meant`, async () => {
      const mistakes = misspellingsOf(argumentsOf(scene)).filter(
        ({ path }) => !anyField.some((place) => `${name} ${path}`.startsWith(place)),
      );
      const problems: string[] = [];
      for (const { path, meant, args } of mistakes) {
        const error = await thrownBy(() => functionOf(exportOf(name))(...args));
        const said = String(error);
        const isRefused = error instanceof InvalidFieldError && error.field.endsWith(`.${meant}z`);
        if (!isRefused || !said.includes(`Correct its name to ${meant},`)) {
          problems.push(`${path}.${meant}z: ${said}`);
        }
      }
      expect(problems).to.deep.equal([]);
    });
  }

  it("is refused by every step of an action", async () => {
    const problems: string[] = [];
    for (const [name, argumentsOf] of Object.entries(actionCalls)) {
      const [client, parameters] = argumentsOf(scene);
      const action = functionOf(name);
      const misspelt = { ...Object(parameters), adress: scene.address };
      const wait = { address: scene.address, hash: scene.hash, adress: scene.address };
      const steps: Readonly<Record<string, readonly unknown[]>> = {
        call: [misspelt],
        prepare: [client, misspelt],
        simulate: [client, misspelt],
        send: [client, misspelt],
        wait: [client, wait],
      };
      for (const [step, args] of Object.entries(steps)) {
        const error = await thrownBy(() => Reflect.get(action, step)(...args));
        if (!String(error).includes("Correct its name to address,"))
          problems.push(`${name}.${step}: ${error}`);
      }
    }
    expect(problems).to.deep.equal([]);
  });
});
