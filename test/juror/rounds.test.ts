import { expect } from "chai";
import type { HDAccount } from "viem";
import { contest, drawPanel, getSeedBlock, recordBallots, releaseBond } from "../../sdk/disputes/index.ts";
import { hashReasons, signBallot, signDelivery, submitVerdict } from "../../sdk/index.ts";
import { toJson } from "../../sdk/json/index.ts";
import { getLedgerBalance } from "../../sdk/payments/index.ts";
import { exampleTerms, poolParameters } from "../../sdk/testing/index.ts";
import { type Asked, linesOf, type Scene, startScene } from "../support/juror/scene.ts";
import { until } from "../support/juror/until.ts";

const DAY = 86_400;

describe("a juror in other rounds and on other branches", () => {
  let scene: Scene;
  let fresh: Awaited<ReturnType<Scene["stack"]["snapshot"]>>;
  before(async () => {
    scene = await startScene();
  });
  beforeEach(async () => {
    fresh = await scene.stack.snapshot();
  });
  afterEach(async () => {
    await scene.rest();
    await scene.stack.revert(fresh);
  });
  after(() => scene.stop());

  const jurorOf = (index: number): HDAccount => {
    const juror = scene.stack.jurors[index];
    if (juror === undefined) throw new Error("no juror");
    return juror;
  };

  it("judges again when it is drawn for a contest, and is paid of the bond", async () => {
    const { stack } = scene;
    const { address, pool, buyer, walletClient, publicClient, seatJurors } = stack;
    const seated = await seatJurors(3);
    const terms = await exampleTerms(stack, { contestWindow: DAY });
    const disputed = { contestWindow: DAY, disputes: terms.disputes };
    const asked = await scene.deliver({ terms: disputed as never });
    const judged = { ...asked.question, score: 10_000, reasons: hashReasons("complete") };
    const ballots = await Promise.all(
      stack.jurors.map((account) => signBallot({ domain: stack.domain, account, ...judged })),
    );
    await submitVerdict(walletClient, { address, terms: asked.terms, ballots });
    await stack.fundLedger(buyer.address, asked.terms.disputes?.bond ?? 0n);
    const objection = { terms: asked.terms, milestone: 0, contester: buyer.address, payout: 10_000 };
    const { receipt } = await contest(walletClient, { address, ...objection, account: buyer });
    const seed = await getSeedBlock(publicClient, { address: pool, openedInBlock: receipt.blockNumber });
    await stack.mine(Number(seed - receipt.blockNumber) + 1);
    const { panel } = await drawPanel(walletClient, { address, terms: asked.terms, milestone: 0 });
    expect(panel).to.have.length(3);
    for (const account of seated) await scene.start(account);
    const second: Asked = { ...asked, question: { ...asked.question, round: 2 } };
    await until(async () => (await scene.ballots(second, panel)).length === 3);
    const later = await scene.ballots(second, panel);
    expect(later.map(({ score }) => score)).to.deep.equal([10_000, 10_000, 10_000]);
    await recordBallots(walletClient, { address, terms: asked.terms, panel, ballots: later });
    await stack.increaseTime(asked.terms.verdictWindow);
    await releaseBond(walletClient, { address, terms: asked.terms, milestone: 0, round: 2, panel });
    const drawersPart = poolParameters.seatFee;
    const share = ((asked.terms.disputes?.bond ?? 0n) - drawersPart) / 3n;
    const earned = await Promise.all(
      panel.map((owner) => getLedgerBalance(publicClient, { address, owner })),
    );
    for (const each of earned) expect(each >= share).to.equal(true);
  });

  it("judges what is delivered off-chain, and shows it once silence costs nothing", async () => {
    const { stack } = scene;
    const asked = await scene.deliver({ milestone: 1 });
    const jurors = [];
    for (const index of [0, 1, 2]) jurors.push(await scene.start(jurorOf(index)));
    // The claim alone: what the scene put on-chain is of another milestone.
    const off = await scene.deliver({ isOffChain: true });
    const claim = { ...off.question, evidenceUri: off.uri };
    const { round: _, ...claimed } = claim;
    const delivery = await signDelivery({ domain: stack.domain, account: stack.seller, ...claimed });
    for (const { url } of jurors) {
      const body = toJson({ terms: off.terms, delivery });
      expect((await fetch(`${url}/deliveries`, { method: "POST", body })).status).to.equal(202);
    }
    await until(async () => (await scene.ballots(off)).length === 3);
    await until(async () => (await scene.ballots(asked)).length === 3);
    const { address } = stack;
    const ballots = await scene.ballots(off);
    await submitVerdict(stack.walletClient, { address, terms: off.terms, ballots, delivery });
  });

  it("drops what a reorganisation takes away, and judges what comes in its place", async () => {
    const { stack } = scene;
    const fork = await stack.snapshot();
    const { lines, url } = await scene.start(jurorOf(0));
    const first = await scene.deliver();
    await until(() => linesOf(lines, "committed").length === 1);
    await stack.revert(fork);
    await stack.mine(4);
    const second = await scene.deliver({ bundle: "failing" });
    await until(() => linesOf(lines, "committed").length === 2);
    const scores = linesOf(lines, "judged").map(({ deal, score }) => [deal, score]);
    expect(scores).to.deep.equal([
      [first.question.deal, 10_000],
      [second.question.deal, 0],
    ]);
    const { ok } = (await (await fetch(`${url}/health`)).json()) as { readonly ok: boolean };
    expect(ok).to.equal(true);
  });

  it("goes on after a stop where it stood, and signs nothing again", async () => {
    const folder = scene.folder();
    const asked = await scene.deliver();
    const before = await scene.start(jurorOf(0), { folder });
    await until(() => linesOf(before.lines, "committed").length === 1);
    await scene.rest();
    const { lines } = await scene.start(jurorOf(0), { folder });
    await scene.stack.increaseTime(Math.floor(asked.terms.verdictWindow / 2) + 1);
    await until(async () => (await scene.ballots(asked)).length === 1);
    for (const event of ["judged", "signed", "committed"]) expect(linesOf(lines, event)).to.deep.equal([]);
  });
});
