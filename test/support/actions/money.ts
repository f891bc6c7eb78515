import {
  approveDeposit,
  buildOrder,
  readTokenDomain,
  release,
  signDeposit,
  signOrder,
  signTab,
  signVoucher,
} from "../../../sdk/index.ts";
import {
  exampleTab,
  openExampleAccount,
  openExampleDeal,
  openExampleTab,
} from "../../../sdk/testing/index.ts";
import { type ActionCases, again, found, refused, set } from "./action-case.ts";

const AMOUNT = 3_000_000n;

/** ActionCases of ledger balances, tabs and orders. */
export const moneyCases: ActionCases = {
  approveDeposit: set(async ({ address, token, buyer: account }) => ({
    account,
    parameters: { address, token, amount: AMOUNT },
  })),
  deposit: found(async ({ address, token, buyer: account, walletClient }) => {
    await approveDeposit(walletClient, { address, token, amount: 9n * AMOUNT, account });
    return { account, parameters: { address, recipient: account.address, amount: AMOUNT, salt: 7n } };
  }),
  "deposit, without a salt": again(async ({ address, token, buyer: account, walletClient }) => {
    await approveDeposit(walletClient, { address, token, amount: 9n * AMOUNT, account });
    return { account, parameters: { address, recipient: account.address, amount: AMOUNT } };
  }),
  depositWithAuthorization: found(async ({ address, domain, token, buyer, relayer, publicClient, now }) => {
    const payment = { amount: AMOUNT, validBefore: (await now()) + 600, salt: 42n };
    const named = await readTokenDomain(publicClient, { token });
    const signature = await signDeposit({ domain, token: named, account: buyer, ...payment });
    const { address: from } = buyer;
    return { account: relayer, parameters: { address, from, recipient: from, ...payment, signature } };
  }),
  withdraw: found(async ({ address, seller: account, fundLedger }) => {
    await fundLedger(account.address, 9n * AMOUNT);
    return { account, parameters: { address, to: account.address, amount: AMOUNT, salt: 7n } };
  }),
  "withdraw, without a salt": again(async ({ address, seller: account, fundLedger }) => {
    await fundLedger(account.address, 9n * AMOUNT);
    return { account, parameters: { address, to: account.address, amount: AMOUNT } };
  }),
  withdrawFrom: found(async (stack) => {
    const { address, relayer } = stack;
    const { account } = await openExampleAccount(stack, { balance: 9n * AMOUNT });
    const parameters = { address, from: account.address, to: relayer.address, amount: AMOUNT, salt: 7n };
    return { account: relayer, parameters };
  }),
  claimPayout: refused(async (stack) => {
    const { address, seller, buyer, relayer, walletClient, usdc } = stack;
    const { terms } = await openExampleDeal(stack);
    await usdc.blacklist(seller.address);
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    await usdc.unBlacklist(seller.address);
    return { account: relayer, parameters: { address, recipient: seller.address } };
  }),
  openTab: found(async (stack) => {
    const { address, domain, buyer, relayer, fundLedger } = stack;
    const tab = await exampleTab(stack);
    await fundLedger(buyer.address, 3n * tab.reserve);
    const signature = await signTab({ domain, tab, account: buyer });
    return { account: relayer, parameters: { address, tab, signature } };
  }),
  closeTab: found(async (stack) => {
    const { tab } = await openExampleTab(stack);
    return { account: stack.seller, parameters: { address: stack.address, tab } };
  }),
  redeemVouchers: refused(async (stack) => {
    const { address, domain, buyer, relayer } = stack;
    const { tab, tabId } = await openExampleTab(stack, { voucherKey: buyer.address });
    const signature = await signVoucher({ domain, tab: tabId, amount: 250_000n, account: buyer });
    return { account: relayer, parameters: { address, vouchers: [{ tab, amount: 250_000n, signature }] } };
  }),
  pay: found(async ({ address, domain, buyer, seller, relayer, fundLedger, now }) => {
    await fundLedger(buyer.address, 9n * AMOUNT);
    const validUntil = (await now()) + 600;
    const payments = [{ payee: seller.address, amount: AMOUNT }];
    const orders = await Promise.all(
      [5n, 6n].map(async (each) => {
        const order = buildOrder({ account: buyer.address, payments, nonce: each, validUntil });
        return { order, signature: await signOrder({ domain, order, account: buyer }) };
      }),
    );
    return { account: relayer, parameters: { address, orders } };
  }),
  revokeOrder: set(async ({ address, buyer: account }) => ({
    account,
    parameters: { address, of: account.address, orderNonce: 7n },
  })),
};
