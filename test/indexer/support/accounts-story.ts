import type { Hex } from "viem";
import {
  acceptPrincipal,
  agentAccount,
  buildOrder,
  buildPolicy,
  closeTab,
  freeze,
  freezeAll,
  moveFunds,
  offerPrincipal,
  openDeal,
  openTab,
  type Policy,
  pay,
  redeemVouchers,
  refund,
  revokeOrder,
  setKeys,
  setPolicy,
  signOrder,
  signTab,
  signTerms,
  signVoucher,
  unfreeze,
  unfreezeAll,
  withdrawFrom,
} from "../../../sdk/index.ts";
import {
  type ExampleAccount,
  exampleTab,
  exampleTerms,
  openExampleAccount,
  type Stack,
} from "../../../sdk/testing/index.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
const CATEGORY = 7;

/** Two agents of one principal, with what they committed. */
export interface AccountsStory {
  /** It bought, paid per call and by order, was frozen, unfrozen and given another policy. */
  readonly agent: ExampleAccount;
  /** It was paid. */
  readonly colleague: ExampleAccount;
  readonly first: Policy;
  readonly second: Policy;
  readonly dealId: Hex;
  readonly tabId: Hex;
  readonly orderId: Hex;
}

/** Something of every kind that can happen to an account which a principal opened. */
export async function reportAccounts(stack: Stack): Promise<AccountsStory> {
  const { address, domain, walletClient: client, relayer, seller, arbiter } = stack;
  const first = buildPolicy({ perTransaction: 100n * USDC, perPeriod: 150n * USDC, lifetime: 400n * USDC });
  const agent = await openExampleAccount(stack, { policy: first, balance: 300n * USDC });
  const colleague = await openExampleAccount(stack, { balance: 0n });
  const of = agent.account.address;
  const principal = { address, account: relayer };

  const dealId = await buy(stack, agent);
  const { tabId, tab } = await openedTab(stack, agent, colleague);
  const vouchers = await Promise.all(
    [3n * USDC, 4n * USDC].map(async (amount) => {
      return { tab, amount, signature: await signVoucher({ domain, tab: tabId, amount, account: seller }) };
    }),
  );
  await redeemVouchers(client, { address, vouchers: [...vouchers, ...vouchers.slice(0, 1)] });
  const orderId = await payTwo(stack, agent, colleague);
  await revokeOrder(client, { ...principal, of, orderNonce: 1n });

  await freeze(client, { ...principal, accounts: [of] });
  await unfreeze(client, { ...principal, accounts: [of] });
  await freezeAll(client, { ...principal, principal: relayer.address });
  await unfreezeAll(client, { ...principal, principal: relayer.address });
  const second = buildPolicy({ ...first, perPeriod: 120n * USDC, period: 48 });
  await setPolicy(client, { ...principal, of, current: first, policy: second });
  await setKeys(client, { ...principal, of: colleague.account.address, revoke: [colleague.key.address] });
  await moveFunds(client, {
    ...principal,
    moves: [{ from: of, to: colleague.account.address, amount: USDC }],
  });
  await withdrawFrom(client, { ...principal, from: of, to: relayer.address, amount: 2n * USDC });
  await stack.setTime(tab.end + tab.grace);
  await closeTab(client, { address, tab });
  await offerPrincipal(client, { ...principal, principal: relayer.address, to: arbiter.address });
  await acceptPrincipal(client, { address, account: arbiter, principal: relayer.address });
  const { address: to } = relayer;
  await offerPrincipal(client, { address, account: arbiter, principal: to, to });
  await acceptPrincipal(client, { ...principal, principal: to });
  const renewed = agentAccount({ ...agent.account, policy: second });
  return { agent: { ...agent, account: renewed }, colleague, first, second, dealId, tabId, orderId };
}

/** Opens a deal of 60 USDC, of which 20 come back. */
async function buy(stack: Stack, { account }: ExampleAccount): Promise<Hex> {
  const { address, domain, walletClient: client, seller } = stack;
  const deadline = (await stack.now()) + 24 * HOUR;
  const terms = await exampleTerms(stack, {
    buyer: account.address,
    ...{ fundedFromLedger: true, buyerToLedger: true, category: CATEGORY },
    milestones: [40n, 20n].map((amount) => ({ amount: amount * USDC, deadline })),
  });
  const buyerSignature = await signTerms({ domain, terms, account });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  const { dealId } = await openDeal(client, { address, terms, buyerSignature, sellerSignature });
  await refund(client, { address, account: seller, terms, milestone: 1 });
  return dealId;
}

async function openedTab(stack: Stack, { account }: ExampleAccount, colleague: ExampleAccount) {
  const { address, domain, walletClient: client, seller } = stack;
  const tab = await exampleTab(stack, {
    ...{ account: account.address, payee: colleague.account.address, category: CATEGORY },
    voucherKey: seller.address,
  });
  const { tabId } = await openTab(client, {
    address,
    tab,
    signature: await signTab({ domain, tab, account }),
  });
  return { tab, tabId };
}

async function payTwo(stack: Stack, { account }: ExampleAccount, colleague: ExampleAccount): Promise<Hex> {
  const { address, domain, walletClient: client, buyer } = stack;
  const payments = [
    { payee: colleague.account.address, amount: 5n * USDC },
    { payee: buyer.address, amount: 6n * USDC },
  ];
  const validUntil = (await stack.now()) + HOUR;
  const order = buildOrder({ account: account.address, nonce: 1n, validUntil, payments });
  const signature = await signOrder({ domain, order, account });
  const { orders } = await pay(client, { address, orders: [{ order, signature }] });
  const [paid] = orders;
  if (paid === undefined) throw new Error("no order was paid");
  return paid.orderId;
}
