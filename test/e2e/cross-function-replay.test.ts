import { readFileSync } from "node:fs";
import { expect } from "chai";
import { InvalidSignatureError, reclaim, release } from "../../sdk/index.ts";
import { typedDataTypes } from "../../sdk/protocol/typed-data.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { ACCOUNT_ENTRIES } from "./support/account-purposes.ts";
import { AMEND_ENTRIES } from "./support/amend-purposes.ts";
import { BATCH_ENTRIES } from "./support/batch-purposes.ts";
import { DEAL_ENTRIES } from "./support/deal-purposes.ts";
import { DISPUTE_ENTRIES } from "./support/dispute-purposes.ts";
import {
  functionsThatTakeSignatures,
  typesOfTheContracts,
  typesThatAreSigned,
} from "./support/matrix-census.ts";
import { type Entry, type Scene, setUpScene } from "./support/purpose-scene.ts";
import { expectRefusal } from "./support/refusals.ts";
import { SPENDING, spendingEntries } from "./support/spending-purposes.ts";

const SPENDING_ENTRIES: readonly Entry[] = SPENDING.map(({ name, ...entry }) => ({
  ...{ ...entry, name, about: ({ opened }) => opened },
  attempt: (signature, { stack, opened }) => spendingEntries(stack, opened)[name](signature),
}));

const ENTRIES = [
  ...[...DEAL_ENTRIES, ...AMEND_ENTRIES, ...BATCH_ENTRIES, ...DISPUTE_ENTRIES],
  ...[...SPENDING_ENTRIES, ...ACCOUNT_ENTRIES],
];

/** Types that no entry takes: they are hashed into an address, into a nonce, or signed for other agents alone. */
const TAKEN_NOWHERE = [
  "Account",
  "BallotCommitment",
  "Deposit",
  "NegotiationEnd",
  "Offer",
  "OfferWithdrawal",
];

/** What takes a signature and needs a scene of its own, with the test that it has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  changeKey: "test/contracts/pool/Seats.t.sol",
  reportEquivocation: "test/contracts/pool/ReportEquivocation.t.sol",
  recordLateBallots: "test/contracts/attacks/DisputesCrossFunctionReplay.t.sol",
};

/** Promise 19: nothing signed for one purpose has effect through another. */
describe("purposes", () => {
  const stack = useIndexedStack();
  let scene: Scene;

  before(async () => {
    scene = await setUpScene(stack());
  });

  const matterOf = ({ name, about }: Entry) => {
    if (about !== undefined) return about(scene);
    if (name.includes("wallet")) return scene.unopened;
    return name.startsWith("openDeal") ? scene.fromLedger : scene.opened;
  };

  for (const entry of ENTRIES) {
    it(`${entry.name}, takes ${entry.takes} of the ${entry.role} and nothing else it signed`, async () => {
      const matter = matterOf(entry);
      await entry.attempt(scene.signed(entry.role, matter, entry.takes), scene);
      const others = [...scene.allSigned(entry.role, matter).keys()].filter(
        (purpose) => purpose !== entry.takes,
      );
      expect(others.length).to.equal(32);
      for (const purpose of others) {
        const signature = scene.signed(entry.role, matter, purpose);
        await expectRefusal(entry.attempt(signature, scene), entry.refusal, `${purpose} at ${entry.name}`);
      }
    });
  }

  it("has an entry for each function of the contracts that takes a signature", () => {
    const tried = new Set(["reclaim", ...ENTRIES.flatMap(({ calls }) => calls)]);
    const missing = functionsThatTakeSignatures().filter((name) => !tried.has(name));
    expect(missing).to.have.members(Object.keys(ELSEWHERE));
    for (const [name, path] of Object.entries(ELSEWHERE)) {
      expect(readFileSync(path, "utf8"), path).to.include(`.${name}`);
    }
  });

  it("has an entry for each type that is signed, and signs each at every entry", () => {
    const signed = typesThatAreSigned();
    expect([...scene.allSigned("buyer", scene.opened).keys()]).to.include.members(signed);
    const taken = new Set<string>(["Reclaim", ...ENTRIES.map(({ takes }) => takes)]);
    expect(signed.filter((type) => !taken.has(type))).to.have.members(TAKEN_NOWHERE);
    expect(Object.keys(typedDataTypes)).to.include.members(typesOfTheContracts());
  });

  it("reclaim takes Reclaim of the buyer and nothing else it signed", async () => {
    const { target, opened, overdue, simulating } = scene;
    for (const [purpose, signature] of overdue) {
      const attempt = simulating(reclaim, { ...target(), terms: opened.terms, milestone: 1, signature });
      if (purpose === "Reclaim") await attempt;
      else await expectRefusal(attempt, InvalidSignatureError, `${purpose} at reclaim`);
    }
    expect(overdue.size).to.equal(33);
  });

  it("a signature for one deal or milestone has no effect on another", async () => {
    const { signed, unopened, overdue, simulating, milestone } = scene;
    const foreign = signed("buyer", unopened, "Release");
    await expectRefusal(simulating(release, { ...milestone(), signature: foreign }), InvalidSignatureError);
    const neighbour = overdue.get("Release") ?? "0x";
    await expectRefusal(simulating(release, { ...milestone(), signature: neighbour }), InvalidSignatureError);
  });
});
