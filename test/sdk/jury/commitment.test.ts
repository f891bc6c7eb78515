import { expect } from "chai";
import * as fc from "fast-check";
import { concatHex, type Hex, hashTypedData, slice, zeroHash } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  hashEvidence,
  hashReasons,
  InvalidFieldError,
  quittanceDomain,
  type SignedBallot,
  signBallot,
  signBallotBatch,
  toJson,
  typedDataTypes,
  wholeSignature,
} from "../../../sdk/index.ts";
import {
  commitToBallot,
  hashSignedBallot,
  matchCommitment,
  panelCommitments,
  parseBallotCommitment,
  verifyBallotCommitment,
} from "../../../sdk/jury/index.ts";
import { errorOf } from "../support/refusal.ts";

const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
const elsewhere = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000ab" });
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey());
const question = {
  deal: `0x${"11".repeat(32)}`,
  milestone: 0,
  round: 1,
  evidence: hashEvidence("the delivered text"),
} as const;
const cast = (score: number, changes: object = {}, by = account) =>
  signBallot({ domain, account: by, ...question, score, reasons: hashReasons("seen"), ...changes });
const commit = async (score: number, changes: object = {}, by = account) =>
  commitToBallot({ domain, account: by, ballot: await cast(score, changes, by) });

describe("a commitment to a ballot", () => {
  it("is the typed data that a wallet shows, signed by its juror", async () => {
    const { signature: _signature, ...message } = await commit(7_000);
    const { BallotCommitment } = typedDataTypes;
    const types = { BallotCommitment };
    const digest = hashTypedData({ domain, types, primaryType: "BallotCommitment", message });
    const signature = await account.sign({ hash: digest });
    expect(await verifyBallotCommitment({ domain, commitment: { ...message, signature } })).to.equal(true);
  });

  it("survives a journey as JSON, in any letter case", async () => {
    const commitment = await commit(7_000);
    expect(parseBallotCommitment(toJson(commitment))).to.deep.equal(commitment);
    const shouted = { ...commitment, ballot: `0x${commitment.ballot.slice(2).toUpperCase()}` };
    expect(parseBallotCommitment(shouted).ballot).to.equal(commitment.ballot);
  });

  it("is good for no other juror, deployment, question or ballot", async () => {
    const commitment = await commit(7_000);
    const changes = [
      { juror: other.address },
      { deal: `0x${"12".repeat(32)}` as Hex },
      { milestone: 1 },
      { round: 2 },
      { evidence: hashEvidence("another text") },
      { ballot: hashReasons("another ballot") },
    ];
    for (const change of changes) {
      const forged = { ...commitment, ...change };
      expect(await verifyBallotCommitment({ domain, commitment: forged }), toJson(change)).to.equal(false);
    }
    expect(await verifyBallotCommitment({ domain: elsewhere, commitment })).to.equal(false);
    expect(await verifyBallotCommitment({ domain, commitment })).to.equal(true);
  });

  it("hides the score: the hash needs the juror's own signature", async () => {
    const commitment = await commit(7_000);
    const guesses = await Promise.all(
      [6_000, 7_000, 8_000].map(async (score) => ({
        ...(await cast(score, {}, other)),
        juror: account.address,
      })),
    );
    expect(guesses.map(hashSignedBallot)).to.not.include(commitment.ballot);
  });

  it("holds one hash for one ballot, however its signature and hex are written", async () => {
    const ballot = await cast(7_000);
    const shapes: SignedBallot[] = [
      { ...ballot, signature: wholeSignature(ballot.signature) },
      { ...ballot, juror: ballot.juror.toLowerCase() as Hex },
      { ...ballot, evidence: `0x${ballot.evidence.slice(2).toUpperCase()}` },
    ];
    for (const shape of shapes) expect(hashSignedBallot(shape)).to.equal(hashSignedBallot(ballot));
  });

  it("holds another hash for another ballot", async () => {
    const ballot = await cast(7_000);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 10_000 }), fc.boolean(), async (score, isFlipped) => {
        const last = slice(ballot.signature, 63) === "0x00" ? "0x01" : "0x00";
        const signature = isFlipped ? concatHex([slice(ballot.signature, 0, 63), last]) : ballot.signature;
        const changed = { ...ballot, score, signature };
        const isSame = score === 7_000 && !isFlipped;
        expect(hashSignedBallot(changed) === hashSignedBallot(ballot)).to.equal(isSame);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it("is not made for another juror's ballot, or for one of a batch", async () => {
    const ballot = await cast(7_000);
    const stolen = await errorOf(() => commitToBallot({ domain, account: other, ballot }));
    expect(stolen).to.be.instanceOf(InvalidFieldError).and.include({ field: "ballot.juror" });
    const draft = { ...question, score: 1, reasons: hashReasons("seen") };
    const [batched] = await signBallotBatch({
      domain,
      account,
      ballots: [draft, { ...draft, milestone: 1 }],
    });
    if (batched === undefined) throw new Error("a batch has ballots");
    const error = await errorOf(() => commitToBallot({ domain, account, ballot: batched }));
    expect(error).to.be.instanceOf(InvalidFieldError).and.include({ field: "ballot.batch" });
  });

  it("is refused where a field is none", async () => {
    const commitment = await commit(7_000);
    const wrong = [
      { ...commitment, round: 3 },
      { ...commitment, milestone: 32 },
      { ...commitment, ballot: "0x11" },
      { ...commitment, score: 7_000 },
      { ...commitment, juror: "0x11" },
    ];
    for (const each of wrong) {
      expect(await errorOf(() => parseBallotCommitment(each))).to.be.instanceOf(InvalidFieldError);
    }
    const ofNothing = { ...question, evidence: zeroHash };
    const input = { question: ofNothing, panel: [], commitments: [] };
    expect(await errorOf(() => panelCommitments(input))).to.include({ field: "question.evidence" });
  });
});

describe("commitments of a panel", () => {
  const panel = [account.address, other.address];
  const of = async (...commitments: ReturnType<typeof commit>[]) =>
    panelCommitments({ question, panel, commitments: await Promise.all(commitments) });

  it("are complete when each juror has one, and not at a quorum", async () => {
    expect(await of(commit(1))).to.deep.include({ complete: false, missing: [other.address] });
    expect(await of(commit(1), commit(2, {}, other))).to.deep.include({ complete: true, missing: [] });
    expect(panelCommitments({ question, panel: [], commitments: [] }).complete).to.equal(false);
  });

  it("are those of the question and of the panel alone", async () => {
    const stranger = privateKeyToAccount(generatePrivateKey());
    const found = await of(
      commit(1, { milestone: 1 }),
      commit(1, { round: 2 }),
      commit(1, { evidence: hashEvidence("another text") }),
      commit(1, {}, stranger),
    );
    expect(found.first).to.deep.equal([]);
    expect(found.missing).to.deep.equal(panel);
  });

  it("count once for each juror, the first one, and prove a second ballot", async () => {
    const [first, second] = await Promise.all([commit(1), commit(2)]);
    const found = panelCommitments({ question, panel, commitments: [first, first, second] });
    expect(found.first).to.deep.equal([first]);
    expect(found.doubles).to.deep.equal([{ juror: account.address, first, second }]);
    expect(panelCommitments({ question, panel, commitments: [first, first] }).doubles).to.deep.equal([]);
  });
});

describe("a ballot beside its commitment", () => {
  it("says how it compares with what its juror committed itself to", async () => {
    const [ballot, changed, mine, another] = await Promise.all([cast(1), cast(2), commit(1), commit(2)]);
    const theirs = await commit(2, {}, other);
    const elsewhere = await commit(2, { milestone: 1 });
    const match = (each: SignedBallot, commitments: (typeof mine)[]) =>
      matchCommitment({ ballot: each, commitments });
    expect(match(ballot, [mine])).to.equal("committed");
    expect(match(ballot, [mine, mine])).to.equal("committed");
    expect(match(changed, [mine])).to.equal("differing");
    expect(match(ballot, [])).to.equal("uncommitted");
    expect(match(ballot, [theirs, elsewhere])).to.equal("uncommitted");
    expect(match(ballot, [mine, another])).to.equal("double");
    expect(match(ballot, [another, mine])).to.equal("double");
  });

  it("is differing for a ballot of a batch, as nobody commits to one", async () => {
    const draft = { ...question, score: 1, reasons: hashReasons("seen") };
    const [ballot] = await signBallotBatch({ domain, account, ballots: [draft, { ...draft, milestone: 1 }] });
    if (ballot === undefined) throw new Error("a batch has ballots");
    expect(matchCommitment({ ballot, commitments: [await commit(1)] })).to.equal("differing");
    expect(matchCommitment({ ballot, commitments: [] })).to.equal("uncommitted");
  });
});
