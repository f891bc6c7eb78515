import { expect } from "chai";
import { type Address, type Hex, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { prepare } from "../../apps/relayer/engine/deploying.ts";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import { defaultSettings } from "../../apps/relayer/engine/settings.ts";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import {
  depositWithAuthorization,
  getLedgerBalance,
  InvalidSignatureError,
  openDeal,
  readTokenDomain,
  release,
  signDeposit,
  signPayment,
  signRelease,
  signTerms,
  type WalletDeployment,
} from "../../sdk/index.ts";
import { deployable, intentIdOf, MULTICALL3, relayed } from "../../sdk/relayer/index.ts";
import { exampleTerms, openExampleDeal } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";
import { counterfactualWallet } from "../support/wallets/counterfactual-wallet.ts";

const USDC = 1_000_000n;
/** Code that reverts; that burns all gas; and that burns gas until little is left, and returns. */
const REVERTING = "0x5f5ffd";
const BURNING = "0xfe";
const WASTING = "0x5b5a6200ffff105f5700";

describe("wallets that a relayer deploys on the way", () => {
  const setup = useStack();
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;

  beforeEach(async () => {
    relayer = await startTestRelayer(settingsFor(setup()));
  });
  afterEach(async () => {
    await relayer.stop();
  });

  const clientFor = (
    deployments: readonly WalletDeployment[] | (() => readonly WalletDeployment[]),
    apiKey: string = keys.free,
  ) => {
    const { publicClient, address } = setup();
    return relayed(publicClient, { url: relayer.url, apiKey, address, deployments });
  };
  const newWallet = async () => counterfactualWallet(setup(), privateKeyToAccount(generatePrivateKey()));
  const codeOf = async (address: Address) => (await setup().publicClient.getCode({ address })) ?? "0x";
  const setCode = (address: Address, code: Hex) =>
    setup().publicClient.request({ method: "hardhat_setCode", params: [address, code] } as never);
  const receiver = async (hash: Hex) => (await setup().publicClient.getTransaction({ hash })).to;
  const sent = async () => setup().publicClient.getTransactionCount({ address: setup().relayer.address });

  /** A deal whose buyer is the wallet, funded from its own balance in the token, and both signatures. */
  const offered = async (wallet: Awaited<ReturnType<typeof newWallet>>) => {
    const { domain, seller, fund, publicClient } = setup();
    await fund(wallet.address, 500n * USDC);
    const terms = await exampleTerms(setup(), { buyer: wallet.address });
    const account = deployable(wallet.account);
    const token = await readTokenDomain(publicClient, { token: setup().token });
    const buyerSignature = await signPayment({ domain, token, terms, account });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    return { account, call: { address: setup().address, terms, buyerSignature, sellerSignature } };
  };
  /** A first deposit of the wallet, signed. */
  const deposited = async (wallet: Awaited<ReturnType<typeof newWallet>>) => {
    const { domain, fund, publicClient, address } = setup();
    await fund(wallet.address, USDC);
    const token = await readTokenDomain(publicClient, { token: setup().token });
    const payment = { amount: USDC, validBefore: (await setup().now()) + 3_600, salt: 1n };
    const account = deployable(wallet.account);
    const signature = await signDeposit({ domain, token, account, ...payment });
    const own = { from: wallet.address, recipient: wallet.address };
    return { account, call: { address, ...own, ...payment, signature } };
  };

  it("open a deal without ETH: one transaction deploys the wallet and makes the call", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    expect(await codeOf(wallet.address)).to.equal("0x");
    const opened = await openDeal(clientFor(account.deployments), call);
    expect(opened.terms.buyer).to.equal(wallet.address);
    expect(await codeOf(wallet.address)).to.not.equal("0x");
    expect(await receiver(opened.hash)).to.equal(MULTICALL3.toLowerCase());
    expect(await setup().publicClient.getBalance(wallet)).to.equal(0n);
    expect(await setup().publicClient.getTransactionCount(wallet)).to.equal(1);
    const { domain, address } = setup();
    const signature = await signRelease({ domain, terms: call.terms, milestone: 0, account });
    const paid = await release(clientFor(account.deployments), {
      ...{ address, terms: call.terms, milestone: 0, signature },
    });
    expect(paid.dealId).to.equal(opened.dealId);
    // Its code is there by now, so that nothing is deployed.
    expect(await receiver(paid.hash)).to.equal(address.toLowerCase());
  });

  it("make their first deposit, whose fee they owe with that of the deployment", async () => {
    const wallet = await newWallet();
    const { account, call } = await deposited(wallet);
    const quoteOf = async (deployments: readonly WalletDeployment[]) => {
      const { data } = depositWithAuthorization.call(call);
      const response = await fetch(`${relayer.url}/quotes`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys.paying}` },
        body: JSON.stringify({ data, deployments }),
      });
      return response.status;
    };
    expect(await quoteOf([])).to.equal(422);
    expect(await quoteOf(account.deployments())).to.equal(200);
    const outcome = await depositWithAuthorization(clientFor(account.deployments, keys.paying), call);
    expect(outcome).to.include({ account: wallet.address, amount: USDC });
    expect(
      await getLedgerBalance(setup().publicClient, { address: setup().address, owner: wallet.address }),
    ).to.equal(USDC);
    // What it owes is in the next quote, also for a call that deploys nothing.
    const { seller, domain, fundLedger, address } = setup();
    await fundLedger(seller.address, 50n * USDC);
    const client = (most: bigint, deployments: readonly WalletDeployment[]) =>
      relayed(setup().publicClient, {
        ...{ url: relayer.url, apiKey: keys.paying, address, deployments },
        fee: { account: seller, most },
      });
    const other = await newWallet();
    const { account: otherAccount, call: opening } = await offered(other);
    await openDeal(client(50n * USDC, otherAccount.deployments()), opening);
    const both = await getLedgerBalance(setup().publicClient, { address, owner: payeeOf(setup()) });
    const signature = await signRelease({
      domain,
      terms: opening.terms,
      milestone: 0,
      account: otherAccount,
    });
    await release(client(50n * USDC, []), { address, terms: opening.terms, milestone: 0, signature });
    const alone = (await getLedgerBalance(setup().publicClient, { address, owner: payeeOf(setup()) })) - both;
    expect(both > 2n * alone, `${both} for two that deploy, and ${alone} for one that does not`).to.equal(
      true,
    );
  });

  it("pay fees from a balance that somebody else filled, by an order that is deployed for", async () => {
    const wallet = await newWallet();
    const account = deployable(wallet.account);
    const { domain, address, buyer, publicClient, fundLedger } = setup();
    await fundLedger(wallet.address, 50n * USDC);
    const { terms } = await openExampleDeal(setup());
    const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
    const { deployments } = account;
    const client = relayed(publicClient, {
      ...{ url: relayer.url, apiKey: keys.paying, address, deployments },
      fee: { account, most: 50n * USDC },
    });
    const { hash } = await release(client, { address, terms, milestone: 0, signature });
    expect(await receiver(hash)).to.equal(address.toLowerCase());
    expect(await codeOf(wallet.address)).to.not.equal("0x");
    const left = await getLedgerBalance(publicClient, { address, owner: wallet.address });
    const paid = await getLedgerBalance(publicClient, { address, owner: payeeOf(setup()) });
    expect(paid > 0n && left + paid === 50n * USDC).to.equal(true);
  });

  it("are not deployed again when somebody else did it", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    await wallet.deploy();
    const opened = await openDeal(clientFor(account.deployments), call);
    expect(await receiver(opened.hash)).to.equal(setup().address.toLowerCase());
  });

  it("do not open a deal when the factory reverts, burns its gas, makes another wallet or is none", async () => {
    const factory = toHex(0xfac, { size: 20 });
    const other = await newWallet();
    const cases: readonly (readonly [string, Hex | undefined, WalletDeployment])[] = [
      ["reverts", REVERTING, { factory, factoryData: "0x11" }],
      ["burns", BURNING, { factory, factoryData: "0x11" }],
      ["makes another wallet", undefined, { factory: other.factory, factoryData: other.factoryData }],
      ["is an address without code", undefined, { factory: toHex(0xabc, { size: 20 }), factoryData: "0x11" }],
      ["is the token", undefined, { factory: setup().token, factoryData: "0x18160ddd" }],
      ["is the sender", undefined, { factory: setup().relayer.address, factoryData: "0x" }],
    ];
    const { call } = await offered(await newWallet());
    const before = await sent();
    for (const [name, code, deployment] of cases) {
      if (code !== undefined) await setCode(factory, code);
      const { data } = openDeal.call(call);
      const response = await fetch(`${relayer.url}/intents`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys.free}` },
        body: JSON.stringify({ data, deployments: [deployment] }),
      });
      expect(response.status, name).to.equal(422);
    }
    expect(await sent()).to.equal(before);
  });

  it("throws the contract's error where the deployment does not help, and sends nothing", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    const { domain } = setup();
    const others = await signTerms({
      domain,
      terms: await exampleTerms(setup(), { salt: 7n }),
      account: setup().seller,
    });
    const before = await sent();
    await refusalOf(InvalidSignatureError, () =>
      openDeal(clientFor(account.deployments), { ...call, sellerSignature: others }),
    );
    expect(await sent()).to.equal(before);
  });

  it("refuses factories that are the contract, too many, and a factory that wastes gas", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    const { data } = openDeal.call(call);
    const [own] = account.deployments();
    if (own === undefined) throw new Error("the wallet did not say what deploys it");
    const wasting = toHex(0xfad, { size: 20 });
    await setCode(wasting, WASTING);
    const lists: readonly (readonly unknown[])[] = [
      [{ factory: setup().address, factoryData: "0x11" }],
      [{ factory: MULTICALL3, factoryData: "0x11" }],
      [own, own, own, own, own],
      [{ factory: own.factory, factoryData: toHex(new Uint8Array(32_769)) }],
      [{ factory: own.factory }],
      [{ factory: own.factory, factoryData: "text" }],
      ["text"],
      [{ factory: wasting, factoryData: "0x11" }, own],
    ];
    const before = await sent();
    for (const deployments of lists) {
      const response = await fetch(`${relayer.url}/intents`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys.free}` },
        body: JSON.stringify({ data, deployments }),
      });
      expect(response.status, JSON.stringify(deployments).slice(0, 90)).to.be.oneOf([400, 422]);
    }
    expect(await sent()).to.equal(before);
    expect((await openDeal(clientFor([own]), call)).terms.buyer).to.equal(wallet.address);
  });

  it("says that the chain has no Multicall3, and sends nothing", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    await setCode(MULTICALL3, "0x");
    const before = await sent();
    const error: unknown = await openDeal(clientFor(account.deployments), call).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).to.include("Multicall3");
    const { data } = openDeal.call(call);
    const response = await fetch(`${relayer.url}/intents`, {
      method: "POST",
      headers: { authorization: `Bearer ${keys.free}` },
      body: JSON.stringify({ data, deployments: account.deployments() }),
    });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.include("deploy the wallet first");
    expect(await sent()).to.equal(before);
    await wallet.deploy();
    expect((await openDeal(clientFor(account.deployments), call)).terms.buyer).to.equal(wallet.address);
  });

  it("open their deal also when somebody deploys the wallet in front of the transaction", async () => {
    const wallet = await newWallet();
    const { account, call } = await offered(wallet);
    const { publicClient, clientOf, arbiter } = setup();
    const request = (method: string, ...params: readonly unknown[]) =>
      publicClient.request({ method, params } as never) as Promise<unknown>;
    await request("evm_setAutomine", false);
    const opening = openDeal(clientFor(account.deployments), call);
    let waiting: readonly { readonly to: Address }[] = [];
    while (!waiting.some(({ to }) => to === MULTICALL3.toLowerCase())) {
      waiting = (await request("eth_pendingTransactions")) as typeof waiting;
    }
    await clientOf(arbiter).sendTransaction({
      ...{ to: wallet.factory, data: wallet.factoryData, gas: 1_000_000n },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n },
    });
    await request("evm_setAutomine", true);
    await request("evm_mine");
    const { receipt, terms } = await opening;
    expect(terms.buyer).to.equal(wallet.address);
    expect(receipt.status).to.equal("success");
    // The first transaction failed, and the call alone went through.
    expect(await receiver(receipt.transactionHash)).to.equal(setup().address.toLowerCase());
  });

  it("are not sent for when the factory uses more gas by now than was priced", async () => {
    const { account, call } = await offered(await newWallet());
    const { relayer: sender, publicClient: node, chain, address } = setup();
    const { data } = openDeal.call(call);
    const id = intentIdOf({ chainId: chain.id, address, data });
    const settings = { ...defaultSettings, address, chainId: chain.id };
    const store = openSqliteStore(":memory:");
    const deploying = { deployments: account.deployments(), gas: 100_000n };
    await store.addIntent({ id, owner: "one", data, fee: 7n, askedAt: 0, mayOwe: true, deploying });
    const before = await sent();
    const engine = createEngine({ node, account: sender, store, settings });
    await engine.step();
    expect(await store.intent(id)).to.include({ state: "refused", fee: 0n });
    expect(await sent()).to.equal(before);
    await store.addIntent({
      id,
      owner: "one",
      data,
      fee: 0n,
      askedAt: 0,
      deploying: { ...deploying, gas: 3_000_000n },
    });
    await engine.step();
    expect((await store.intent(id))?.state).to.equal("sent");
    await store.close();
  });

  it("are sent for with the gas that was priced, and no more", async () => {
    const { account, call } = await offered(await newWallet());
    const { relayer: sender, publicClient: node, chain, address } = setup();
    const { data } = openDeal.call(call);
    const id = intentIdOf({ chainId: chain.id, address, data });
    const settings = { ...defaultSettings, address, chainId: chain.id };
    const prepared = await prepare(node, settings, { data, deployments: account.deployments() });
    const deploying = "result" in prepared ? prepared.result : undefined;
    if (deploying === undefined) throw new Error("the wallet has to be deployed");
    const store = openSqliteStore(":memory:");
    await store.addIntent({ id, owner: "one", data, fee: 0n, askedAt: 0, deploying });
    const engine = createEngine({ node, account: sender, store, settings });
    await engine.step();
    const { transaction } = (await store.intent(id)) ?? {};
    expect((await store.transaction(transaction ?? 0))?.gas).to.equal(deploying.gas);
    await engine.step();
    expect((await store.intent(id))?.state).to.equal("done");
    await store.close();
  });
});
