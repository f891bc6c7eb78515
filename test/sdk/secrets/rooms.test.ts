import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import * as audit from "../../../sdk/audit/index.ts";
import * as documents from "../../../sdk/documents/index.ts";
import * as archive from "../../../sdk/evidence/archive/index.ts";
import * as evidence from "../../../sdk/evidence/index.ts";
import * as ipfs from "../../../sdk/evidence/ipfs/index.ts";
import * as sealed from "../../../sdk/evidence/private/index.ts";
import * as s3 from "../../../sdk/evidence/s3/index.ts";
import * as quittance from "../../../sdk/index.ts";
import * as jury from "../../../sdk/jury/index.ts";
import * as measures from "../../../sdk/jury/measures/index.ts";
import * as models from "../../../sdk/jury/models/index.ts";
import * as sandbox from "../../../sdk/jury/sandbox/index.ts";
import * as market from "../../../sdk/market/index.ts";
import * as a2a from "../../../sdk/negotiation/a2a/index.ts";
import * as negotiation from "../../../sdk/negotiation/index.ts";
import * as library from "../../../sdk/pact/library/index.ts";
import * as lint from "../../../sdk/pact/lint/index.ts";
import * as receipts from "../../../sdk/receipts/index.ts";
import * as reputation from "../../../sdk/reputation/index.ts";
import * as screening from "../../../sdk/screening/index.ts";
import * as credentials from "../../../sdk/trust/credentials/index.ts";
import * as trust from "../../../sdk/trust/index.ts";
import { useStack } from "../support/setup.ts";
import { placesIn, readsAsHash, valueAt, withAt } from "./any-place.ts";
import { type Callable, thrownBy } from "./calls.ts";
import { type Form, formsFor } from "./forms.ts";
import { leakIn } from "./leaks.ts";
import { roomCalls } from "./room-calls.ts";
import { type RoomScene, roomSceneOf } from "./room-scene.ts";
import { restoreStacks, shortenStacks } from "./stacks.ts";

const TRIED: readonly string[] = [
  "hex",
  "hex without 0x",
  "a setting",
  "bytes",
  "a number",
  "base64",
  "{ privateKey }",
];

/** Exported functions that take nothing. */
const TAKES_NOTHING: readonly string[] = [
  ...Object.keys(library).filter((name) => name.endsWith("Example")),
  "generateEvidenceKey",
  "generateTrustKey",
  "isolationOf",
  "knownTasks",
  "memoryAbortedDraws",
  "memoryApprovals",
  "memoryEvidenceStore",
  "memoryNegotiations",
  "memoryProfiles",
];

/** Of the entries that export what the main one does, the rest. */
const onlyHere = Object.fromEntries(Object.entries(negotiation).filter(([name]) => !(name in quittance)));

const exported: Readonly<Record<string, unknown>> = {
  ...{ ...library, ...lint, ...evidence, ...archive, ...ipfs, ...sealed, ...s3 },
  ...{ ...jury, ...measures, ...models, ...sandbox, ...audit, ...reputation },
  ...{ ...trust, ...credentials, ...documents, ...onlyHere, ...a2a, ...receipts, ...screening, ...market },
};

const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));

describe("a private key in any place of an entry beside the main one", () => {
  const setup = useStack();
  let scene: RoomScene;
  let forms: readonly Form[];
  let whole: WeakSet<object>;

  before(async () => {
    shortenStacks();
    scene = await roomSceneOf(setup());
    forms = formsFor(setup()).filter(({ name }) => TRIED.includes(name));
    expect(forms).to.have.length(TRIED.length);
    const { draw, pair, reveals, terms, pact, bundle, rules, record, domain, poolDomain, delivery } = scene;
    const messages = [...pair, ...reveals, ...draw.profiles, draw.snapshot, draw.transcript, scene.aborted];
    const lists = [draw.profiles, draw.snapshot.seats, pair, reveals];
    const { listing, draft, rfq, asked, offer, revealed, closing } = scene.market;
    const traded = [listing, draft, rfq, asked, offer, revealed, closing, scene.market.pact];
    const once = [
      terms,
      pact,
      bundle,
      bundle.manifest,
      rules,
      record,
      domain,
      poolDomain,
      delivery,
      ...traded,
    ];
    whole = new WeakSet<object>([...messages, ...lists, ...once, scene.stack]);
  });

  after(restoreStacks);

  it("is tried on each exported function", () => {
    const names = Object.entries(exported).flatMap(([name, value]) =>
      typeof value === "function" && !isClass(value) ? [name] : [],
    );
    const listed = [...Object.keys(roomCalls), ...TAKES_NOTHING];
    expect(names.filter((name) => !listed.includes(name))).to.deep.equal([]);
    expect(listed.filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  for (const [name, argumentsOf] of Object.entries(roomCalls)) {
    it(`is not shown by ${name}`, async () => {
      const call = exported[name] as Callable;
      const args = argumentsOf(scene);
      const problems: string[] = [];
      for (const path of placesIn(args, whole)) {
        for (const form of forms) {
          if (readsAsHash(form, valueAt(args, path))) continue;
          const key = generatePrivateKey();
          const error = await thrownBy(() =>
            call(...(withAt(args, path, form.of(key)) as readonly unknown[])),
          );
          const leak = leakIn(error, key)?.replaceAll(new RegExp(key.slice(2), "gi"), "…");
          if (leak !== undefined) problems.push(`${form.name} at ${path.join(".")}: ${leak.slice(0, 300)}`);
        }
      }
      expect(problems).to.deep.equal([]);
      const untouched = await thrownBy(() => call(...args));
      expect(untouched, String(untouched)).to.not.be.instanceOf(quittance.InvalidFieldError);
      expect(untouched, String(untouched)).to.not.be.instanceOf(TypeError);
    });
  }
});
