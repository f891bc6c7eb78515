import { expect } from "chai";
import { createWalletClient, http, zeroAddress } from "viem";
import { toSimple7702SmartAccount } from "viem/account-abstraction";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  approveDeposit,
  batchCalls,
  deposit,
  GasFundsTooLowError,
  getLedgerBalance,
  InvalidFieldError,
  openDeal,
  quittanceActions,
  readTokenDomain,
  release,
  signPayment,
  signTerms,
  TokenAllowanceTooLowError,
  totalOf,
  verifyPayment,
  verifyTerms,
  withdraw,
} from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { smartWalletClient } from "../../../sdk/wallets/index.ts";
import { type Bundler, startBundler } from "../../support/bundler/bundler.ts";
import { deploySimple7702Account } from "../../support/bundler/entry-point.ts";
import { bundledAccount, walletOf } from "../../support/wallets/bundled-wallet.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;

describe("a smart account that sends by user operations", () => {
  const setup = useStack();
  let bundler: Bundler;
  beforeEach(async () => {
    bundler = await startBundler(setup());
  });
  afterEach(async () => {
    await bundler.stop();
  });

  async function made() {
    const owner = privateKeyToAccount(generatePrivateKey());
    const account = await bundledAccount(setup(), bundler, owner);
    await setup().fund(account.address, 500n * USDC);
    return { owner, account, wallet: await walletOf(setup(), bundler, account) };
  }

  it("buys from its first operation, which deploys it, to the release", async () => {
    const stack = setup();
    const { address, token, domain, publicClient } = stack;
    const { account, wallet } = await made();
    const client = wallet.extend(quittanceActions({ address }));
    expect(await account.isDeployed()).to.equal(false);
    const approval = await client.approveDeposit({ token, amount: 500n * USDC });
    expect(approval.owner).to.equal(account.address);
    expect(await account.isDeployed()).to.equal(true);
    await client.deposit({ recipient: account.address, amount: 500n * USDC });

    const terms = await exampleTerms(stack, { buyer: account.address, fundedFromLedger: true });
    const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
    const opened = await client.openDeal({ terms, sellerSignature });
    expect(opened.terms).to.deep.equal(terms);
    const released = await client.release({ terms, milestone: 0 });
    expect(released.toSeller).to.equal(terms.milestones[0]?.amount);
    const left = await getLedgerBalance(publicClient, { address, owner: account.address });
    expect(left).to.equal(500n * USDC - totalOf(terms));
  });

  it("leaves a batch the gas that its calls may take beyond the estimate", async () => {
    const stack = setup();
    const { address, token } = stack;
    const { account, wallet } = await made();
    await approveDeposit(wallet, { address, token, amount: 500n * USDC });
    await deposit(wallet, { address, recipient: account.address, amount: 500n * USDC });
    const calls = [1n, 2n].map((salt) =>
      withdraw.call({ address, to: account.address, amount: salt * USDC, salt }),
    );
    const { publicClient: client } = stack;
    const { data } = batchCalls.call({ address, calls });
    const used = await client.estimateGas({ account: account.address, to: address, data });
    const { refused } = await batchCalls(wallet, { address, calls });
    expect(refused).to.deep.equal([]);
    const limits = bundler.asked
      .filter(({ method }) => method === "eth_sendUserOperation")
      .map(({ params }) => BigInt((params[0] as { callGasLimit: string }).callGasLimit));
    expect(Number(limits.at(-1))).to.be.greaterThan(Number(used) + 300_000);
  });

  it("signs, once it is deployed, as any signer", async () => {
    const stack = setup();
    const { address, token, domain, publicClient: client } = stack;
    const { account, wallet } = await made();
    await approveDeposit(wallet, { address, token, amount: 0n });
    const terms = await exampleTerms(stack, { buyer: account.address });
    const selling = { domain, terms: await exampleTerms(stack, { seller: account.address }) };
    const signature = await signTerms({ ...selling, account: wallet });
    expect(await verifyTerms({ ...selling, signer: account.address, signature, client })).to.equal(true);
    const payment = { domain, token: await readTokenDomain(client, { token }), terms };
    const buyerSignature = await signPayment({ ...payment, account: wallet });
    expect(await verifyPayment({ ...payment, signature: buyerSignature, client })).to.equal(true);
    const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
    const opened = await openDeal(wallet, { address, terms, buyerSignature, sellerSignature });
    expect(opened.terms.buyer).to.equal(account.address);
  });

  it("is told the contract's own error before anything is sent", async () => {
    const { address } = setup();
    const { account, wallet } = await made();
    await refusalOf(TokenAllowanceTooLowError, () =>
      deposit(wallet, { address, recipient: account.address, amount: USDC }),
    );
    expect(bundler.asked).to.deep.equal([]);
  });

  it("buys with a key that delegates to code (EIP-7702) by its first operation", async () => {
    const stack = setup();
    const { address, token, domain, publicClient: client } = stack;
    expect(await deploySimple7702Account(stack)).to.equal("0xe6Cae83BdE06E4c305530e199D7217f42808555B");
    const owner = privateKeyToAccount(generatePrivateKey());
    const account = await toSimple7702SmartAccount({ client, owner });
    await stack.fund(owner.address, 500n * USDC);
    const wallet = await walletOf(stack, bundler, account);
    const terms = await exampleTerms(stack, { buyer: owner.address });
    const payment = { domain, token: await readTokenDomain(client, { token }), terms };
    // A plain key's signature before the delegation, which its first operation brings with it.
    const early = await signPayment({ ...payment, account: wallet });
    const sellerSignature = await signTerms({ domain, terms, account: stack.seller });
    expect(await client.getCode({ address: owner.address })).to.equal(undefined);
    await openDeal(wallet, { address, terms, buyerSignature: early, sellerSignature });
    expect(await client.getCode({ address: owner.address })).to.match(/^0xef0100/);
    const { toSeller } = await release(wallet, { address, terms, milestone: 0 });
    expect(toSeller).to.equal(terms.milestones[0]?.amount);
  });

  it("is told that nobody pays for its operation", async () => {
    const { address, token, publicClient } = setup();
    const { account, wallet } = await made();
    const balance = { method: "hardhat_setBalance", params: [account.address, "0x0"] };
    await publicClient.request(balance as never);
    const poor = await refusalOf(GasFundsTooLowError, () =>
      approveDeposit(wallet, { address, token, amount: USDC }),
    );
    expect(poor.details).to.include("AA21");
  });

  it("takes the fees, the gas and the nonce that the caller gives", async () => {
    const { address, token } = setup();
    const { wallet } = await made();
    const given = { gas: 3_000_000n, nonce: 0, maxFeePerGas: 90_000_000_000n, maxPriorityFeePerGas: 1n };
    await approveDeposit(wallet, { address, token, amount: USDC, ...given });
    const sent = bundler.asked.find(({ method }) => method === "eth_sendUserOperation");
    expect(sent?.params[0]).to.include({
      ...{
        callGasLimit: "0x2dc6c0",
        nonce: "0x0",
        maxFeePerGas: "0x14f46b0400",
        maxPriorityFeePerGas: "0x1",
      },
    });
  });

  it("is refused by a client that has no bundler for it", async () => {
    const { address, token, chain, rpcUrl } = setup();
    const { account, wallet } = await made();
    const plain = createWalletClient({ account, chain, transport: http(rpcUrl) });
    const approval = { address, token, amount: USDC };
    await expectRefusedField("account", new RegExp(account.address), () => approveDeposit(plain, approval));
    const other = await made();
    await expectRefusedField("account", new RegExp(other.account.address), () =>
      approveDeposit(wallet, { ...approval, account: other.account }),
    );
    await expectRefusedField("bundler", /not shown/, () => smartWalletClient(plain as never));
    await expectRefusedField("bundler", /not shown/, () => smartWalletClient(undefined as never));
    const key = `0x${"5a".repeat(32)}`;
    for (const misplaced of [key, { account: key }, { account, client: undefined, key }]) {
      const refused = await refusalOf(InvalidFieldError, () => smartWalletClient(misplaced as never));
      expect(refused.message).to.not.include(key.slice(2, 20));
    }
  });

  it("lets an account that sends itself send through the same client", async () => {
    const { address, token, buyer } = setup();
    const { wallet } = await made();
    const hash = await approveDeposit.send(wallet, { address, token, amount: USDC, account: buyer });
    expect(bundler.asked).to.deep.equal([]);
    const { owner } = await approveDeposit.wait(wallet, { address, hash });
    expect(owner).to.equal(buyer.address).and.not.equal(zeroAddress);
  });
});
