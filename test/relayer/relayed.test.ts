import { expect } from "chai";
import { zeroHash } from "viem";
import {
  getLedgerBalance,
  InvalidFieldError,
  MilestoneAlreadySettledError,
  quittanceActions,
  RelayerRefusedError,
  RelayFeeTooHighError,
  refund,
  release,
  signRelease,
  TransactionTimeoutError,
  withdraw,
} from "../../sdk/index.ts";
import { intentIdOf, relayed } from "../../sdk/relayer/index.ts";
import { exampleTerms, openExampleDeal } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

const USDC = 1_000_000n;

describe("a client that sends by a relayer", () => {
  const setup = useStack();
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;

  beforeEach(async () => {
    relayer = await startTestRelayer(settingsFor(setup()));
  });
  afterEach(async () => {
    await relayer.stop();
  });

  const clientFor = (apiKey: string, more: object = {}) =>
    relayed(setup().publicClient, { url: relayer.url, apiKey, address: setup().address, ...more });
  const releaseOf = async (
    terms: Awaited<ReturnType<typeof openExampleDeal>>["terms"],
    milestone: number,
  ) => {
    const { domain, buyer, address } = setup();
    const signature = await signRelease({ domain, terms, milestone, account: buyer });
    return { address, terms, milestone, signature };
  };

  it("has the outcome of an action, by a transaction of the relayer", async () => {
    const { terms, dealId } = await openExampleDeal(setup());
    const { publicClient, relayer: sender } = setup();
    const outcome = await release(clientFor(keys.free), await releaseOf(terms, 0));
    expect(outcome).to.include({ dealId, milestone: 0, toBuyer: 0n });
    const transaction = await publicClient.getTransaction({ hash: outcome.hash });
    expect(transaction.from).to.equal(sender.address.toLowerCase());
  });

  it("can be extended with all actions", async () => {
    const { terms } = await openExampleDeal(setup());
    const { address } = setup();
    const client = clientFor(keys.free).extend(quittanceActions({ address }));
    const { address: _, ...call } = await releaseOf(terms, 0);
    expect(await client.release(call)).to.include({ milestone: 0 });
  });

  it("throws the contract's error, and sends nothing", async () => {
    const { terms } = await openExampleDeal(setup());
    const call = await releaseOf(terms, 0);
    await release(clientFor(keys.free), call);
    const before = await setup().publicClient.getTransactionCount({ address: setup().relayer.address });
    await refusalOf(MilestoneAlreadySettledError, () => refund(clientFor(keys.free), call));
    const after = await setup().publicClient.getTransactionCount({ address: setup().relayer.address });
    expect(after).to.equal(before);
  });

  it("gets its own outcome out of a batch with others", async () => {
    const { request } = setup().publicClient;
    const salts = [1n, 2n, 3n, 4n];
    const deals = [];
    for (const salt of salts)
      deals.push(await openExampleDeal(setup(), await exampleTerms(setup(), { salt })));
    const calls = await Promise.all(deals.map(({ terms }) => releaseOf(terms, 0)));
    const mined = setup().publicClient.waitForTransactionReceipt;
    await request({ method: "evm_setAutomine", params: [false] } as never);
    const outcomes = Promise.all(calls.map((call) => release(clientFor(keys.free), call)));
    const mining = setInterval(() => void request({ method: "evm_mine" } as never), 150);
    const done = await outcomes.finally(() => clearInterval(mining));
    await request({ method: "evm_setAutomine", params: [true] } as never);
    expect(done.map(({ dealId }) => dealId)).to.deep.equal(deals.map(({ dealId }) => dealId));
    for (const { receipt } of done) {
      expect(receipt.logs.length).to.be.greaterThan(0);
      expect((await mined({ hash: receipt.transactionHash })).status).to.equal("success");
    }
    expect(new Set(done.map(({ hash }) => hash)).size).to.be.lessThan(deals.length);
  });

  it("leaves unknown what was not answered, and resumes it by its id", async () => {
    const { terms } = await openExampleDeal(setup());
    const call = await releaseOf(terms, 0);
    const { address, chain } = setup();
    const settings = settingsFor(setup());
    let isDown = true;
    let port = relayer.url;
    const reach = async (...[url, init]: Parameters<typeof fetch>) => {
      if (isDown) throw new TypeError("fetch failed");
      return fetch(String(url).replace("http://relayer.invalid", port), init);
    };
    const client = relayed(setup().publicClient, {
      ...{ url: "http://relayer.invalid", apiKey: keys.free, address, fetch: reach },
    });
    const late = await refusalOf(TransactionTimeoutError, () => release(client, { ...call, timeout: 200 }));
    const id = intentIdOf({ chainId: chain.id, address, data: release.call(call).data });
    expect(late.hash).to.equal(id);
    const other = await startTestRelayer(settings);
    port = other.url;
    isDown = false;
    expect(await release.wait(client, { address, hash: id })).to.include({ milestone: 0 });
    expect(
      (await release.wait(clientFor(keys.free, { url: other.url }), { address, hash: id })).milestone,
    ).to.equal(0);
    await other.stop();
  });

  it("sends a call once, however often it is asked for", async () => {
    const { terms } = await openExampleDeal(setup());
    const call = await releaseOf(terms, 0);
    const before = await setup().publicClient.getTransactionCount({ address: setup().relayer.address });
    const hashes = await Promise.all([1, 2, 3].map(() => release.send(clientFor(keys.free), call)));
    expect(new Set(hashes).size).to.equal(1);
    await release.wait(clientFor(keys.free), { address: setup().address, hash: hashes[0] ?? zeroHash });
    const after = await setup().publicClient.getTransactionCount({ address: setup().relayer.address });
    expect(after - before).to.equal(1);
  });

  it("pays the fee that was quoted by an order, and not more than agreed", async () => {
    const { address, seller, publicClient, fundLedger } = setup();
    await fundLedger(seller.address, USDC);
    const { terms } = await openExampleDeal(setup());
    const call = await releaseOf(terms, 1);
    const refused = await refusalOf(RelayerRefusedError, () =>
      release(clientFor(keys.paying), { ...call, timeout: 20_000 }),
    );
    expect(refused.status).to.equal(402);
    const stingy = clientFor(keys.paying, { fee: { account: seller, most: 1n } });
    await refusalOf(RelayFeeTooHighError, () => release(stingy, call));
    const willing = clientFor(keys.paying, { fee: { account: seller, most: USDC } });
    expect(await release(willing, call)).to.include({ milestone: 1 });
    const fee = await getLedgerBalance(publicClient, { address, owner: payeeOf(setup()) });
    expect(fee > 0n && fee <= USDC).to.equal(true);
    expect(await getLedgerBalance(publicClient, { address, owner: seller.address })).to.equal(USDC - fee);
  });

  it("is turned away without a key of an account, and beyond its quota", async () => {
    const { terms } = await openExampleDeal(setup());
    const unknown = await refusalOf(RelayerRefusedError, async () =>
      release(clientFor("no-such-key"), await releaseOf(terms, 0)),
    );
    expect(unknown.status).to.equal(401);
    await release(clientFor(keys.small), await releaseOf(terms, 0));
    const over = await refusalOf(RelayerRefusedError, async () =>
      release(clientFor(keys.small), await releaseOf(terms, 1)),
    );
    expect(over.status).to.equal(429);
  });

  it("refuses what acts for its sender, before anything is sent", async () => {
    const { address, seller, buyer, fundLedger } = setup();
    await fundLedger(buyer.address, 1n);
    const withdrawal = { address, to: seller.address, amount: 1n, salt: 1n };
    await refusalOf(InvalidFieldError, () =>
      withdraw.send(clientFor(keys.free), { ...withdrawal, account: buyer }),
    );
  });
});
