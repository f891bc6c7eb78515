import { expect } from "chai";
import { type Address, createWalletClient, custom, type Hex, http, size } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  compactSignature,
  deliver,
  hashEvidence,
  openDeal,
  readTokenDomain,
  type Signer,
  signBallot,
  signDelivery,
  signPayment,
  signRelease,
  signTerms,
  submitVerdict,
  unwrapSignature,
  verifyBallot,
  verifyDelivery,
  verifyPayment,
  verifyRelease,
  verifyTerms,
  WalletNotDeployedError,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { counterfactualWallet } from "../../support/wallets/counterfactual-wallet.ts";
import { delegateTo } from "../../support/wallets/delegated-account.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("a payment from a wallet is judged as the token judges it", () => {
  const setup = useStack();

  /** What `verifyPayment` says of each form of the buyer's signature, and whether the deal opens with it. */
  async function judged(stack: Stack, buyer: Address, account: Signer) {
    const { address, domain, seller, publicClient: client, walletClient } = stack;
    await stack.fund(buyer, 240_000_000n);
    const terms = await exampleTerms(stack, { buyer });
    const token = await readTokenDomain(client, { token: stack.token });
    const whole = await signPayment({ domain, token, terms, account });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const said: Record<string, readonly [verified: boolean, taken: boolean]> = {};
    for (const [name, signature] of Object.entries({ whole, compact: compactSignature(whole) })) {
      const payment = { domain, token, terms, signature, client };
      const opening = { address, terms, buyerSignature: signature, sellerSignature };
      const taken = openDeal.simulate(walletClient, opening).then(
        () => true,
        () => false,
      );
      said[name] = [await verifyPayment(payment), await taken];
    }
    return said;
  }

  const fresh = () => privateKeyToAccount(generatePrivateKey());

  it("a plain key's, in both forms", async () => {
    const account = fresh();
    expect(await judged(setup(), account.address, account)).to.deep.equal({
      whole: [true, true],
      compact: [true, true],
    });
  });

  it("an account's that delegates to code which takes 65 bytes", async () => {
    const account = fresh();
    const { address } = await deployTestContract(setup(), "DelegateWallet", []);
    await delegateTo(setup(), account, address);
    expect(await judged(setup(), account.address, account)).to.deep.equal({
      whole: [true, true],
      compact: [false, false],
    });
  });

  it("an account's that delegates to code which refuses its own key", async () => {
    const account = fresh();
    const { address } = await deployTestContract(setup(), "WrongMagicWallet", [fresh().address]);
    await delegateTo(setup(), account, address);
    expect(await judged(setup(), account.address, account)).to.deep.equal({
      whole: [false, false],
      compact: [false, false],
    });
  });

  it("a contract wallet's, in the forms that it takes", async () => {
    const owner = fresh();
    const { address } = await deployTestContract(setup(), "Erc1271Wallet", [owner.address]);
    expect(await judged(setup(), address, { ...owner, address, source: "custom" })).to.deep.equal({
      whole: [true, true],
      compact: [true, true],
    });
  });
});

describe("a wallet that wraps its signatures by ERC-6492", () => {
  const setup = useStack();

  /** The wallet of a fresh owner, and terms that it pays. */
  async function made() {
    const stack = setup();
    const owner = privateKeyToAccount(generatePrivateKey());
    const wallet = await counterfactualWallet(stack, owner);
    const terms = await exampleTerms(stack, { buyer: wallet.address });
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    return { stack, owner, wallet, terms, token };
  }

  const notDeployed = (wallet: Awaited<ReturnType<typeof made>>["wallet"], action: () => Promise<unknown>) =>
    refusalOf(WalletNotDeployedError, action).then((error) => {
      expect([error.wallet, error.factory, error.factoryData]).to.deep.equal([
        wallet.address,
        wallet.factory,
        wallet.factoryData,
      ]);
      expect(error.message).not.to.include(wallet.factoryData.slice(0, 80));
    });

  it("is told to deploy first, where its client can see that it has no code", async () => {
    const { stack, wallet, terms } = await made();
    const { domain, publicClient: client } = stack;
    const question = { domain, terms, milestone: 0 };
    const account = { ...wallet.account, client };
    await notDeployed(wallet, () => signRelease({ ...question, account }));
    const wrapped = wallet.wrap(await signRelease({ ...question, account: wallet.account }));
    await notDeployed(wallet, () =>
      verifyRelease({ ...question, signer: wallet.address, signature: wrapped, client }),
    );
    await wallet.deploy();
    const signature = await signRelease({ ...question, account });
    expect(size(signature)).to.equal(65);
    expect(await verifyRelease({ ...question, signer: wallet.address, signature, client })).to.equal(true);
  });

  it("is told so for payments, too, which the token judges", async () => {
    const { stack, wallet, terms, token } = await made();
    const { domain, publicClient: client } = stack;
    const signature = await signPayment({ domain, token, terms, account: wallet.account });
    const payment = { domain, token, terms, client };
    await notDeployed(wallet, () => verifyPayment({ ...payment, signature: wallet.wrap(signature) }));
    expect(await verifyPayment({ ...payment, signature })).to.equal(false);
    await wallet.deploy();
    expect(await verifyPayment({ ...payment, signature: wallet.wrap(signature) })).to.equal(true);
  });

  it("is unwrapped where a wallet behind JSON-RPC signs", async () => {
    const { stack, owner, wallet, terms } = await made();
    const { domain, chain, rpcUrl } = stack;
    const node = http(rpcUrl)({ chain });
    const client = createWalletClient({
      account: { address: wallet.address, type: "json-rpc" },
      chain,
      transport: custom({
        request: async ({ method, params }) => {
          if (method !== "eth_signTypedData_v4") return node.request({ method, params });
          return wallet.wrap(await owner.signTypedData(JSON.parse(params[1])));
        },
      }),
    });
    const question = { domain, terms, milestone: 0 };
    await notDeployed(wallet, () => signRelease({ ...question, account: client }));
    await wallet.deploy();
    const signature = await signRelease({ ...question, account: client });
    expect(signature).to.equal(await signRelease({ ...question, account: wallet.account }));
  });

  it("opens, earns and judges with wrapped signatures once it is deployed", async () => {
    const { stack, wallet, terms, token } = await made();
    const { address, domain, seller, publicClient: client, walletClient } = stack;
    await wallet.deploy();
    await stack.fund(wallet.address, 240_000_000n);
    const { account, wrap } = wallet;
    const buyerSignature = wrap(await signPayment({ domain, token, terms, account }));
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    expect(unwrapSignature(buyerSignature).deployment?.factory).to.equal(wallet.factory);
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    expect(dealId).to.have.length(66);

    const sold = await exampleTerms(stack, { seller: wallet.address, salt: 77n });
    const signed = wrap(await signTerms({ domain, terms: sold, account }));
    const agreed = { domain, terms: sold, signer: wallet.address, signature: signed };
    expect(await verifyTerms({ ...agreed, client })).to.equal(true);
    const paid = await signPayment({ domain, token, terms: sold, account: stack.buyer });
    const opening = { address, terms: sold, buyerSignature: paid, sellerSignature: signed };
    const { dealId: deal } = await openDeal(walletClient, opening);
    const evidence = hashEvidence("text");
    const claim = { deal, milestone: 0, evidence, evidenceUri: "ipfs://bafy" };
    const plain = await signDelivery({ domain, account, ...claim });
    const delivery = { ...plain, signature: wrap(plain.signature) };
    const delivered = { domain, seller: wallet.address, delivery, client };
    expect(await verifyDelivery(delivered)).to.equal(true);
    expect((await deliver(walletClient, { address, terms: sold, delivery })).evidence).to.equal(evidence);
  });

  it("judges as a juror with a wrapped signature", async () => {
    const { stack, wallet } = await made();
    const { address, domain, seller, jurors, publicClient: client, walletClient } = stack;
    await wallet.deploy();
    const [first, second] = jurors;
    if (first === undefined || second === undefined) throw new Error("the stack has jurors");
    const panel = [wallet.address, first.address, second.address];
    const { terms, dealId: deal } = await openExampleDeal(stack, { panel });
    const evidence = hashEvidence("text");
    const judged = { deal, milestone: 0, evidence, score: 9_000, reasons: evidence };
    const delivery = await signDelivery({
      ...{ domain, account: seller, deal, milestone: 0, evidence, evidenceUri: "ipfs://bafy" },
    });
    const plain = await signBallot({ domain, account: wallet.account, ...judged });
    const ballot = { ...plain, signature: wallet.wrap(plain.signature) };
    expect(await verifyBallot({ domain, ballot, client })).to.equal(true);
    const ballots = [ballot, await signBallot({ domain, account: first, ...judged })];
    expect(await submitVerdict(walletClient, { address, terms, ballots, delivery })).to.include({
      payout: 9_000,
    });
  });

  it("comes back unchanged with a wrapper that holds nothing of the kind", async () => {
    const { stack, terms, wallet } = await made();
    await wallet.deploy();
    const magic = "6492".repeat(16);
    const malformed: Hex[] = [`0x${magic}`, `0x${"ff".repeat(96)}${magic}`, `0x${"00".repeat(4)}${magic}`];
    for (const signature of malformed) {
      expect(unwrapSignature(signature)).to.deep.equal({ signature, deployment: undefined });
      const asked = { domain: stack.domain, terms, milestone: 0, signer: wallet.address, signature };
      expect(await verifyRelease({ ...asked, client: stack.publicClient })).to.equal(false);
    }
  });
});
