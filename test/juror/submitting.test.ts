import { expect } from "chai";
import type { HDAccount } from "viem";
import { chainClock } from "../../apps/juror/daemon/clock.ts";
import { silentLog } from "../../apps/juror/log.ts";
import type { Submission } from "../../apps/juror/queue/submissions.ts";
import { oneByOne, openSender } from "../../apps/juror/settling/sender.ts";
import { type SubmitWhen, settleSteps } from "../../apps/juror/settling/settle-work.ts";
import { contest, drawPanel, getRound, getSeedBlock } from "../../sdk/disputes/index.ts";
import { getBook, getMilestone, signDelivery, submitVerdict } from "../../sdk/index.ts";
import { toJson } from "../../sdk/json/index.ts";
import { getLedgerBalance } from "../../sdk/payments/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { type Asked, linesOf, type Scene, startScene } from "../support/juror/scene.ts";
import { until } from "../support/juror/until.ts";
import { keys, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

const DAY = 86_400;
const FEE = 900_000n;
/** The price of gas on the test chain is that of a busy main net. */
const direct = { etherPrice: "30", relayer: undefined };
const worth = { ...direct, when: "worth" as const };

describe("a juror that submits", () => {
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
  const factsOf = async ({ question: { deal: dealId, milestone } }: Asked) =>
    getMilestone(scene.stack.publicClient, { address: scene.stack.address, dealId, milestone });
  const statusOf = async (asked: Asked) => (await factsOf(asked))?.status;
  const earned = () =>
    Promise.all(
      scene.stack.jurors.map(({ address: owner }) =>
        getLedgerBalance(scene.stack.publicClient, { address: scene.stack.address, owner }),
      ),
    );
  const nonces = () =>
    Promise.all(
      scene.stack.jurors.map(({ address }) => scene.stack.publicClient.getTransactionCount({ address })),
    );
  const shown = (asked: Asked) => until(async () => (await scene.ballots(asked)).length === 3);

  /** A milestone whose ballots lie on the board, and the jurors that could submit them, one look at a time. */
  const judged = async (terms: object = {}, folders?: readonly string[]) => {
    const asked = await scene.deliver({ terms: { verificationFee: FEE, ...terms } as never });
    for (const index of [0, 1, 2])
      await scene.start(jurorOf(index), { ...(folders && { folder: folders[index] ?? "" }) });
    await shown(asked);
    await scene.rest();
    return asked;
  };
  const looker = (index: number, when: SubmitWhen, sent: string[] = [], log = silentLog) => {
    const { stack } = scene;
    const { address, rpcUrl, domain } = stack;
    const account = jurorOf(index);
    const node = stack.publicClient;
    return settleSteps({
      ...{ node, domain, account, boards: [scene.board], clock: chainClock(node, 0), oneByOne: oneByOne() },
      ...{ when, lookEvery: 0, log, counted: (event) => sent.push(event) },
      sender: openSender({ ...{ node, rpcUrl, account, address }, ...direct }),
    });
  };
  const workOf = async (asked: Asked, index: number): Promise<Submission> => {
    const ballots = await scene.ballots(asked);
    const ballot = ballots.find(({ juror }) => juror === jurorOf(index).address);
    if (ballot === undefined) throw new Error("no ballot");
    const { deal: dealId, milestone, evidence } = asked.question;
    const { terms, uri: evidenceUri } = asked;
    const now = await scene.stack.now();
    const time = { from: now, until: now + terms.verdictWindow, drawnAt: undefined };
    const about = { dealId, milestone, round: 1 as const, evidence, evidenceUri, terms, panel: terms.panel };
    const rest = { delivery: undefined, failures: 0, isClosing: false };
    return { key: "one", asked: { ...about, ...time }, ballot, ...rest };
  };

  it("sends nothing unless it is asked to", async () => {
    const before = await nonces();
    const asked = await judged();
    expect(await nonces()).to.deep.equal(before);
    expect(await statusOf(asked)).to.equal("delivered");
  });

  it("submits the verdict that the ballots decide, and every juror is paid", async () => {
    const asked = await scene.deliver({ terms: { verificationFee: FEE } });
    for (const index of [0, 1, 2]) await scene.start(jurorOf(index), { submit: worth });
    await until(async () => (await statusOf(asked)) === "settled");
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
  });

  it("sends nothing for less than the gas costs, and whatever it costs when it is asked to", async () => {
    const asked = await judged({ verificationFee: 3n });
    const before = await nonces();
    const work = await workOf(asked, 0);
    const said: [string, string, object][] = [];
    const look = looker(0, "worth", [], (level, message, fields = {}) => said.push([level, message, fields]));
    expect(await look(work)).to.have.property("wait");
    expect(await look(work)).to.have.property("wait");
    expect(await nonces()).to.deep.equal(before);
    const [[level, message, fields] = []] = said;
    expect([said.length, level, message]).to.deep.equal([1, "info", "not worth sending: submitVerdict"]);
    expect(fields).to.include({ earns: "0.000001" }).and.to.have.property("costs");
    expect(await looker(0, "always")(work)).to.deep.equal({ wait: 0 });
    expect(await statusOf(asked)).to.equal("settled");
  });

  it("has one outcome when all jurors send at once, and each reads it as done", async () => {
    const asked = await judged();
    const sent: string[] = [];
    const works = await Promise.all([0, 1, 2].map((index) => workOf(asked, index)));
    const { request } = scene.stack.publicClient;
    await request({ method: "evm_setAutomine", params: [false] } as never);
    const looks = Promise.all(works.map((work, index) => looker(index, "worth", sent)(work)));
    const mining = setInterval(() => void request({ method: "evm_mine" } as never), 300);
    await looks.finally(() => clearInterval(mining));
    await request({ method: "evm_setAutomine", params: [true] } as never);
    expect(sent).to.include("submitted");
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
    for (const [index, work] of works.entries())
      expect(await looker(index, "worth")(work)).to.deep.equal({ isClosed: true });
  });

  it("settles when the contest window has ended, also after a restart, and pays out what it earned", async () => {
    const asked = await scene.deliver({ terms: { verificationFee: FEE, ...(await disputed()) } as never });
    const folder = scene.folder();
    await scene.start(jurorOf(0), { folder, submit: worth });
    for (const index of [1, 2]) await scene.start(jurorOf(index));
    await until(async () => (await statusOf(asked)) === "provisional");
    await scene.rest();
    const work = await workOf(asked, 0);
    const { since = 0 } = (await factsOf(asked))?.provisional ?? {};
    await scene.stack.increaseTime(since + DAY - (await scene.stack.now()) - 2);
    const before = await nonces();
    expect(await looker(0, "always")(work)).to.have.property("wait");
    expect(await nonces()).to.deep.equal(before);
    const to = scene.stack.accounts[10]?.address;
    if (to === undefined) throw new Error("no account");
    await scene.stack.increaseTime(2);
    const collect = { to, least: 1n, every: 20, pool: undefined };
    const { lines } = await scene.start(jurorOf(0), { folder, submit: worth, collect });
    await until(() => linesOf(lines, "earnings were paid out").length === 1);
    expect(await statusOf(asked)).to.equal("settled");
    expect(linesOf(lines, "settled")).to.have.length(1);
    expect(await earned()).to.deep.equal([0n, FEE / 3n, FEE / 3n]);
  });

  it("puts its own ballot on record after a verdict that left it out, so that it shares the fee", async () => {
    const folders = [0, 1, 2].map(() => scene.folder());
    const asked = await judged(await disputed(), folders);
    const { address, walletClient, publicClient } = scene.stack;
    const ballots = (await scene.ballots(asked)).filter(({ juror }) => juror !== jurorOf(2).address);
    await submitVerdict(walletClient, { address, terms: asked.terms, ballots });
    const about = { address, dealId: asked.question.deal, milestone: 0 };
    expect(await getBook(publicClient, about)).to.have.length(2);
    await scene.start(jurorOf(2), { folder: folders[2] ?? "", submit: worth });
    await until(async () => (await getBook(publicClient, about)).length === 3);
    await scene.stack.increaseTime(DAY);
    await until(async () => (await statusOf(asked)) === "settled");
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
  });

  it("sends by a relayer, for which its key needs no ETH", async () => {
    const { stack } = scene;
    const relayer = await startTestRelayer(settingsFor(stack));
    try {
      const before = await nonces();
      const submit = { ...worth, relayer: { url: relayer.url, apiKey: keys.free, most: 0n } };
      for (const { address } of stack.jurors)
        await stack.publicClient.request({ method: "hardhat_setBalance", params: [address, "0x0"] } as never);
      const asked = await scene.deliver({ terms: { verificationFee: FEE } });
      for (const index of [0, 1, 2]) await scene.start(jurorOf(index), { submit });
      await until(async () => (await statusOf(asked)) === "settled");
      await scene.rest();
      expect(await nonces()).to.deep.equal(before);
      expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
    } finally {
      await relayer.stop();
    }
  });

  it("submits a verdict on evidence that is not on-chain, with the delivery that it was handed", async () => {
    const { stack } = scene;
    const off = await scene.deliver({
      isOffChain: true,
      bundle: "failing",
      terms: { verificationFee: FEE },
    });
    const { round: _, ...claim } = { ...off.question, evidenceUri: off.uri };
    const delivery = await signDelivery({ domain: stack.domain, account: stack.seller, ...claim });
    const body = toJson({ terms: off.terms, delivery });
    for (const index of [0, 1, 2]) {
      const { url } = await scene.start(jurorOf(index), { submit: worth });
      expect((await fetch(`${url}/deliveries`, { method: "POST", body })).status).to.equal(202);
    }
    await until(async () => (await statusOf(off)) === "settled");
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
  });

  it("records the ballots of round 2, and releases the bond that pays them", async () => {
    const { stack } = scene;
    const { address, pool, buyer, walletClient, publicClient } = stack;
    const seated = await stack.seatJurors(3);
    const asked = await judged(await disputed());
    const ballots = await scene.ballots(asked);
    await submitVerdict(walletClient, { address, terms: asked.terms, ballots });
    const bond = asked.terms.disputes?.bond ?? 0n;
    await stack.fundLedger(buyer.address, bond);
    const objection = { terms: asked.terms, milestone: 0, contester: buyer.address, payout: 10_000 };
    const { receipt } = await contest(walletClient, { address, ...objection, account: buyer });
    const seed = await getSeedBlock(publicClient, { address: pool, openedInBlock: receipt.blockNumber });
    await stack.mine(Number(seed - receipt.blockNumber) + 1);
    const { panel } = await drawPanel(walletClient, { address, terms: asked.terms, milestone: 0 });
    const balances = () =>
      Promise.all(panel.map((owner) => getLedgerBalance(publicClient, { address, owner })));
    const before = await balances();
    for (const account of seated) await scene.start(account, { submit: worth });
    const about = { address, terms: asked.terms, milestone: 0 };
    await until(async () => (await getRound(publicClient, about))?.scores.length === 3);
    await stack.increaseTime(asked.terms.verdictWindow);
    await until(async () => (await factsOf(asked))?.bondsReleased.includes(2) === true);
    const after = await balances();
    const least = (bond - bond / 8n) / 3n;
    for (const [at, amount] of after.entries())
      expect(amount - (before[at] ?? 0n) >= least).to.equal(true, `juror ${at}`);
  });

  async function disputed() {
    const { disputes } = await exampleTerms(scene.stack, { contestWindow: DAY });
    return { contestWindow: DAY, disputes };
  }
});
