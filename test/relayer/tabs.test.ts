import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  closeTab,
  fastSigner,
  getLedgerBalance,
  getTab,
  quittanceDomain,
  RelayerRefusedError,
  RelayFeeTooHighError,
  release,
  signRelease,
  signTabClosing,
  signVoucher,
  type Tab,
  type TabDraft,
  toJson,
  VoucherAboveReserveError,
  voucherMaker,
} from "../../sdk/index.ts";
import { relayed } from "../../sdk/relayer/index.ts";
import { exampleTerms, openExampleDeal, openExampleTab } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

const USDC = 1_000_000n;
const DEPTH = 5;

describe("fees that are paid by a tab", () => {
  const setup = useStack();
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;
  let salt = 0n;

  beforeEach(async () => {
    relayer = await startTestRelayer(settingsFor(setup()));
  });
  afterEach(async () => {
    await relayer.stop();
  });

  const mine = (blocks: number) =>
    setup().publicClient.request({ method: "hardhat_mine", params: [`0x${blocks.toString(16)}`] } as never);
  /** A tab for the relayer's payee that is open long enough, and the key of its vouchers. */
  const openTab = async (changes: Partial<TabDraft> = {}) => {
    const key = generatePrivateKey();
    const signer = fastSigner(key);
    const account = privateKeyToAccount(key);
    const { tab, tabId } = await openExampleTab(setup(), {
      ...{ payee: payeeOf(setup()), voucherKey: signer.address, ...changes },
    });
    await mine(DEPTH);
    return { tab, tabId, signer, account };
  };
  const voucherOf = async (
    { tabId, account }: Pick<Awaited<ReturnType<typeof openTab>>, "tabId" | "account">,
    amount: bigint,
  ) => {
    const { domain } = setup();
    const signature = await signVoucher({ domain, tab: tabId, amount, account });
    return { tab: tabId, amount, signature };
  };
  /** A release of a deal of its own. */
  const newCall = async (milestone = 0) => {
    const { domain, buyer, address } = setup();
    const { terms } = await openExampleDeal(setup(), await exampleTerms(setup(), { salt: ++salt }));
    const signature = await signRelease({ domain, terms, milestone, account: buyer });
    return { address, terms, milestone, signature };
  };
  const newData = async () => release.call(await newCall()).data;
  const post = async (path: string, body: object, key: string = keys.paying) => {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${relayer.url}${path}`, { method: "POST", headers, body: toJson(body) });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const feeOf = async (data: Hex, key?: string) =>
    BigInt((await post("/quotes", { data }, key)).body.fee ?? -1);
  const clientFor = (tab: Tab, vouchers: ReturnType<typeof voucherMaker>, more: object = {}) => {
    const { publicClient, address } = setup();
    const fee = { tab, vouchers, most: USDC, ...more };
    return relayed(publicClient, { url: relayer.url, apiKey: keys.paying, address, fee });
  };
  const income = () =>
    getLedgerBalance(setup().publicClient, { address: setup().address, owner: payeeOf(setup()) });

  it("are signed by the client, one voucher for each call, and kept before they leave", async () => {
    const { tab, signer } = await openTab();
    const vouchers = voucherMaker({ domain: setup().domain, tab, signer });
    const kept: bigint[] = [];
    const client = clientFor(tab, vouchers, { keep: (owed: bigint) => void kept.push(owed) });
    const calls = [await newCall(), await newCall(), await newCall()];
    const outcomes = await Promise.all(calls.map((call) => release(client, call)));
    expect(outcomes.map(({ milestone }) => milestone)).to.deep.equal([0, 0, 0]);
    expect(kept).to.have.length(3);
    expect(kept.at(-1)).to.equal(vouchers.owed);
    expect(kept).to.deep.equal([...kept].sort((one, other) => Number(one - other)));
    // No transaction of the calls paid for them.
    expect(await income()).to.equal(0n);
  });

  it("are redeemed at the end of the tab, by an intent of the relayer itself, with all that was owed", async () => {
    const { tab, tabId, signer } = await openTab();
    const vouchers = voucherMaker({ domain: setup().domain, tab, signer });
    await release(clientFor(tab, vouchers), await newCall());
    await release(clientFor(tab, vouchers), await newCall());
    await setup().increaseTime(86_400);
    await mine(1);
    const { address, publicClient } = setup();
    for (;;) {
      const state = await getTab(publicClient, { address, tabId });
      if (state?.redeemed === vouchers.owed) break;
    }
    expect(await income()).to.equal(vouchers.owed);
    const late = await refusalOf(RelayerRefusedError, async () =>
      release(clientFor(tab, vouchers), await newCall()),
    );
    expect(late.status).to.equal(402);
  });

  it("are redeemed early when a tab owes much more than that costs, and go on after it", async () => {
    const { tab, tabId, signer, account } = await openTab();
    const data = await newData();
    const voucher = await voucherOf({ tabId, account }, 9n * USDC);
    expect((await post("/intents", { data, tab, voucher })).status).to.equal(202);
    const { address, publicClient } = setup();
    for (;;) {
      if ((await getTab(publicClient, { address, tabId }))?.redeemed === 9n * USDC) break;
    }
    // The rest is credit of the account.
    expect(await feeOf(await newData())).to.equal(0n);
    const vouchers = voucherMaker({ domain: setup().domain, tab, signer, owed: 9n * USDC });
    expect((await release(clientFor(tab, vouchers), await newCall())).milestone).to.equal(0);
    expect(vouchers.owed).to.equal(9n * USDC);
  });

  it("count a voucher once, whatever is repeated or comes at once", async () => {
    const opened = await openTab();
    const { tab } = opened;
    const first = await newData();
    const fee = await feeOf(first);
    const voucher = await voucherOf(opened, fee);
    const both = [first, await newData()];
    const answers = await Promise.all(both.map((data) => post("/intents", { data, tab, voucher })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([202, 402]);
    const refused = both[answers.findIndex(({ status }) => status === 402)] ?? first;
    expect((await post("/intents", { data: refused, tab, voucher })).status).to.equal(402);
    expect(
      (await post("/intents", { data: refused, tab, voucher: await voucherOf(opened, fee - 1n) })).status,
    ).to.equal(402);
    // Twice for the same intent is once.
    const taken = both.find((data) => data !== refused) ?? first;
    expect((await post("/intents", { data: taken, tab, voucher })).status).to.equal(200);
    expect(await feeOf(taken)).to.equal(0n);
    expect((await feeOf(refused)) > 0n).to.equal(true);
    expect(
      (await post("/intents", { data: refused, tab, voucher: await voucherOf(opened, 2n * fee) })).status,
    ).to.equal(202);
  });

  it("take vouchers in any order: what a later one covers is covered", async () => {
    const opened = await openTab();
    const { tab } = opened;
    const data = [await newData(), await newData(), await newData()];
    const fee = 2n * (await feeOf(data[0] ?? "0x"));
    const given = await Promise.all([3n, 1n, 2n].map((count) => voucherOf(opened, count * fee)));
    for (const [index, voucher] of given.entries()) {
      expect((await post("/intents", { data: data[index], tab, voucher })).status).to.equal(202);
    }
  });

  it("refuse vouchers that pay nobody, or not this relayer, with the reason", async () => {
    const opened = await openTab();
    const { tab, tabId, account } = opened;
    const data = await newData();
    const { chain, address, seller } = setup();
    const stranger = privateKeyToAccount(generatePrivateKey());
    const others = await openTab({ payee: seller.address });
    const short = await openTab({ grace: 600 });
    const closed = await openTab();
    const rest = closed.tab.reserve;
    const { domain, arbiter, walletClient } = setup();
    const signature = await signTabClosing({ domain, tab: closed.tab, rest, account: arbiter });
    await closeTab(walletClient, { address, tab: closed.tab, signature });
    const elsewhere = quittanceDomain({ chainId: chain.id + 1, address });
    const unopened = { ...tab, salt: tab.salt + 1n };
    const cases: readonly (readonly [string, Tab, object, RegExp])[] = [
      ["payee", others.tab, await voucherOf(others, USDC), /payee/],
      ["grace", short.tab, await voucherOf(short, USDC), /grace/],
      ["closed", closed.tab, await voucherOf(closed, USDC), /closed/],
      ["unopened", unopened, await voucherOf(opened, USDC), /not opened|unknown|no tab/i],
      ["another tab", tab, await voucherOf(closed, USDC), /book|tab/],
      ["above the reserve", tab, await voucherOf(opened, tab.reserve + 1n), /reserve/],
      ["key", tab, await voucherOf({ tabId, account: stranger }, USDC), /sign/],
      [
        "chain",
        tab,
        {
          tab: tabId,
          amount: USDC,
          signature: await signVoucher({ domain: elsewhere, tab: tabId, amount: USDC, account }),
        },
        /sign/,
      ],
    ];
    for (const [name, given, voucher, reason] of cases) {
      const answer = await post("/intents", { data, tab: given, voucher });
      expect(answer.status, name).to.equal(402);
      expect(answer.body.error, name).to.match(reason);
    }
    expect((await post("/intents", { data, tab, voucher: "text" })).status).to.equal(400);
    expect(
      (await post("/intents", { data, tab: { ...tab, grace: 1 }, voucher: await voucherOf(opened, 1n) }))
        .status,
    ).to.equal(400);
    expect((await post("/intents", { data, tab, voucher: await voucherOf(opened, USDC) })).status).to.equal(
      202,
    );
  });

  it("refuse a tab whose opening could still be taken back", async () => {
    const key = generatePrivateKey();
    const account = privateKeyToAccount(key);
    const data = await newData();
    const { tab, tabId } = await openExampleTab(setup(), {
      payee: payeeOf(setup()),
      voucherKey: account.address,
    });
    const voucher = await voucherOf({ tabId, account }, USDC);
    const young = await post("/intents", { data, tab, voucher });
    expect(young.status).to.equal(402);
    expect(young.body.error).to.include("blocks old");
    await mine(DEPTH);
    expect((await post("/intents", { data, tab, voucher })).status).to.equal(202);
  });

  it("sign no voucher for another payee, above the agreed fee or beyond the reserve, nor for another tab", async () => {
    const { seller, domain } = setup();
    const others = await openTab({ payee: seller.address });
    const maker = voucherMaker({ domain, tab: others.tab, signer: others.signer });
    const call = await newCall();
    const wrong = await clientErrorOf(() => release(clientFor(others.tab, maker), call));
    expect(wrong).to.include("relayer's payee");
    const own = await openTab();
    const vouchers = voucherMaker({ domain, tab: own.tab, signer: own.signer });
    await refusalOf(RelayFeeTooHighError, () => release(clientFor(own.tab, vouchers, { most: 1n }), call));
    expect(await clientErrorOf(() => release(clientFor(own.tab, maker), call))).to.include(
      "must be of the tab",
    );
    const small = await openTab({ reserve: 10n });
    const few = voucherMaker({ domain, tab: small.tab, signer: small.signer });
    await refusalOf(VoucherAboveReserveError, () => release(clientFor(small.tab, few), call));
    expect([maker.owed, vouchers.owed, few.owed]).to.deep.equal([0n, 0n, 0n]);
  });

  it("sign nothing twice for a call whose answer was lost", async () => {
    const { tab, signer } = await openTab();
    const { domain, address, publicClient } = setup();
    const vouchers = voucherMaker({ domain, tab, signer });
    let lost = 0;
    const reach = async (...[url, init]: Parameters<typeof fetch>) => {
      const answer = await fetch(url, init);
      if (!String(url).endsWith("/intents") || lost++ > 0) return answer;
      throw new TypeError("fetch failed");
    };
    const fee = { tab, vouchers, most: USDC };
    const client = relayed(publicClient, {
      url: relayer.url,
      apiKey: keys.paying,
      address,
      fee,
      fetch: reach,
    });
    const call = await newCall();
    const id = await release.send(client, call);
    const { owed } = vouchers;
    expect(owed > 0n).to.equal(true);
    expect(await release.send(client, call).catch((error: Error) => error.name)).to.be.oneOf([
      id,
      "MilestoneAlreadySettledError",
    ]);
    expect((await release.wait(client, { address, hash: id })).milestone).to.equal(0);
    expect(vouchers.owed).to.equal(owed);
    const other = await newCall();
    expect((await release(client, other)).milestone).to.equal(0);
    expect(vouchers.owed < 3n * owed).to.equal(true);
  });
});

async function clientErrorOf(act: () => Promise<unknown>): Promise<string> {
  return act().then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
