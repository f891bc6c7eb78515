import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount, toAccount } from "viem/accounts";
import {
  BallotAlreadyDecidedError,
  BallotGuardFailedError,
  hashReasons,
  InvalidFieldError,
  quittanceDomain,
  verifyBallot,
} from "../../../sdk/index.ts";
import { openBallotGuard } from "../../../sdk/node.ts";
import { guardDomain as domain, guardQuestion } from "../../support/jury/guard-questions.ts";
import { playGuardSchedules } from "../../support/jury/guard-schedules.ts";
import { errorOf } from "../support/refusal.ts";

/** Schedules here; the benchmark of juries plays 200. */
const SCHEDULES = process.env.QUITTANCE_DEEP ? 200 : 8;

describe("the guard of what a juror signs", () => {
  const account = privateKeyToAccount(generatePrivateKey());
  const asked = guardQuestion(0);
  const { reasons: _reasons, ...question } = asked;
  let folder: string;
  const open = () => openBallotGuard({ folder: join(folder, "records") });
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-guard-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("signs a ballot that counts, and gives the same one again", async () => {
    const ballot = await open().sign({ domain, account, ...asked, score: 7_000 });
    expect(await verifyBallot({ domain, ballot })).to.equal(true);
    expect(await open().sign({ domain, account, ...asked, score: 7_000 })).to.deep.equal(ballot);
    const juror = account.address;
    expect(await open().find({ domain, juror, ...question })).to.deep.equal({
      ...{ score: 7_000, reasons: asked.reasons },
      ballot,
    });
  });

  it("refuses another score for one question, by any of its copies, and names the first", async () => {
    await open().sign({ domain, account, ...asked, score: 7_000 });
    const error = await errorOf(() => open().sign({ domain, account, ...asked, score: 7_001 }));
    expect(error).to.be.instanceOf(BallotAlreadyDecidedError).and.include({ score: 7_000 });
  });

  it("keeps the reasons of the first ballot", async () => {
    const first = await open().sign({ domain, account, ...asked, score: 7_000 });
    const others = { ...asked, reasons: hashReasons("other words") };
    expect(await open().sign({ domain, account, ...others, score: 7_000 })).to.deep.equal(first);
  });

  it("takes other questions, jurors and deployments for what they are", async () => {
    const guard = open();
    const other = privateKeyToAccount(generatePrivateKey());
    const elsewhere = quittanceDomain({ chainId: 10, address: domain.verifyingContract });
    await guard.sign({ domain, account, ...asked, score: 1 });
    const others = [
      guard.sign({ domain, account, ...guardQuestion(1), score: 2 }),
      guard.sign({ domain, account, ...asked, milestone: 1, score: 3 }),
      guard.sign({ domain, account, ...asked, round: 2, score: 4 }),
      guard.sign({ domain, account: other, ...asked, score: 5 }),
      guard.sign({ domain: elsewhere, account, ...asked, score: 6 }),
    ];
    expect((await Promise.all(others)).map(({ score }) => score)).to.deep.equal([2, 3, 4, 5, 6]);
    expect(await guard.find({ domain, juror: account.address, ...question, milestone: 2 })).to.equal(
      undefined,
    );
  });

  it("takes one question for one, in whichever letters it is written", async () => {
    await open().sign({ domain, account, ...asked, score: 1 });
    const shouted = { ...asked, deal: `0x${asked.deal.slice(2).toUpperCase()}` as const };
    const error = await errorOf(() => open().sign({ domain, account, ...shouted, score: 2 }));
    expect(error).to.be.instanceOf(BallotAlreadyDecidedError);
  });

  it("lets one of many that ask at once decide", async () => {
    const guards = [open(), open()];
    const scores = Array.from({ length: 20 }, (_, index) => index * 100);
    const results = await Promise.allSettled(
      scores.map((score, index) => guards[index % 2]?.sign({ domain, account, ...asked, score })),
    );
    const signed = results.flatMap((each) => (each.status === "fulfilled" ? [each.value?.score] : []));
    expect(signed).to.have.length(1);
  });

  it("keeps its decision where the signer fails, and signs it later", async () => {
    const failing = toAccount({
      ...account,
      signTypedData: async () => {
        throw new Error("no signature");
      },
    });
    await errorOf(() => open().sign({ domain, account: failing, ...asked, score: 1 }));
    const error = await errorOf(() => open().sign({ domain, account, ...asked, score: 2 }));
    expect(error).to.be.instanceOf(BallotAlreadyDecidedError);
    const juror = account.address;
    expect(await open().find({ domain, juror, ...question })).to.deep.include({
      score: 1,
      ballot: undefined,
    });
    expect((await open().sign({ domain, account, ...asked, score: 1 })).score).to.equal(1);
  });

  it("signs nothing over a record that is damaged, cut or another's", async () => {
    await open().sign({ domain, account, ...asked, score: 1 });
    await open().sign({ domain, account, ...guardQuestion(1), score: 1 });
    const [decision = ""] = files().filter((path) => path.endsWith(".decision"));
    const ballots = files().filter((path) => path.endsWith(".ballot"));
    const sign = (number: number) => open().sign({ domain, account, ...guardQuestion(number), score: 1 });
    const [one = "", two = ""] = ballots.map((path) => readFileSync(path, "utf8"));
    writeFileSync(ballots[0] ?? "", two);
    writeFileSync(ballots[1] ?? "", one);
    expect(await errorOf(() => sign(0))).to.be.instanceOf(BallotGuardFailedError);
    expect(await errorOf(() => sign(1))).to.be.instanceOf(BallotGuardFailedError);
    for (const text of ["", '{"score":', '{"score":1}', '{"score":10001,"reasons":"0x11"}']) {
      writeFileSync(decision, text);
      const errors = await Promise.all([0, 1].map((number) => errorOf(() => sign(number))));
      expect(errors.every((error) => error instanceof BallotGuardFailedError)).to.equal(true);
    }
  });

  it("signs nothing where it cannot write", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "records"), "a file");
    const error = await errorOf(() => open().sign({ domain, account, ...asked, score: 1 }));
    expect(error).to.be.instanceOf(BallotGuardFailedError);
    expect(await errorOf(() => openBallotGuard({ folder: "" }))).to.be.instanceOf(InvalidFieldError);
  });

  it("leaves no other files than its records", async () => {
    await open().sign({ domain, account, ...asked, score: 1 });
    await errorOf(() => open().sign({ domain, account, ...asked, score: 2 }));
    expect(
      files()
        .map((path) => path.split(".").at(-1))
        .sort(),
    ).to.deep.equal(["ballot", "decision"]);
  });

  it(`gives no question two scores, nor two ballots, in ${SCHEDULES} schedules of two copies that are killed`, async () => {
    const { kills, ...figures } = await playGuardSchedules({ schedules: SCHEDULES, seed: 1 });
    expect(kills).to.be.greaterThan(SCHEDULES / 2);
    expect(figures).to.deep.equal({
      ...{ schedules: SCHEDULES, doubleSigned: 0, doubleBallots: 0, unanswered: 0 },
    });
  });

  it("would be caught by these schedules if it forgot", async () => {
    const { doubleSigned } = await playGuardSchedules({ schedules: 3, seed: 1, records: "memory" });
    expect(doubleSigned).to.be.greaterThan(0);
  });
});
