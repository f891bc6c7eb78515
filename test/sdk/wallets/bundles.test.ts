import { expect } from "chai";
import type { Hash, PublicClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  approveDeposit,
  deposit,
  getLedgerBalance,
  TokenAllowanceTooLowError,
  TransactionTimeoutError,
  TransactionUncertainError,
  UserOperationReplacedError,
  UserOperationRevertedError,
} from "../../../sdk/index.ts";
import type { SmartWalletClient } from "../../../sdk/wallets/index.ts";
import { type Bundler, startBundler } from "../../support/bundler/bundler.ts";
import { answering, both, losingAnswers } from "../../support/nodes/behaviours.ts";
import { bundledAccount, walletOf } from "../../support/wallets/bundled-wallet.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const USDC = 1_000_000n;
const SEND = "eth_sendUserOperation";
const RECEIPT = "eth_getUserOperationReceipt";
const LOOK_UP = "eth_getUserOperationByHash";
const SHORT = 300;

describe("a user operation", () => {
  const setup = useStack();
  let bundler: Bundler;
  beforeEach(async () => {
    bundler = await startBundler(setup());
  });
  afterEach(async () => {
    await bundler.stop();
  });

  /** The client of a deployed smart account that may deposit 100 USDC. */
  async function depositor(): Promise<SmartWalletClient> {
    const { address, token, fund } = setup();
    const owner = privateKeyToAccount(generatePrivateKey());
    const account = await bundledAccount(setup(), bundler, owner);
    const wallet = await walletOf(setup(), bundler, account);
    await fund(account.address, 100n * USDC);
    await approveDeposit(wallet, { address, token, amount: 100n * USDC });
    return wallet;
  }

  const of = ({ account }: SmartWalletClient, amount: bigint, salt?: bigint) => ({
    ...{ address: setup().address, recipient: account.address, amount, salt, timeout: SHORT },
  });
  const held = ({ account }: SmartWalletClient) =>
    getLedgerBalance(setup().publicClient as PublicClient, {
      address: setup().address,
      owner: account.address,
    });
  const waiting = (hash: Hash) => ({ address: setup().address, hash, timeout: SHORT });
  const sent = () => bundler.asked.filter(({ method }) => method === SEND).map(({ params }) => params[0]);

  describe("in one transaction with others", () => {
    it("has its own events, and not those of its neighbours", async () => {
      const [thief, victim] = [await depositor(), await depositor()];
      bundler.hold();
      const first = await deposit.send(thief, of(thief, 1n));
      const second = await deposit.send(victim, of(victim, 70n * USDC));
      const third = await deposit.send(thief, of(thief, 2n));
      const transaction = await bundler.bundle();
      const outcome = await deposit.wait(victim, waiting(second));
      expect(outcome).to.include({
        ...{ account: victim.account.address, amount: 70n * USDC, hash: transaction },
      });
      expect((await deposit.wait(thief, waiting(first))).amount).to.equal(1n);
      expect((await deposit.wait(thief, waiting(third))).amount).to.equal(2n);
    });

    it("is found again by its salt among them", async () => {
      const [thief, victim] = [await depositor(), await depositor()];
      bundler.hold();
      await deposit.send(thief, of(thief, 1n));
      await deposit.send(victim, of(victim, 70n * USDC, 5n));
      const transaction = await bundler.bundle();
      const again = await deposit(victim, of(victim, 70n * USDC, 5n));
      expect(again).to.include({ account: victim.account.address, amount: 70n * USDC, hash: transaction });
      expect(await held(victim)).to.equal(70n * USDC);
    });

    it("that reverted is refused with the contract's own error, though the transaction succeeded", async () => {
      const [wallet, other] = [await depositor(), await depositor()];
      bundler.hold();
      const good = await deposit.send(wallet, of(wallet, 60n * USDC));
      const bad = await deposit.send(wallet, of(wallet, 60n * USDC));
      const others = await deposit.send(other, of(other, 60n * USDC));
      const transaction = await bundler.bundle();
      expect((await deposit.wait(wallet, waiting(good))).amount).to.equal(60n * USDC);
      const reverted = await refusalOf(UserOperationRevertedError, () => deposit.wait(wallet, waiting(bad)));
      expect(reverted).to.include({ hash: bad, transactionHash: transaction });
      expect(reverted.cause).to.be.instanceOf(TokenAllowanceTooLowError);
      expect(reverted.remedy).to.include("approve");
      expect((await deposit.wait(other, waiting(others))).account).to.equal(other.account.address);
      expect(await held(wallet)).to.equal(60n * USDC);
    });
  });

  describe("whose bundler", () => {
    it("does not answer is handed over again, with the same bytes, and found", async () => {
      const wallet = await depositor();
      const before = sent().length;
      bundler.behave(answering([SEND], "broken off", 2));
      await deposit(wallet, of(wallet, USDC));
      expect(await held(wallet)).to.equal(USDC);
      expect(
        new Set(
          sent()
            .slice(before)
            .map((operation) => JSON.stringify(operation)),
        ).size,
      ).to.equal(1);
    });

    it("never answers leaves it in doubt, and the same call resumes it", async () => {
      const wallet = await depositor();
      const before = sent().length;
      bundler.behave(answering([SEND], "broken off"));
      await refusalOf(TransactionUncertainError, () => deposit(wallet, of(wallet, USDC)));
      expect(await held(wallet)).to.equal(0n);
      bundler.behave((_, forward) => forward());
      await deposit(wallet, of(wallet, USDC));
      expect(await held(wallet)).to.equal(USDC);
      const operations = sent()
        .slice(before)
        .map((operation) => JSON.stringify(operation));
      expect(new Set(operations).size).to.equal(1);
    });

    it("loses its answers is found all the same, and handed over once", async () => {
      const wallet = await depositor();
      const before = sent().length;
      bundler.behave(losingAnswers([SEND]));
      expect((await deposit(wallet, of(wallet, USDC))).amount).to.equal(USDC);
      expect(sent().length - before).to.equal(1);
    });

    it("forgets it is found on the chain", async () => {
      const wallet = await depositor();
      bundler.behave(both(losingAnswers([SEND]), answering([RECEIPT, LOOK_UP], { result: null })));
      expect((await deposit(wallet, of(wallet, USDC))).amount).to.equal(USDC);
      expect(await held(wallet)).to.equal(USDC);
    });

    it("keeps it and says nothing is uncertain, and its hash resumes it in another process", async () => {
      const wallet = await depositor();
      bundler.hold();
      bundler.behave(both(losingAnswers([SEND]), answering([LOOK_UP], { result: null })));
      // The second time it is refused as known, which is an answer; so that is lost, too.
      const unsure = await refusalOf(TransactionUncertainError, () => deposit(wallet, of(wallet, USDC)));
      const { hash } = unsure;
      if (hash === undefined) throw new Error("the hash is known before the operation leaves");
      expect(unsure.message).to.include("before you send again");
      expect(await held(wallet)).to.equal(0n);
      bundler.behave((_, forward) => forward());
      await bundler.bundle();
      const later = await walletOf(setup(), bundler, wallet.account);
      expect((await deposit.wait(later, waiting(hash))).amount).to.equal(USDC);
      expect(await held(wallet)).to.equal(USDC);
    });

    it("lies about where it is is not believed", async () => {
      const [wallet, other] = [await depositor(), await depositor()];
      const elsewhere = await deposit(other, of(other, 3n * USDC));
      const { publicClient } = setup();
      const params = [elsewhere.hash] as const;
      const receipt = await publicClient.request({
        method: "eth_getTransactionReceipt",
        params: [...params],
      });
      const lie = { userOpHash: elsewhere.hash, success: true, logs: receipt?.logs, receipt };
      bundler.behave(answering([RECEIPT], { result: lie }));
      const outcome = await deposit(wallet, of(wallet, USDC));
      expect(outcome).to.include({ account: wallet.account.address, amount: USDC });
      expect(outcome.hash).to.not.equal(elsewhere.hash);
      bundler.hold();
      const pending = await deposit.send(wallet, of(wallet, USDC));
      await refusalOf(TransactionTimeoutError, () => deposit.wait(wallet, waiting(pending)));
    });

    it("drops it is not mined in time, with the hash to wait for", async () => {
      const wallet = await depositor();
      bundler.hold();
      const hash = await deposit.send(wallet, of(wallet, USDC));
      bundler.drop();
      const late = await refusalOf(TransactionTimeoutError, () => deposit.wait(wallet, waiting(hash)));
      expect(late.hash).to.equal(hash);
    });

    it("fails is not mined in time, and the error says what the bundler said", async () => {
      const wallet = await depositor();
      bundler.hold();
      const hash = await deposit.send(wallet, of(wallet, USDC));
      bundler.behave(answering([RECEIPT], { error: { code: -32_016, message: "rate limited" } }));
      const late = await refusalOf(TransactionTimeoutError, () => deposit.wait(wallet, waiting(hash)));
      expect(late.details).to.include("-32016");
      await bundler.bundle();
      expect((await deposit.wait(wallet, waiting(hash))).amount).to.equal(USDC);
    });
  });

  it("is replaced by another with its nonce, which the error names", async () => {
    const wallet = await depositor();
    bundler.hold();
    const hash = await deposit.send(wallet, { ...of(wallet, USDC), nonce: 0 });
    bundler.drop();
    const other = await deposit.send(wallet, { ...of(wallet, 2n * USDC), nonce: 0 });
    const replaced = await refusalOf(UserOperationReplacedError, () => deposit.wait(wallet, waiting(hash)));
    expect(replaced).to.include({ hash, replacement: other });
    expect(await held(wallet)).to.equal(2n * USDC);
  });

  it("waits for as many blocks as are asked for", async () => {
    const wallet = await depositor();
    const hash = await deposit.send(wallet, of(wallet, USDC));
    const deep = { ...waiting(hash), confirmations: 3 };
    await refusalOf(TransactionTimeoutError, () => deposit.wait(wallet, deep));
    const { publicClient } = setup();
    await publicClient.request({ method: "hardhat_mine", params: ["0x2"] } as never);
    expect((await deposit.wait(wallet, deep)).amount).to.equal(USDC);
  });
});
