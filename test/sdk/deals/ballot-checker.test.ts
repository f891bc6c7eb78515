import { expect } from "chai";
import fc from "fast-check";
import { concatHex, type Hex, numberToHex, slice } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  ballotChecker,
  type EngineName,
  hashEvidence,
  hashReasons,
  quittanceDomain,
  type SignedBallot,
  signBallot,
  signBallotBatch,
  verifyBallot,
  wholeSignature,
} from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
const jurors = Array.from({ length: 3 }, () => privateKeyToAccount(generatePrivateKey()));

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes): Hex => `0x${Buffer.from(bytes).toString("hex")}`);
const drafts = fc.record({
  deal: hash,
  milestone: fc.integer({ min: 0, max: 31 }),
  round: fc.integer({ min: 1, max: 2 }),
  evidence: hash,
  score: fc.integer({ min: 0, max: 10_000 }),
  reasons: hash,
});

/** The same ballot with one thing changed. */
const changes: readonly ((ballot: SignedBallot) => SignedBallot)[] = [
  (ballot) => ballot,
  (ballot) => ({ ...ballot, signature: wholeSignature(ballot.signature) }),
  (ballot) => ({ ...ballot, deal: ballot.evidence }),
  (ballot) => ({ ...ballot, milestone: (ballot.milestone + 1) % 32 }),
  (ballot) => ({ ...ballot, round: 3 - ballot.round }),
  (ballot) => ({ ...ballot, evidence: ballot.reasons }),
  (ballot) => ({ ...ballot, score: (ballot.score + 1) % 10_001 }),
  (ballot) => ({ ...ballot, score: ballot.score ^ 256 }),
  (ballot) => ({ ...ballot, reasons: ballot.deal }),
  (ballot) => ({ ...ballot, juror: "0x00000000000000000000000000000000000000c1" }),
  (ballot) => ({ ...ballot, juror: ballot.juror.toLowerCase() as Hex }),
  (ballot) => ({ ...ballot, signature: slice(ballot.signature, 0, 63) }),
  (ballot) => ({ ...ballot, signature: highS(ballot.signature) }),
];

/** The twin with a high s, which the contract refuses. */
function highS(compact: Hex): Hex {
  const whole = wholeSignature(compact);
  const s = numberToHex(ORDER - BigInt(slice(whole, 32, 64)), { size: 32 });
  return concatHex([slice(whole, 0, 32), s, whole.endsWith("1c") ? "0x1b" : "0x1c"]);
}

describe("a checker of many ballots", () => {
  for (const engine of ["javascript", "native"] as readonly EngineName[]) {
    it(`says of each what verifyBallot says, by the ${engine} engine`, async () => {
      const isGood = ballotChecker({ domain, engine });
      let good = 0;
      await fc.assert(
        fc.asyncProperty(
          drafts,
          fc.nat({ max: 2 }),
          fc.nat({ max: changes.length - 1 }),
          async (draft, juror, change) => {
            const account = jurors[juror] ?? jurors[0];
            if (account === undefined) return;
            const signed = await signBallot({ domain, account, ...draft });
            const ballot = changes[change]?.(signed) ?? signed;
            const verified = await verifyBallot({ domain, ballot });
            expect(isGood(ballot)).to.equal(verified);
            if (verified) good++;
          },
        ),
        { numRuns: 150, seed: 20_261_130 },
      );
      expect(good).to.be.greaterThan(10);
    });
  }

  it("checks ballots in the batch that they come with", async () => {
    const [account] = jurors;
    if (account === undefined) throw new Error("there are jurors");
    const judged = { evidence: hashEvidence("text"), reasons: hashReasons("good"), score: 9_000 };
    const deals = [hashEvidence("1"), hashEvidence("2"), hashEvidence("3")];
    const batch = await signBallotBatch({
      ...{ domain, account },
      ballots: deals.map((deal) => ({ deal, milestone: 0, ...judged })),
    });
    const isGood = ballotChecker({ domain });
    for (const ballot of batch) {
      expect([isGood(ballot), await verifyBallot({ domain, ballot })]).to.deep.equal([true, true]);
      const { batch: place, ...alone } = ballot;
      expect(isGood(alone)).to.equal(false);
      if (place === undefined) throw new Error("the batch has places");
      const moved = { ...ballot, batch: { ...place, index: place.index ^ 1 } };
      expect(isGood(moved)).to.equal(await verifyBallot({ domain, ballot: moved }));
    }
  });

  it("is bound to its domain", async () => {
    const [account] = jurors;
    if (account === undefined) throw new Error("there are jurors");
    const judged = { deal: hashEvidence("1"), evidence: hashEvidence("text"), reasons: hashReasons("good") };
    const ballot = await signBallot({ domain, account, ...judged, milestone: 0, score: 9_000 });
    expect(ballotChecker({ domain })(ballot)).to.equal(true);
    const elsewhere = { ...domain, chainId: 84_532 };
    expect(ballotChecker({ domain: elsewhere })(ballot)).to.equal(false);
  });

  it("refuses what is no ballot, by its field", async () => {
    const [account] = jurors;
    if (account === undefined) throw new Error("there are jurors");
    const judged = { deal: hashEvidence("1"), evidence: hashEvidence("text"), reasons: hashReasons("good") };
    const ballot = await signBallot({ domain, account, ...judged, milestone: 0, score: 9_000 });
    const isGood = ballotChecker({ domain });
    await expectRefusedField("ballot.score", "70000", () => isGood({ ...ballot, score: 70_000 }));
    await expectRefusedField("ballot.deal", '"0x11"', () => isGood({ ...ballot, deal: "0x11" }));
    await expectRefusedField("ballot.milestone", "-1", () => isGood({ ...ballot, milestone: -1 }));
    await expectRefusedField("engine", '"quick"', () =>
      ballotChecker({ domain, engine: "quick" as EngineName }),
    );
  });
});
