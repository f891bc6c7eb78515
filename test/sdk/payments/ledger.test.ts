import { expect } from "chai";
import {
  createPublicClient,
  custom,
  erc20Abi,
  type Hash,
  toFunctionSelector,
  zeroAddress,
  zeroHash,
} from "viem";
import {
  AddressRefusedError,
  approveDeposit,
  claimPayout,
  deposit,
  depositWithAuthorization,
  getLedgerBalance,
  getSaltUse,
  getUnclaimedPayout,
  getUsdc,
  InsufficientBalanceError,
  NoUnclaimedPayoutError,
  openDeal,
  PayoutStillRefusedError,
  readTokenDomain,
  release,
  SaltAlreadyUsedError,
  signDeposit,
  signPayment,
  signTerms,
  TokenAllowanceTooLowError,
  TokenAuthorizationExpiredError,
  TokenAuthorizationUsedError,
  TokenBalanceTooLowError,
  TokenBlacklistedError,
  TokenDomainMismatchError,
  TokenPausedError,
  TokenSignatureInvalidError,
  TransactionRevertedError,
  withdraw,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const AMOUNT = 5_000_000n;

describe("money in and out", () => {
  const setup = useStack();
  const parts = () => {
    const { address, token, domain, buyer, walletClient, publicClient } = setup();
    return { address, token, domain, buyer, walletClient, publicClient };
  };
  const saltUse = (stack: Stack, owner: `0x${string}`, salt: bigint) =>
    getSaltUse(stack.publicClient, { address: stack.address, owner, salt });
  const balanceOf = (stack: Stack, owner: `0x${string}`) =>
    getLedgerBalance(stack.publicClient, { address: stack.address, owner });

  describe("deposit", () => {
    it("takes what was approved into a row", async () => {
      const { address, token, buyer, walletClient, publicClient } = parts();
      expect(await getUsdc(publicClient, { address })).to.equal(token);
      const approval = await approveDeposit(walletClient, { address, token, amount: AMOUNT, account: buyer });
      expect(approval).to.include({ owner: buyer.address, amount: AMOUNT });
      const recipient = setup().seller.address;
      const made = await deposit(walletClient, { address, recipient, amount: AMOUNT, account: buyer });
      expect(made).to.include({ account: recipient, from: buyer.address, amount: AMOUNT });
      expect(await balanceOf(setup(), recipient)).to.equal(AMOUNT);
    });

    it("is refused without approval, without money, and to an address that can hold none", async () => {
      const { address, token, buyer, walletClient } = parts();
      const recipient = buyer.address;
      const attempt = (amount: bigint, to = recipient) =>
        deposit(walletClient, { address, recipient: to, amount, account: buyer });
      const unapproved = await refusalOf(TokenAllowanceTooLowError, () => attempt(AMOUNT));
      const facts = { payer: buyer.address, required: AMOUNT, available: 0n };
      expect(unapproved.shortage).to.deep.equal(facts);
      await approveDeposit(walletClient, { address, token, amount: 2n ** 95n, account: buyer });
      const poor = await refusalOf(TokenBalanceTooLowError, () => attempt(2n ** 94n));
      const available = await setup().publicClient.readContract({
        ...{ address: token, abi: erc20Abi, functionName: "balanceOf" },
        args: [buyer.address],
      });
      expect(poor.shortage).to.deep.equal({ payer: buyer.address, required: 2n ** 94n, available });
      expect(poor.message)
        .to.include(`it holds: ${available}`)
        .and.include(`required: ${2n ** 94n}`);
      const refused = await refusalOf(AddressRefusedError, () => attempt(AMOUNT, zeroAddress));
      expect(refused.values.account).to.equal(zeroAddress);
    });

    it("pays once under its salt, and resolves a repetition with the first deposit", async () => {
      const { address, token, buyer, walletClient, publicClient } = parts();
      const payment = {
        address,
        recipient: setup().seller.address,
        amount: AMOUNT,
        salt: 7n,
        account: buyer,
      };
      await approveDeposit(walletClient, { address, token, amount: 10n * AMOUNT, account: buyer });
      expect(await saltUse(setup(), buyer.address, 7n)).to.deep.equal({ deposited: false, withdrawn: false });
      const first = await deposit(walletClient, payment);
      expect(first.salt).to.equal(7n);
      const again = await deposit(walletClient, payment);
      expect(again).to.deep.equal(first);
      expect(await deposit.send(walletClient, payment)).to.equal(first.hash);
      expect(await balanceOf(setup(), payment.recipient)).to.equal(AMOUNT);
      expect(await saltUse(setup(), buyer.address, 7n)).to.deep.equal({ deposited: true, withdrawn: false });
      const { blockNumber } = await publicClient.getTransactionReceipt({ hash: again.hash });
      expect(blockNumber).to.equal(first.receipt.blockNumber);
    });

    it("is refused under a salt that paid something else, or to somebody else", async () => {
      const { address, token, buyer, walletClient } = parts();
      const payment = { address, recipient: buyer.address, amount: AMOUNT, salt: 7n, account: buyer };
      await approveDeposit(walletClient, { address, token, amount: 10n * AMOUNT, account: buyer });
      const first = await deposit(walletClient, payment);
      for (const other of [{ amount: AMOUNT + 1n }, { recipient: setup().seller.address }]) {
        const refused = await refusalOf(SaltAlreadyUsedError, () =>
          deposit(walletClient, { ...payment, ...other }),
        );
        expect(refused.values).to.deep.equal({ account: buyer.address, salt: 7n });
        expect(refused.remedy).to.include("has not happened").and.to.include("another salt");
        expect(refused.message).to.include(first.hash);
        const [differs, same] = other.amount === undefined ? ["account", "amount"] : ["amount", "account"];
        expect(refused.metaMessages.map((line) => line.split(":")[0])).to.include(differs);
        expect(refused.message).to.not.include(`${same}: then`);
      }
      const lower = await refusalOf(SaltAlreadyUsedError, () =>
        deposit(walletClient, { ...payment, amount: 1n }),
      );
      expect(lower.metaMessages).to.include(`amount: then ${AMOUNT}, now 1`);
      await refusalOf(SaltAlreadyUsedError, () => deposit.simulate(walletClient, payment));
    });

    it("has another salt each time when none is given", async () => {
      const { address, token, buyer, walletClient } = parts();
      const payment = { address, recipient: buyer.address, amount: AMOUNT, account: buyer };
      await approveDeposit(walletClient, { address, token, amount: 2n * AMOUNT, account: buyer });
      const [first, second] = [await deposit(walletClient, payment), await deposit(walletClient, payment)];
      expect(second.salt).to.equal(first.salt + 1n);
      expect(await balanceOf(setup(), buyer.address)).to.equal(2n * AMOUNT);
    });

    it("refuses a salt that does not fit", async () => {
      const { address, token } = parts();
      const attempt = (salt: unknown) => () =>
        deposit.call({ address, recipient: token, amount: 1n, salt: salt as bigint });
      await expectRefusedField("salt", (2n ** 64n).toString(), attempt(2n ** 64n));
      await expectRefusedField("salt", "-1", attempt(-1n));
      await expectRefusedField("salt", "5", attempt(5));
      expect(attempt(2n ** 64n - 1n)().args.at(-1)).to.equal(2n ** 64n - 1n);
    });

    it("refuses bad input before any node is asked", async () => {
      const { address, token } = parts();
      const recipient = token;
      await expectRefusedField("amount", "0", () => deposit.call({ address, recipient, amount: 0n }));
      await expectRefusedField("amount", "5", () => deposit.call({ address, recipient, amount: 5 as never }));
      await expectRefusedField("recipient", '"0x1"', () =>
        deposit.call({ address, recipient: "0x1", amount: 1n }),
      );
      await expectRefusedField("address", '"0x"', () =>
        deposit.call({ address: "0x", recipient, amount: 1n }),
      );
      await expectRefusedField("token", '"usdc"', () =>
        approveDeposit.call({ address, token: "usdc" as never, amount: 1n }),
      );
    });
  });

  describe("deposit by authorisation", () => {
    const signed = async (changes: object = {}) => {
      const { address, domain, buyer, publicClient } = parts();
      const token = await readTokenDomain(publicClient, { token: setup().token });
      const payment = { amount: AMOUNT, validBefore: (await setup().now()) + 600, salt: 9n, ...changes };
      const signature = await signDeposit({ domain, token, account: buyer, ...payment });
      return { address, from: buyer.address, recipient: buyer.address, ...payment, signature };
    };

    it("is sent by anyone, once", async () => {
      const request = await signed();
      const { walletClient } = parts();
      const { amount, hash } = await depositWithAuthorization(walletClient, request);
      expect(amount).to.equal(AMOUNT);
      expect(await balanceOf(setup(), request.recipient)).to.equal(AMOUNT);
      const again = () => depositWithAuthorization.simulate(walletClient, request);
      await refusalOf(TokenAuthorizationUsedError, again);
      expect((await depositWithAuthorization(walletClient, request)).hash).to.equal(hash);
      expect(await balanceOf(setup(), request.recipient)).to.equal(AMOUNT);
    });

    it("is refused when it expired or says something else than was signed", async () => {
      const { walletClient } = parts();
      const request = await signed();
      const changed = { ...request, amount: AMOUNT + 1n };
      await refusalOf(TokenSignatureInvalidError, () => depositWithAuthorization(walletClient, changed));
      await setup().setTime(request.validBefore);
      await refusalOf(TokenAuthorizationExpiredError, () => depositWithAuthorization(walletClient, request));
    });

    it("is not signed with a value that does not fit", async () => {
      await expectRefusedField("deposit.amount", "5", () => signed({ amount: 5 }));
      await expectRefusedField("deposit.validBefore", "1.5", () => signed({ validBefore: 1.5 }));
      await expectRefusedField("deposit.salt", (2n ** 64n).toString(), () => signed({ salt: 2n ** 64n }));
    });
  });

  describe("withdraw", () => {
    it("pays out of the sender's own row", async () => {
      const { address, buyer, walletClient } = parts();
      await setup().fundLedger(buyer.address, AMOUNT);
      const to = setup().seller.address;
      const made = await withdraw(walletClient, { address, to, amount: AMOUNT, account: buyer });
      expect(made).to.include({ account: buyer.address, to, amount: AMOUNT });
      const again = () => withdraw(walletClient, { address, to, amount: 1n, account: buyer });
      const refused = await refusalOf(InsufficientBalanceError, again);
      expect(refused.values).to.deep.equal({ account: buyer.address, available: 0n, required: 1n });
    });

    it("pays once under its salt, and resolves a repetition with the first withdrawal", async () => {
      const { address, buyer, walletClient } = parts();
      await setup().fundLedger(buyer.address, AMOUNT);
      const request = { address, to: setup().seller.address, amount: AMOUNT, salt: 3n, account: buyer };
      const first = await withdraw(walletClient, request);
      expect(await withdraw(walletClient, request)).to.deep.equal(first);
      expect(await saltUse(setup(), buyer.address, 3n)).to.deep.equal({ deposited: false, withdrawn: true });
      const refused = await refusalOf(SaltAlreadyUsedError, () =>
        withdraw(walletClient, { ...request, to: buyer.address }),
      );
      expect(refused.message).to.include(first.hash).and.to.include(`to: then ${request.to}`);
      expect(refused.remedy).to.include("has not happened");
    });

    it("resolves with the first when a twin was simulated before the first was mined", async () => {
      const { address, buyer, walletClient, publicClient } = parts();
      await setup().fundLedger(buyer.address, 2n * AMOUNT);
      const gas = 200_000n;
      const request = { address, to: buyer.address, amount: AMOUNT, salt: 3n, account: buyer, gas };
      const ask = (method: string, params: readonly unknown[] = []) =>
        publicClient.request({ method, params } as never);
      await ask("evm_setAutomine", [false]);
      const twins = [await withdraw.send(walletClient, request), await withdraw.send(walletClient, request)];
      const whole = withdraw(walletClient, request);
      await ask("evm_mine");
      await ask("evm_setAutomine", [true]);
      const receipts = await Promise.all(
        twins.map((hash) => publicClient.getTransactionReceipt({ hash: hash as Hash })),
      );
      expect(receipts.map(({ status }) => status)).to.deep.equal(["success", "reverted"]);
      await refusalOf(TransactionRevertedError, () =>
        withdraw.wait(walletClient, { address, hash: twins[1] as Hash }),
      );
      await ask("evm_mine");
      expect((await whole).hash).to.equal(twins[0]);
      expect(await balanceOf(setup(), buyer.address)).to.equal(AMOUNT);
    });

    it("leaves the row as it was while the token is paused or refuses the recipient", async () => {
      const { address, buyer, walletClient } = parts();
      await setup().fundLedger(buyer.address, AMOUNT);
      const attempt = () =>
        withdraw(walletClient, { address, to: buyer.address, amount: AMOUNT, account: buyer });
      await setup().usdc.pause();
      await refusalOf(TokenPausedError, attempt);
      await setup().usdc.unpause();
      await setup().usdc.blacklist(buyer.address);
      await refusalOf(TokenBlacklistedError, attempt);
      expect(await balanceOf(setup(), buyer.address)).to.equal(AMOUNT);
    });
  });

  it("waits for a recipient the token refuses, and is then paid by anyone's retry", async () => {
    const stack = setup();
    const { address, seller, buyer, walletClient, publicClient } = stack;
    const { terms } = await openExampleDeal(stack);
    await stack.usdc.blacklist(seller.address);
    const settled = await release(walletClient, { address, terms, milestone: 0, account: buyer });
    expect(settled.unclaimed).to.deep.equal([{ account: seller.address, amount: 54_000_000n }]);
    expect(await getUnclaimedPayout(publicClient, { address, owner: seller.address })).to.equal(54_000_000n);
    const retry = () => claimPayout(walletClient, { address, recipient: seller.address });
    await refusalOf(PayoutStillRefusedError, retry);
    await stack.usdc.unBlacklist(seller.address);
    expect(await retry()).to.include({ account: seller.address, amount: 54_000_000n });
    expect((await refusalOf(NoUnclaimedPayoutError, retry)).values.account).to.equal(seller.address);
  });

  it("opens no deal on a payment for other terms, or with less in the wallet", async () => {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient, publicClient } = stack;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const [terms, others] = [await exampleTerms(stack), await exampleTerms(stack)];
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    const misled = await signPayment({ domain, token, terms: others, account: buyer });
    const open = (buyerSignature: `0x${string}`) =>
      openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    await refusalOf(TokenSignatureInvalidError, () => open(misled));
    const rich = await exampleTerms(stack, {
      milestones: terms.milestones.map((m) => ({ ...m, amount: 2n ** 60n })),
    });
    await refusalOf(TokenBalanceTooLowError, async () =>
      openDeal(walletClient, {
        address,
        terms: rich,
        buyerSignature: await signPayment({ domain, token, terms: rich, account: buyer }),
        sellerSignature: await signTerms({ domain, terms: rich, account: seller }),
      }),
    );
  });

  it("is signed for the token only, on the contract's chain", async () => {
    const { domain, buyer, publicClient } = parts();
    const token = await readTokenDomain(publicClient, { token: setup().token });
    const terms = await exampleTerms(setup());
    const elsewhere = { ...token, chainId: 1 };
    await expectRefusedField("token.chainId", "1", () =>
      signPayment({ domain, token: elsewhere, terms, account: buyer }),
    );
    const separator = toFunctionSelector("DOMAIN_SEPARATOR()");
    const lying = createPublicClient({
      transport: custom({
        request: async ({ method, params }) =>
          JSON.stringify(params ?? []).includes(separator)
            ? zeroHash
            : publicClient.request({ method, params } as never),
      }),
    });
    const refused = await refusalOf(TokenDomainMismatchError, () =>
      readTokenDomain(lying, { token: setup().token }),
    );
    expect(refused.message).to.include("USD Coin");
  });
});
