import { expect } from "chai";
import type { Address, Chain, LocalAccount, TypedDataDefinition, WalletClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { startWallet } from "../../examples/wallets/wallet-server.ts";
import {
  approveDeposit,
  dealIdOf,
  deposit,
  type LedgerDeposit,
  type QuittanceDomain,
  readTokenDomain,
  signPayment,
  signTerms,
  type Terms,
  verifyTerms,
} from "../../sdk/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import type { SmartWalletClient } from "../../sdk/wallets/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { startBundler } from "../support/bundler/bundler.ts";
import { deploySimple7702Account } from "../support/bundler/entry-point.ts";
import { bundledAccount, walletOf } from "../support/wallets/bundled-wallet.ts";
import { counterfactualWallet } from "../support/wallets/counterfactual-wallet.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

type Clients = (
  wallet: { readonly url: string; readonly address: Address },
  node: { readonly url: string; readonly chain: Chain },
) => WalletClient;
type Refuse = (asked: TypedDataDefinition, limits: object) => string | undefined;
type SignDeployed = (
  asked: { readonly domain: QuittanceDomain; readonly terms: Terms; readonly account: LocalAccount },
  sender: unknown,
  trusted: Address,
) => Promise<`0x${string}`>;
type SmartWallet = (owner: LocalAccount, services: object) => Promise<SmartWalletClient>;
type Fill = (wallet: SmartWalletClient, payment: object) => Promise<LedgerDeposit>;

describe("docs/wallets.md", () => {
  const setup = useStack();
  const page = readPage("docs/wallets.md");
  const folder = exampleFolder("wallets");
  const modules = blocks(page, "ts").map((source, index) => wholeModule(folder, `wallets-${index}`, source));
  const load = async (exported: string): Promise<never> => {
    for (const { load } of modules) {
      const loaded = await load();
      if (exported in loaded) return loaded[exported] as never;
    }
    throw new Error(`no block of docs/wallets.md exports ${exported}`);
  };
  const fresh = () => privateKeyToAccount(generatePrivateKey());

  it("has programs that pass the type checker", () => {
    expect(modules).to.have.length(4);
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  it("asks a wallet behind JSON-RPC to sign", async () => {
    const { rpcUrl, chain, domain } = setup();
    const clientOf: Clients = await load("clientOf");
    const wallet = await startWallet(generatePrivateKey(), { rpcUrl, agrees: () => true });
    try {
      const client = clientOf(wallet, { url: rpcUrl, chain });
      const terms = await exampleTerms(setup(), { seller: wallet.address });
      const signature = await signTerms({ domain, terms, account: client as never });
      expect(await verifyTerms({ domain, terms, signer: wallet.address, signature })).to.equal(true);
    } finally {
      await wallet.stop();
    }
  });

  it("judges payments by their fields", async () => {
    const { domain, buyer, publicClient } = setup();
    const refuse: Refuse = await load("refuse");
    const terms = await exampleTerms(setup());
    const token = await readTokenDomain(publicClient, { token: setup().token });
    const asked: TypedDataDefinition[] = [];
    const signTypedData = async (definition: TypedDataDefinition) => {
      asked.push(definition);
      return buyer.signTypedData(definition);
    };
    const account = { address: buyer.address, signTypedData: signTypedData as never };
    await signPayment({ domain, token, terms, account });
    const [payment] = asked;
    if (payment === undefined) throw new Error("the account was asked");
    const limits = {
      expected: { quittance: domain, token },
      most: 1_000_000_000n,
      until: terms.openBy,
      deals: new Set([dealIdOf({ domain, terms })]),
    };
    expect(refuse(payment, limits)).to.equal(undefined);
    expect(refuse(payment, { ...limits, most: 1n })).to.equal("this is too much");
    expect(refuse(payment, { ...limits, until: 1 })).to.equal("this is valid for too long");
    expect(refuse(payment, { ...limits, deals: new Set() })).to.equal("this deal was not announced");
    expect(refuse({ ...payment, primaryType: "Release" }, limits)).to.equal("only payments are signed here");
    const elsewhere = { ...payment, message: { ...payment.message, to: buyer.address } };
    expect(refuse(elsewhere, limits)).to.include("The money goes to");
  });

  it("deploys a wallet before it signs, through a factory that is trusted", async () => {
    const { domain, walletClient, publicClient } = setup();
    const signDeployed: SignDeployed = await load("signDeployed");
    const wallet = await counterfactualWallet(setup(), fresh());
    const terms = await exampleTerms(setup(), { seller: wallet.address });
    const account = { ...wallet.account, client: publicClient } as unknown as LocalAccount;
    const asked = { domain, terms, account };
    const refused = await signDeployed(asked, walletClient, wallet.address).catch((error: Error) => error);
    expect(refused).to.be.instanceOf(Error);
    expect(await publicClient.getCode({ address: wallet.address })).to.equal(undefined);
    const signature = await signDeployed(asked, walletClient, wallet.factory);
    const signed = { domain, terms, signer: wallet.address, signature, client: publicClient };
    expect(await verifyTerms(signed)).to.equal(true);
  });

  it("sends by user operations, which cost as much more as it says", async () => {
    const { address, token, chain, rpcUrl, buyer, walletClient, fund, publicClient } = setup();
    const bundler = await startBundler(setup());
    try {
      await deploySimple7702Account(setup());
      const [smartWallet, fill]: [SmartWallet, Fill] = [await load("smartWallet"), await load("fill")];
      const owner = fresh();
      const given = await walletClient.sendTransaction({ to: owner.address, value: 10n ** 18n });
      await publicClient.waitForTransactionReceipt({ hash: given });
      await fund(owner.address, 100n);
      const wallet = await smartWallet(owner, { chain, node: rpcUrl, bundler: bundler.url });
      const filled = await fill(wallet, { address, token, amount: 100n });
      expect(filled).to.include({ account: owner.address, amount: 100n });

      const account = await bundledAccount(setup(), bundler, fresh());
      const other = await walletOf(setup(), bundler, account);
      await fund(account.address, 100n);
      const approval = { address, token, amount: 100n };
      const payment = { address, recipient: buyer.address, amount: 1n };
      const gasOf = async (client: typeof walletClient, sender: { readonly account?: typeof buyer }) => {
        await approveDeposit(client, { ...approval, ...sender });
        await deposit(client, { ...payment, ...sender, salt: 1n });
        return (await deposit(client, { ...payment, ...sender, salt: 2n })).receipt.gasUsed;
      };
      const more =
        (await gasOf(other as never, {})) - (await gasOf(walletClient, { account: buyer } as never));
      const [, said = ""] = /about ([\d,]+) gas more/.exec(section(page, "Smart accounts that send")) ?? [];
      const claimed = Number(said.replaceAll(",", ""));
      expect(Number(more)).to.be.within(claimed - 3_000, claimed + 3_000);
    } finally {
      await bundler.stop();
    }
  });
});
