import { expect } from "chai";
import type { Address, Hex, LocalAccount, PublicClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  fastSigner,
  type QuittanceDomain,
  release,
  signRelease,
  signTerms,
  type Tab,
  type Terms,
} from "../../sdk/index.ts";
import type { RelayedClient } from "../../sdk/relayer/index.ts";
import { exampleTerms, openExampleDeal, openExampleTab } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";
import { counterfactualWallet } from "../support/wallets/counterfactual-wallet.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

interface Relaying {
  readonly node: PublicClient;
  readonly relayer: { readonly url: string; readonly apiKey: string };
  readonly domain: QuittanceDomain;
}
type OpenFromNewWallet = (
  input: Relaying & {
    readonly smartAccount: LocalAccount;
    readonly token: Address;
    readonly terms: Terms;
    readonly sellerSignature: Hex;
  },
) => Promise<Hex>;
type PayingByTab = (
  input: Relaying & {
    readonly tab: Tab;
    readonly signer: ReturnType<typeof fastSigner>;
    readonly totals: { read: () => bigint; write: (owed: bigint) => Promise<void> };
  },
) => RelayedClient;
type ReleaseWithoutEther = (input: {
  readonly node: PublicClient;
  readonly apiKey: string;
  readonly buyer: LocalAccount;
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
}) => Promise<bigint>;

describe("docs/relayer.md", () => {
  const setup = useStack();
  const page = readPage("docs/relayer.md");
  const folder = exampleFolder("relayer");
  const modules = blocks(page, "ts").map((source, index) => wholeModule(folder, `relayer-${index}`, source));
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;

  const load = async (exported: string): Promise<never> => {
    for (const { load } of modules) {
      const loaded = await load();
      if (exported in loaded) return loaded[exported] as never;
    }
    throw new Error(`no block of docs/relayer.md exports ${exported}`);
  };
  const relaying = (apiKey: string): Relaying => ({
    node: setup().publicClient,
    relayer: { url: relayer.url, apiKey },
    domain: setup().domain,
  });

  beforeEach(async () => {
    relayer = await startTestRelayer(settingsFor(setup()));
  });
  afterEach(async () => {
    await relayer.stop();
  });

  it("has programs that pass the type checker", () => {
    expect(modules).to.have.length(3);
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  it("releases nothing where the relayer does not answer", async () => {
    const releaseWithoutEther: ReleaseWithoutEther = await load("releaseWithoutEther");
    const { publicClient: node, buyer, domain } = setup();
    const { terms } = await openExampleDeal(setup());
    // The page's relayer is an example, and the client says that it has no answer.
    const error = await releaseWithoutEther({ node, apiKey: keys.free, buyer, domain, terms }).catch(
      (thrown: Error) => thrown.name,
    );
    expect(error).to.equal("RelayerRefusedError");
  });

  it("opens a deal from a wallet without code", async () => {
    const openFromNewWallet: OpenFromNewWallet = await load("openFromNewWallet");
    const wallet = await counterfactualWallet(setup(), privateKeyToAccount(generatePrivateKey()));
    const { fund, token, domain, seller, publicClient } = setup();
    await fund(wallet.address, 200_000_000n);
    const terms = await exampleTerms(setup(), { buyer: wallet.address });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const smartAccount = wallet.account;
    const dealId = await openFromNewWallet({
      ...relaying(keys.free),
      smartAccount,
      token,
      terms,
      sellerSignature,
    });
    expect(dealId).to.match(/^0x[0-9a-f]{64}$/);
    expect(await publicClient.getCode(wallet)).to.not.equal(undefined);
  });

  it("pays by a tab, and keeps the total", async () => {
    const payingByTab: PayingByTab = await load("payingByTab");
    const signer = fastSigner(generatePrivateKey());
    const { tab } = await openExampleTab(setup(), { payee: payeeOf(setup()), voucherKey: signer.address });
    const { publicClient, buyer, domain, address } = setup();
    const { terms } = await openExampleDeal(setup());
    let kept = 0n;
    const totals = {
      read: () => kept,
      write: async (owed: bigint) => {
        kept = owed;
      },
    };
    await publicClient.request({ method: "hardhat_mine", params: ["0x5"] } as never);
    // Blocks of a local chain cost more than the page's most, until their price has fallen.
    await publicClient.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: ["0x1"] } as never);
    await publicClient.request({ method: "hardhat_mine", params: ["0x1"] } as never);
    const client = payingByTab({ ...relaying(keys.paying), tab, signer, totals });
    const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
    expect(await release(client, { address, terms, milestone: 0, signature })).to.include({ milestone: 0 });
    expect(kept > 0n && kept <= 50_000n).to.equal(true);
  });
});
