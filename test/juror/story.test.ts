import { expect } from "chai";
import { erc20Abi, type HDAccount } from "viem";
import { getMilestone, submitVerdict } from "../../sdk/index.ts";
import { fetchReasons } from "../../sdk/jury/index.ts";
import { getLedgerBalance } from "../../sdk/payments/index.ts";
import { type Scene, startScene } from "../support/juror/scene.ts";
import { until } from "../support/juror/until.ts";

describe("three jurors and a board", () => {
  let scene: Scene;
  const jurorOf = (index: number): HDAccount => {
    const juror = scene.stack.jurors[index];
    if (juror === undefined) throw new Error("no juror");
    return juror;
  };

  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(() => scene.stop());

  it("judge a delivery from its event to the last juror's pay", async () => {
    const { stack } = scene;
    const payee = stack.accounts[10]?.address;
    if (payee === undefined) throw new Error("no account");
    const collect = { to: payee, least: 1n, every: 20, pool: undefined };
    for (const index of [0, 1, 2]) await scene.start(jurorOf(index), { collect });
    const asked = await scene.deliver({ terms: { verificationFee: 900_000n } });
    await until(async () => (await scene.ballots(asked)).length === 3);
    const ballots = await scene.ballots(asked);
    expect(ballots.map(({ score }) => score)).to.deep.equal([10_000, 10_000, 10_000]);
    const [first] = ballots;
    if (first === undefined) throw new Error("no ballot");
    const reasons = async () => fetchReasons({ boards: [scene.board], hash: first.reasons });
    await until(async () => (await reasons().catch(() => undefined)) !== undefined);
    expect(JSON.parse(await reasons())).to.deep.include({ question: asked.question, score: 10_000 });
    await submitVerdict(stack.walletClient, { address: stack.address, terms: asked.terms, ballots });
    const paid = async () =>
      stack.publicClient.readContract({
        address: stack.token,
        abi: erc20Abi,
        functionName: "balanceOf",
        args: [payee],
      });
    await until(async () => (await paid()) === 900_000n);
    const { address } = stack;
    for (const juror of stack.jurors)
      expect(await getLedgerBalance(stack.publicClient, { address, owner: juror.address })).to.equal(0n);
    const facts = await getMilestone(stack.publicClient, {
      address,
      dealId: asked.question.deal,
      milestone: 0,
    });
    expect(facts?.status).to.equal("settled");
  });
});
