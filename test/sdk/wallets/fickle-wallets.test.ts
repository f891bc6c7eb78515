import { expect } from "chai";
import { type PrivateKeyAccount, size } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  approveDeposit,
  ChainMismatchError,
  RequestRejectedError,
  SignedOtherwiseError,
  signRelease,
  signTerms,
  verifyRelease,
} from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { fickleWallet, onChain, rejected } from "../../support/wallets/fickle-wallet.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const SIGN = "eth_signTypedData_v4";
const SEND = "eth_sendTransaction";

describe("a wallet that changes its mind", () => {
  const setup = useStack();
  const fresh = () => privateKeyToAccount(generatePrivateKey());

  const question = async (seller: PrivateKeyAccount) => ({
    domain: setup().domain,
    terms: await exampleTerms(setup(), { seller: seller.address }),
  });

  it("and says no after it was asked, leaves nothing behind, and may be asked again", async () => {
    const { address, token, buyer, publicClient } = setup();
    let says: "no" | "yes" = "no";
    const { client, asked } = fickleWallet(
      setup(),
      privateKeyToAccount(generatePrivateKey()),
      (call, honest) =>
        says === "no" && [SIGN, SEND].includes(call.method) ? Promise.reject(rejected()) : honest(),
    );
    await publicClient.request({
      method: "hardhat_setBalance",
      params: [client.account.address, "0xde0b6b3a7640000"],
    } as never);
    const approval = { address, token, amount: 5n };
    const terms = await exampleTerms(setup(), { seller: client.account.address });
    const asking = () => signTerms({ domain: setup().domain, terms, account: client });
    await refusalOf(RequestRejectedError, () => approveDeposit(client, approval));
    await refusalOf(RequestRejectedError, asking);
    expect(await publicClient.getTransactionCount({ address: client.account.address })).to.equal(0);
    expect(asked.filter((method) => method === SEND)).to.have.length(1);
    says = "yes";
    expect((await approveDeposit(client, approval)).amount).to.equal(5n);
    expect(size(await asking())).to.equal(64);
    expect(buyer.address).to.not.equal(client.account.address);
  });

  it("and goes to another chain between two actions sends nothing there", async () => {
    const { address, token, buyer, chain, publicClient } = setup();
    let id = chain.id;
    const own = privateKeyToAccount(generatePrivateKey());
    const { client, asked } = fickleWallet(setup(), own, (call, honest) =>
      call.method === "eth_chainId" ? Promise.resolve(onChain(id)) : honest(),
    );
    const { walletClient } = setup();
    const hash = await walletClient.sendTransaction({ to: own.address, value: 10n ** 18n, account: buyer });
    await publicClient.waitForTransactionReceipt({ hash });
    await approveDeposit(client, { address, token, amount: 5n });
    id = 8_453;
    const mismatch = await refusalOf(ChainMismatchError, () =>
      approveDeposit(client, { address, token, amount: 6n }),
    );
    expect(mismatch).to.include({ expected: chain.id, actual: 8_453 });
    expect(asked.filter((method) => method === SEND)).to.have.length(1);
  });

  it("and signs something else than it was asked, is found out", async () => {
    const own = fresh();
    const { client } = fickleWallet(setup(), own, ({ method, params }, honest) => {
      if (method !== SIGN) return honest();
      const asked = JSON.parse(String(params[1]));
      return own.signTypedData({ ...asked, message: { ...asked.message, verificationFee: "1" } });
    });
    const asked = await question(own);
    const found = await refusalOf(SignedOtherwiseError, () => signTerms({ ...asked, account: client }));
    expect(found.account).to.equal(own.address);
    expect(found.docsPath).to.equal("docs/errors.md#errors-on-the-way");
  });

  it("and signs with another key, is found out, also by an account that knows its client", async () => {
    const [own, other] = [fresh(), fresh()];
    const { client } = fickleWallet(setup(), own, ({ method, params }, honest) =>
      method === SIGN ? other.signTypedData(JSON.parse(String(params[1]))) : honest(),
    );
    const asked = await question(own);
    await refusalOf(SignedOtherwiseError, () => signTerms({ ...asked, account: client }));
    const account = { address: own.address, client, signTypedData: other.signTypedData as never };
    await refusalOf(SignedOtherwiseError, () => signTerms({ ...asked, account }));
  });

  it("and gives bytes that are no signature, is found out", async () => {
    const own = fresh();
    const { client } = fickleWallet(setup(), own, ({ method }, honest) =>
      method === SIGN ? Promise.resolve("0x1234") : honest(),
    );
    const asked = await question(own);
    await refusalOf(SignedOtherwiseError, () => signTerms({ ...asked, account: client }));
  });

  it("is left alone where a contract answers for its signatures", async () => {
    const [own, owner] = [fresh(), fresh()];
    const { address } = await deployTestContract(setup(), "Erc1271Wallet", [owner.address]);
    const { client } = fickleWallet(setup(), { ...own, address }, ({ method, params }, honest) =>
      method === SIGN ? owner.signTypedData(JSON.parse(String(params[1]))) : honest(),
    );
    const terms = await exampleTerms(setup(), { buyer: address });
    const release = { domain: setup().domain, terms, milestone: 0 };
    const signature = await signRelease({ ...release, account: client });
    const verified = { ...release, signer: address, signature, client: setup().publicClient };
    expect(await verifyRelease(verified)).to.equal(true);
  });
});
