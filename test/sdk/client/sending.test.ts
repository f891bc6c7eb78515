import { inspect } from "node:util";
import { expect } from "chai";
import { createWalletClient, custom, http } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { sendTransaction } from "viem/actions";
import {
  AccountMissingError,
  BaseError,
  ChainMismatchError,
  ContractMissingError,
  deposit,
  GasFundsTooLowError,
  GasLimitTooLowError,
  getDeal,
  getLedgerBalance,
  MilestoneAlreadySettledError,
  NodeUnreachableError,
  quittanceActions,
  RequestRejectedError,
  RpcFailedError,
  release,
  signRelease,
  signTerms,
  TransactionReplacedError,
  TransactionRevertedError,
  TransactionTimeoutError,
  toJson,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { errorOf, expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

type Request = (call: { method: string; params?: unknown }) => Promise<unknown>;

/** A client for the buyer whose node answers one method otherwise. */
function clientWith(stack: Stack, method: string, answer: (ask: () => Promise<unknown>) => Promise<unknown>) {
  const request: Request = (call) => {
    const ask = () => stack.publicClient.request(call as never) as Promise<unknown>;
    return call.method === method ? answer(ask) : ask();
  };
  const transport = custom({ request }, { retryCount: 0 });
  return createWalletClient({ account: stack.buyer, chain: stack.chain, transport, pollingInterval: 25 });
}

describe("sending", () => {
  const setup = useStack();
  const request = async () => {
    const { terms } = await openExampleDeal(setup());
    return { address: setup().address, terms, milestone: 0 };
  };

  it("goes step by step, too: call, prepare, simulate, send, wait", async () => {
    const stack = setup();
    const parameters = { ...(await request()), account: stack.buyer, chainId: stack.chain.id };
    const { address, walletClient } = stack;
    const made = release.call(parameters);
    expect(made).to.deep.include({ to: address, functionName: "release" });
    const prepared = await release.prepare(walletClient, parameters);
    expect(prepared).to.deep.include({ ...made, chainId: stack.chain.id });
    expect((await release.simulate(walletClient, parameters)).data).to.equal(made.data);
    const hash = await release.send(walletClient, parameters);
    const outcome = await release.wait(walletClient, { address, hash });
    expect(outcome).to.include({ hash, cause: "release" });
    expect(release.extractEvent(outcome.receipt.logs, { address })).to.include({ milestone: 0 });
  });

  it("sends nothing without an account, to another chain, or where no contract is", async () => {
    const stack = setup();
    const parameters = await request();
    await refusalOf(AccountMissingError, () => release(stack.publicClient, parameters));
    const elsewhere = { ...parameters, chainId: 8_453 };
    const refused = await refusalOf(ChainMismatchError, () => release(stack.walletClient, elsewhere));
    expect(refused).to.include({ expected: 8_453, actual: stack.chain.id });
    const nobody = stack.seller.address;
    const read = () => getLedgerBalance(stack.publicClient, { address: nobody, owner: nobody });
    await refusalOf(ContractMissingError, read);
    await expectRefusedField("address", '"0x1"', () =>
      getDeal(stack.publicClient, { address: "0x1", dealId: `0x${"11".repeat(32)}` }),
    );
  });

  it("tells a node that cannot be reached, and keeps its URL to itself", async () => {
    const transport = http("http://127.0.0.1:9/v2/secret-api-key", { retryCount: 0 });
    const client = createWalletClient({ account: setup().buyer, transport });
    const parameters = await request();
    const refused = await refusalOf(NodeUnreachableError, () => release(client, parameters));
    expect(inspect(refused, { depth: null })).to.not.include("secret-api-key");
  });

  it("tells what the node or the wallet refused", async () => {
    const parameters = await request();
    const refusing = (code: number, message: string) =>
      clientWith(setup(), "eth_sendRawTransaction", () =>
        Promise.reject(Object.assign(new Error(message), { code })),
      );
    const rejected = await refusalOf(RequestRejectedError, () => release(refusing(4_001, "no"), parameters));
    expect(rejected.message).to.include("declined");
    const failed = await refusalOf(RpcFailedError, () => release(refusing(-32_005, "slow down"), parameters));
    expect(failed).to.include({ code: -32_005, details: "slow down" });
  });

  it("tells a gas limit that is too low, and not another cause", async () => {
    const { walletClient, buyer } = setup();
    const parameters = { ...(await request()), account: buyer };
    for (const gas of [22_000n, 30_000n, 45_000n]) {
      const refused = await refusalOf(GasLimitTooLowError, () =>
        release(walletClient, { ...parameters, gas }),
      );
      expect(refused.message).to.include(String(gas)).and.to.include("Leave gas out");
    }
    await release(walletClient, { ...parameters, gas: 400_000n });
    // What fails with any gas has its own reason.
    await refusalOf(MilestoneAlreadySettledError, () =>
      release.simulate(walletClient, { ...parameters, gas: 400_000n }),
    );
  });

  it("tells a sender that cannot pay for gas", async () => {
    const stack = setup();
    const { terms } = await openExampleDeal(stack);
    const signature = await signRelease({
      domain: stack.domain,
      account: stack.buyer,
      terms,
      milestone: 0,
    });
    const poor = stack.clientOf(privateKeyToAccount(generatePrivateKey()));
    const attempt = () => release(poor, { address: stack.address, terms, milestone: 0, signature });
    await refusalOf(GasFundsTooLowError, attempt);
  });

  it("tells a transaction that is mined and reverts, with the reason", async () => {
    const stack = setup();
    const parameters = await request();
    await release(stack.walletClient, { ...parameters, account: stack.buyer });
    const { to, data } = release.call(parameters);
    const setAutomine = (on: boolean) =>
      stack.publicClient.request({ method: "evm_setAutomine", params: [on] } as never);
    await setAutomine(false);
    const hash = await sendTransaction(stack.clientOf(stack.buyer), { to, data, gas: 500_000n });
    await stack.mine();
    await setAutomine(true);
    const refused = await refusalOf(TransactionRevertedError, () =>
      release.wait(stack.walletClient, { address: parameters.address, hash }),
    );
    expect(refused.hash).to.equal(hash);
    expect(refused.cause).to.be.instanceOf(MilestoneAlreadySettledError);
  });

  it("tells a transaction that is not mined in time, and one that another replaced", async () => {
    const stack = setup();
    const { address } = stack;
    const parameters = { ...(await request()), account: stack.buyer };
    await stack.publicClient.request({ method: "evm_setAutomine", params: [false] } as never);
    try {
      const hash = await release.send(stack.walletClient, { ...parameters, maxFeePerGas: 10n ** 10n });
      const late = await refusalOf(TransactionTimeoutError, () =>
        release.wait(stack.walletClient, { address, hash, timeout: 200 }),
      );
      expect(late.hash).to.equal(hash);
      const sight = Promise.withResolvers<void>();
      const watching = clientWith(stack, "eth_getTransactionByHash", async (ask) => {
        const answer = await ask();
        sight.resolve();
        return answer;
      });
      const waiting = refusalOf(TransactionReplacedError, () => release.wait(watching, { address, hash }));
      // Who never saw the first cannot know that another replaced it.
      await sight.promise;
      const { nonce } = await stack.publicClient.getTransaction({ hash });
      const other = {
        to: stack.seller.address,
        value: 1n,
        nonce,
        maxFeePerGas: 10n ** 11n,
        maxPriorityFeePerGas: 10n ** 10n,
      };
      const replacement = await stack.clientOf(stack.buyer).sendTransaction({ ...other, gas: 21_000n });
      await stack.mine();
      expect(await waiting).to.include({ hash, replacement });
    } finally {
      await stack.publicClient.request({ method: "evm_setAutomine", params: [true] } as never);
    }
  });
});

describe("the decorator", () => {
  const setup = useStack();

  it("binds every verb and read to one deployment", async () => {
    const stack = setup();
    const { address, chain, buyer, walletClient } = stack;
    const client = walletClient.extend(quittanceActions({ address, chainId: chain.id }));
    const { terms, dealId } = await openExampleDeal(stack);
    expect(await client.getUsdc()).to.equal(stack.token);
    expect(await client.getDomain()).to.deep.equal(stack.domain);
    expect(await client.getLedgerBalance({ owner: buyer.address })).to.equal(0n);
    expect(await client.getDealId({ terms })).to.equal(dealId);
    const settled = await client.release({ terms, milestone: 2, account: buyer });
    expect(settled).to.include({ dealId, milestone: 2 });
    expect((await client.getDeal({ dealId }))?.settled).to.deep.equal([2]);
    const wrong = walletClient.extend(quittanceActions({ address, chainId: 1 }));
    await refusalOf(ChainMismatchError, () => wrong.release({ terms, milestone: 0, account: buyer }));
  });
});

describe("private keys", () => {
  const setup = useStack();

  it("appear in no error and no JSON", async () => {
    const stack = setup();
    const key = generatePrivateKey();
    const account = privateKeyToAccount(key);
    const { address, domain, walletClient } = stack;
    const terms = await exampleTerms(stack);
    const authorization = { domain, terms, milestone: 0 };
    const attempts = [
      () => release(walletClient, { address, terms, milestone: 0, account }),
      () => release(stack.clientOf(account), { address, terms, milestone: 0 }),
      () => deposit(walletClient, { address, recipient: address, amount: 1n, account }),
      () => deposit.call({ address, recipient: { account, key } as never, amount: 1n }),
      () => signTerms({ domain, terms, account }),
      () => signRelease({ ...authorization, account: key as never }),
      () => signRelease({ ...authorization, milestone: 999, account }),
      () => release(walletClient, { address, terms, milestone: 0, account: key as never }),
    ];
    for (const attempt of attempts) {
      const error = await errorOf(attempt);
      expect(error).to.be.instanceOf(BaseError);
      const told = [inspect(error, { depth: null, showHidden: true }), toJson(error), String(error)].join(
        "\n",
      );
      expect(told.toLowerCase()).to.not.include(key.slice(2));
    }
    const request = await release.prepare(walletClient, { address, terms, milestone: 0, account });
    expect(toJson(request)).to.not.include(key.slice(2));
  });
});
