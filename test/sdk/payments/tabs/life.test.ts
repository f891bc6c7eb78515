import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { type Hex, toHex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  type BaseError,
  buildPolicy,
  CapabilityMissingError,
  closeTab,
  fastSigner,
  getLedgerBalance,
  getTab,
  getTabId,
  hashTabClosing,
  InvalidSignatureError,
  NothingRedeemedError,
  openTab,
  PerTransactionLimitExceededError,
  quittanceActions,
  readTokenDomain,
  redeemVouchers,
  signTab,
  signTabClosing,
  signTabPayment,
  signVoucher,
  TabAlreadyClosedError,
  TabAlreadyOpenedError,
  TabEndedError,
  TabRunningError,
  TabUnknownError,
  tabIdOf,
  typedDataTypes,
  VoucherAlreadyRedeemedError,
  VoucherInvalidError,
  verifyTab,
  verifyTabClosing,
  verifyTabPayment,
  voucherBook,
  voucherMaker,
} from "../../../../sdk/index.ts";
import { exampleTab, openExampleAccount, openExampleTab } from "../../../../sdk/testing/index.ts";
import { deployTestContract } from "../../support/artifacts.ts";
import { expectRefusedField, refusalOf } from "../../support/refusal.ts";
import { useStack } from "../../support/setup.ts";

const USDC = 1_000_000n;
const FORGED: Hex = `0x${"11".repeat(64)}`;

describe("tabs", () => {
  const setup = useStack();
  const target = () => ({ address: setup().address });
  const balanceOf = (owner: Hex) => getLedgerBalance(setup().publicClient, { ...target(), owner });
  const stateOf = (tabId: Hex) => getTab(setup().publicClient, { ...target(), tabId });

  it("have the ids that Solidity, viem and ethers compute", async () => {
    const stack = setup();
    const { domain, publicClient } = stack;
    const types = { Tab: [...typedDataTypes.Tab] };
    const reference = `0x${"5e".repeat(32)}` as const;
    for (const changes of [
      {},
      { reference },
      { category: 2 ** 32 - 1, salt: 2n ** 64n - 1n, reserve: 2n ** 96n - 1n },
    ]) {
      const tab = await exampleTab(stack, changes);
      const tabId = tabIdOf({ domain, tab });
      expect(await getTabId(publicClient, { ...target(), tab })).to.equal(tabId);
      expect(TypedDataEncoder.hash(domain, types, tab)).to.equal(tabId);
    }
  });

  it("are closed by the digest that Solidity, viem and ethers compute", async () => {
    const stack = setup();
    const { domain } = stack;
    const { tab } = await openExampleTab(stack);
    const digest = hashTabClosing({ domain, tab, rest: tab.reserve });
    const refused = await refusalOf(InvalidSignatureError, () =>
      closeTab(stack.walletClient, { ...target(), tab, signature: FORGED }),
    );
    expect(refused.values.digest).to.equal(digest);
    const types = { TabClosing: [...typedDataTypes.TabClosing] };
    expect(
      TypedDataEncoder.hash(domain, types, {
        tab: tabIdOf({ domain, tab }),
        account: tab.account,
        rest: tab.reserve,
      }),
    ).to.equal(digest);
  });

  it("are opened from a ledger balance, paid by vouchers, and closed by anybody at the end", async () => {
    const stack = setup();
    const { domain, seller, buyer, walletClient } = stack;
    const signer = fastSigner(generatePrivateKey());
    const opened = await openExampleTab(stack, { voucherKey: signer.address });
    const { tab, tabId } = opened;
    expect(opened).to.deep.include({ ...tab, tabId: tabIdOf({ domain, tab }), fromWallet: false });
    expect(await balanceOf(buyer.address)).to.equal(0n);

    const maker = voucherMaker({ domain, tab, signer });
    const book = voucherBook({ domain, payee: seller.address });
    book.add(tab, await stateOf(tabId));
    const now = await stack.now();
    for (let call = 0; call < 20; call++) book.take(maker.owe(USDC / 10n), { now });
    const vouchers = book.due({ now });
    const first = await redeemVouchers(walletClient, { ...target(), vouchers });
    expect(first).to.deep.include({
      payee: seller.address,
      paid: 2n * USDC,
      redemptions: [{ tabId, amount: 2n * USDC }],
      refused: [],
    });
    book.settle(vouchers, first.refused);
    book.take(maker.owe(USDC), { now });
    const second = await redeemVouchers(walletClient, { ...target(), vouchers: book.due({ now }) });
    expect(second.paid).to.equal(USDC);
    expect(await stateOf(tabId)).to.deep.include({ redeemed: 3n * USDC, closed: false });
    expect(await balanceOf(seller.address)).to.equal(3n * USDC);

    await refusalOf(TabRunningError, () => closeTab(walletClient, { ...target(), tab }));
    await stack.setTime(tab.end + tab.grace);
    const closed = await closeTab(walletClient, { ...target(), tab });
    expect(closed).to.include({ tabId, account: buyer.address, returned: 7n * USDC });
    expect(await balanceOf(buyer.address)).to.equal(7n * USDC);
    expect((await stateOf(tabId))?.closed).to.equal(true);
  });

  it("are opened from a wallet, in the call of a stranger", async () => {
    const stack = setup();
    const { domain, buyer, walletClient, publicClient } = stack;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const tab = await exampleTab(stack);
    const signature = await signTabPayment({ domain, token, tab, account: buyer });
    expect(await verifyTabPayment({ domain, token, tab, signature })).to.equal(true);
    const other = { ...tab, reserve: tab.reserve + 1n };
    expect(await verifyTabPayment({ domain, token, tab: other, signature })).to.equal(false);
    const opened = await openTab(walletClient, { ...target(), tab, fromWallet: true, signature });
    expect(opened.fromWallet).to.equal(true);
    expect((await stateOf(opened.tabId))?.redeemed).to.equal(0n);
    const elsewhere = { ...token, chainId: 1 };
    await expectRefusedField("token.chainId", "1", () =>
      signTabPayment({ domain, token: elsewhere, tab, account: buyer }),
    );
    const account = stack.seller;
    await expectRefusedField("account", /0x/, () => signTabPayment({ domain, token, tab, account }));
  });

  it("are nobody's but their account's to open, and open once", async () => {
    const stack = setup();
    const { domain, seller, walletClient } = stack;
    const { tab } = await openExampleTab(stack);
    const signature = await signTab({ domain, tab, account: stack.buyer });
    await refusalOf(TabAlreadyOpenedError, () =>
      openTab.simulate(walletClient, { ...target(), tab, signature }),
    );
    await expectRefusedField("account", /0x/, () => signTab({ domain, tab, account: seller }));
    expect(await verifyTab({ domain, tab, signature })).to.equal(true);
    expect(await verifyTab({ domain, tab: { ...tab, salt: 0n }, signature })).to.equal(false);
    const toContract = { ...tab, payee: stack.address };
    await expectRefusedField("tab.payee", /0x/, () =>
      signTab({ domain, tab: toContract, account: stack.buyer }),
    );
    await expectRefusedField("tab.payee", /0x/, () =>
      openTab(walletClient, { ...target(), tab: toContract }),
    );
  });

  it("are redeemed many at once; what cannot be redeemed is told with its reason", async () => {
    const stack = setup();
    const { domain, buyer, walletClient } = stack;
    const redeemable = async (changes: { readonly salt: bigint; readonly end?: number }, amount: bigint) => {
      const { tab, tabId } = await openExampleTab(stack, changes);
      const signature = await signVoucher({ domain, tab: tabId, amount, account: buyer });
      return { tab, amount, signature };
    };
    const end = (await stack.now()) + 1_000;
    const good = [await redeemable({ salt: 1n }, 5n), await redeemable({ salt: 2n }, 7n)];
    const forged = { ...(await redeemable({ salt: 3n }, 5n)), amount: 6n };
    const ended = await redeemable({ salt: 4n, end }, 5n);
    const unopened = { ...forged, tab: { ...forged.tab, salt: 99n } };
    const closed = await redeemable({ salt: 5n }, 5n);
    await closeTab(walletClient, { ...target(), tab: closed.tab, account: stack.seller });
    const paidBefore = await redeemable({ salt: 6n }, 5n);
    await redeemVouchers(walletClient, { ...target(), vouchers: [paidBefore] });
    await stack.setTime(end + ended.tab.grace);
    const refusals = [
      [forged, "Quittance_VoucherInvalid", VoucherInvalidError],
      [ended, "Quittance_TabEnded", TabEndedError],
      [unopened, "Quittance_TabUnknown", TabUnknownError],
      [closed, "Quittance_TabAlreadyClosed", TabAlreadyClosedError],
      [paidBefore, "Quittance_VoucherAlreadyRedeemed", VoucherAlreadyRedeemedError],
    ] as const;
    const bad = refusals.map(([voucher]) => voucher);
    for (const [voucher, , errorClass] of refusals) {
      await refusalOf<BaseError>(errorClass, () =>
        redeemVouchers(walletClient, { ...target(), vouchers: [voucher] }),
      );
    }
    await refusalOf(NothingRedeemedError, () => redeemVouchers(walletClient, { ...target(), vouchers: bad }));
    const redeemed = await redeemVouchers(walletClient, { ...target(), vouchers: [...bad, ...good] });
    expect(redeemed.paid).to.equal(12n);
    expect(redeemed.refused).to.deep.equal(
      refusals.map(([{ tab }, reason]) => ({ tabId: tabIdOf({ domain, tab }), reason })),
    );
  });

  it("are closed early by their payee, or with its signature, and pay no more", async () => {
    const stack = setup();
    const { domain, buyer, seller, walletClient } = stack;
    const { tab, tabId } = await openExampleTab(stack);
    const closing = { domain, tab, rest: tab.reserve };
    const signature = await signTabClosing({ ...closing, account: seller });
    expect(await verifyTabClosing({ ...closing, signer: seller.address, signature })).to.equal(true);
    expect(await verifyTabClosing({ ...closing, signer: buyer.address, signature })).to.equal(false);
    await closeTab(walletClient, { ...target(), tab, signature, account: buyer });
    await refusalOf(TabAlreadyClosedError, () =>
      closeTab.simulate(walletClient, { ...target(), tab, signature }),
    );
    const voucher = { domain, tab: tabId, amount: 5n };
    const vouchers = [{ tab, amount: 5n, signature: await signVoucher({ ...voucher, account: buyer }) }];
    await refusalOf(TabAlreadyClosedError, () => redeemVouchers(walletClient, { ...target(), vouchers }));
    await expectRefusedField("vouchers", "an array of 0", () =>
      redeemVouchers(walletClient, { ...target(), vouchers: [] }),
    );
  });

  it("take vouchers of a contract, which only the chain can check", async () => {
    const stack = setup();
    const { domain, buyer, walletClient } = stack;
    const wallet = await deployTestContract(stack, "Erc1271Wallet", [buyer.address]);
    const { tab, tabId } = await openExampleTab(stack, { voucherKey: wallet.address });
    const signature = await signVoucher({ domain, tab: tabId, amount: 5n, account: buyer });
    const book = voucherBook({ domain, payee: tab.payee });
    book.add(tab, await stateOf(tabId));
    const now = await stack.now();
    await refusalOf(VoucherInvalidError, () => book.take({ tab: tabId, amount: 5n, signature }, { now }));
    const vouchers = [{ tab, amount: 5n, signature }];
    expect((await redeemVouchers(walletClient, { ...target(), vouchers })).paid).to.equal(5n);
  });

  it("of a managed account take its envelope, under its policy", async () => {
    const stack = setup();
    const { domain, seller, publicClient: client, walletClient } = stack;
    const policy = buildPolicy({ perTransaction: 10n * USDC });
    const { account } = await openExampleAccount(stack, { policy, capabilities: ["tabs"] });
    const voucherKey = fastSigner(generatePrivateKey());
    const draft = { account: account.address, voucherKey: voucherKey.address };
    const tab = await exampleTab(stack, draft);
    const signature = await signTab({ domain, tab, account });
    expect(await verifyTab({ domain, tab, signature })).to.equal(false);
    expect(await verifyTab({ domain, tab, signature, client })).to.equal(true);
    await openTab(walletClient, { ...target(), tab, signature });
    const maker = voucherMaker({ domain, tab, signer: voucherKey });
    const vouchers = [{ ...maker.owe(4n * USDC), tab }];
    expect((await redeemVouchers(walletClient, { ...target(), vouchers })).paid).to.equal(4n * USDC);
    const closing = await signTabClosing({ domain, tab, rest: tab.reserve - 4n * USDC, account: seller });
    await closeTab(walletClient, { ...target(), tab, signature: closing });
    expect(await balanceOf(account.address)).to.equal(496n * USDC);

    const large = await exampleTab(stack, { ...draft, reserve: 10n * USDC + 1n });
    await refusalOf(PerTransactionLimitExceededError, () => signTab({ domain, tab: large, account }));
    const { account: idle } = await openExampleAccount(stack, { capabilities: ["commit"] });
    const theirs = await exampleTab(stack, { ...draft, account: idle.address });
    const envelope = await signTab({ domain, tab: theirs, account: idle });
    await refusalOf(CapabilityMissingError, () =>
      openTab(walletClient, { ...target(), tab: theirs, signature: envelope }),
    );
  });

  it("pay a managed account, which lets them close by its key", async () => {
    const stack = setup();
    const { domain, publicClient: client, walletClient } = stack;
    const { account: payee } = await openExampleAccount(stack, { balance: 0n, capabilities: ["settle"] });
    const { tab, tabId } = await openExampleTab(stack, { payee: payee.address });
    const signature = await signVoucher({ domain, tab: tabId, amount: USDC, account: stack.buyer });
    await redeemVouchers(walletClient, { ...target(), vouchers: [{ tab, amount: USDC, signature }] });
    expect(await balanceOf(payee.address)).to.equal(USDC);
    const rest = tab.reserve - USDC;
    const closing = await signTabClosing({ domain, tab, rest, account: payee });
    const signed = { domain, tab, rest, signer: payee.address, signature: closing };
    const early = await signTabClosing({ domain, tab, rest: tab.reserve, account: payee });
    await refusalOf(InvalidSignatureError, () =>
      closeTab(walletClient, { ...target(), tab, signature: early }),
    );
    expect(await verifyTabClosing({ ...signed, client })).to.equal(true);
    const closed = await closeTab(walletClient, { ...target(), tab, signature: closing });
    expect(closed.returned).to.equal(9n * USDC);
  });

  it("are on a client, too", async () => {
    const stack = setup();
    const client = stack.walletClient.extend(quittanceActions(target()));
    const tab = await exampleTab(stack);
    await stack.fundLedger(stack.buyer.address, tab.reserve);
    const { tabId } = await client.openTab({ tab, account: stack.buyer });
    expect(await client.getTabId({ tab })).to.equal(tabId);
    expect(await client.getTab({ tabId })).to.deep.include({ tabId, redeemed: 0n });
    expect(await client.getTab({ tabId: toHex(1, { size: 32 }) })).to.equal(undefined);
    const { domain, buyer: account } = stack;
    const signature = await signVoucher({ domain, tab: tabId, amount: 5n, account });
    const { paid } = await client.redeemVouchers({ vouchers: [{ tab, amount: 5n, signature }] });
    expect(paid).to.equal(5n);
    expect((await client.closeTab({ tab, account: stack.seller })).returned).to.equal(tab.reserve - 5n);
  });
});
