import { expect } from "chai";
import {
  deliver,
  getBook,
  getMilestone,
  hashEvidence,
  hashReasons,
  signBallot,
  signDelivery,
} from "../../sdk/index.ts";
import { aggregateBallots } from "../../sdk/jury/index.ts";
import { getLedgerBalance } from "../../sdk/payments/index.ts";
import { relayed } from "../../sdk/relayer/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

const HOUR = 3_600;
const FEE = 900_000n;

describe("ballots that are aggregated by a relayer", () => {
  const setup = useStack();
  const evidence = hashEvidence("the delivered text");
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;

  beforeEach(async () => {
    relayer = await startTestRelayer(settingsFor(setup()));
  });
  afterEach(() => relayer.stop());

  const clientFor = (apiKey: string, more: object = {}) =>
    relayed(setup().publicClient, { url: relayer.url, apiKey, address: setup().address, ...more });
  const openDeal = async (changes: Parameters<typeof openExampleDeal>[1] = {}) => {
    const { domain, seller } = setup();
    const fees = { silencePayout: 0, verificationFee: FEE, verdictWindow: 4 * HOUR, ...changes };
    const { terms, dealId: deal } = await openExampleDeal(setup(), fees);
    const question = { deal, milestone: 0, round: 1, evidence };
    const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const cast = (scores: readonly number[]) =>
      Promise.all(
        setup()
          .jurors.slice(0, scores.length)
          .map((account, at) =>
            signBallot({
              ...{ domain, account, ...question, score: scores[at] ?? 0 },
              reasons: hashReasons("looked"),
            }),
          ),
      );
    return { terms, question, delivery, cast };
  };
  const earned = () =>
    Promise.all(
      setup().jurors.map(({ address: owner }) =>
        getLedgerBalance(setup().publicClient, { address: setup().address, owner }),
      ),
    );

  it("submits the verdict in a transaction of the relayer, and the jurors are paid", async () => {
    const { terms, question, delivery, cast } = await openDeal();
    const { domain, publicClient, relayer: sender, jurors } = setup();
    const ballots = await cast([7_000, 7_000, 7_000]);
    const asked = { domain, question, terms, delivery, ballots };
    const before = await publicClient.getTransactionCount({ address: jurors[0]?.address ?? "0x" });
    const { plan, sent } = await aggregateBallots(clientFor(keys.free), asked);
    expect(plan.action).to.equal("submitVerdict");
    expect(sent).to.deep.include({ payout: 7_000 });
    const transaction = await publicClient.getTransaction({ hash: sent?.hash ?? "0x" });
    expect(transaction.from).to.equal(sender.address.toLowerCase());
    expect(await publicClient.getTransactionCount({ address: jurors[0]?.address ?? "0x" })).to.equal(before);
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
    const again = await aggregateBallots(clientFor(keys.free), asked);
    expect(again).to.deep.equal({
      plan: { action: "wait", reason: "over" },
      worth: undefined,
      sent: undefined,
    });
  });

  it("puts ballots that do not decide on record, and the rest decides", async () => {
    const { terms, question, delivery, cast } = await openDeal();
    const { domain, address, walletClient, publicClient, relayer: sender } = setup();
    await deliver(walletClient, { address, terms, delivery });
    const ballots = await cast([7_000, 9_000, 7_100]);
    await setup().increaseTime(3 * HOUR);
    const aggregate = (some: typeof ballots) =>
      aggregateBallots(clientFor(keys.free), { domain, question, terms, ballots: some });
    const recorded = await aggregate(ballots.slice(0, 2));
    expect(recorded.plan).to.deep.include({ action: "recordBallots", payout: undefined, counted: 2 });
    const hash = recorded.sent?.hash ?? "0x";
    expect((await publicClient.getTransaction({ hash })).from).to.equal(sender.address.toLowerCase());
    const about = { address, dealId: question.deal, milestone: 0 };
    expect(await getBook(publicClient, about)).to.have.length(2);
    expect((await aggregate(ballots.slice(0, 2))).plan).to.deep.include({ reason: "on-record" });
    expect((await aggregate(ballots)).sent).to.deep.include({ payout: 7_000 });
    expect((await getMilestone(publicClient, about))?.status).to.equal("settled");
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
  });

  it("has one outcome when several aggregators submit at once", async () => {
    const { terms, question, delivery, cast } = await openDeal();
    const { domain } = setup();
    const asked = { domain, question, terms, delivery, ballots: await cast([7_000, 7_000, 7_000]) };
    const all = await Promise.all([1, 2, 3].map(() => aggregateBallots(clientFor(keys.free), asked)));
    const hashes = new Set(all.flatMap(({ sent }) => (sent === undefined ? [] : [sent.hash])));
    expect(hashes.size).to.equal(1);
    expect(await earned()).to.deep.equal([FEE / 3n, FEE / 3n, FEE / 3n]);
  });

  it("pays the relayer out of what a juror has, and sends nothing that is not worth the most it pays", async () => {
    const { terms, question, delivery, cast } = await openDeal();
    const { domain, address, publicClient, fundLedger } = setup();
    const [juror] = setup().jurors;
    if (juror === undefined) throw new Error("no juror");
    await fundLedger(juror.address, FEE);
    const asked = { domain, question, terms, delivery, ballots: await cast([7_000, 7_000, 7_000]) };
    const most = FEE / 3n;
    const own = { addresses: [juror.address] };
    const client = (amount: bigint) => clientFor(keys.paying, { fee: { account: juror, most: amount } });
    const dear = await aggregateBallots(client(most), { ...asked, ...own, cost: most });
    expect(dear.worth).to.deep.equal({ worth: false, reward: most, cost: most });
    expect(dear.sent).to.equal(undefined);
    const cheap = await aggregateBallots(client(most - 1n), { ...asked, ...own, cost: most - 1n });
    expect(cheap.sent).to.deep.include({ payout: 7_000 });
    const fee = await getLedgerBalance(publicClient, { address, owner: payeeOf(setup()) });
    expect(fee > 0n && fee < most).to.equal(true);
    expect((await earned())[0]).to.equal(FEE + most - fee);
  });
});
