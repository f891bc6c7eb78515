import {
  BaseError,
  buildOrder,
  buildTab,
  fastSigner,
  freeze,
  getTab,
  openDeal,
  openTab,
  pay,
  redeemVouchers,
  refund,
  release,
  signOrder,
  signRefund,
  signRelease,
  signTab,
  signTerms,
  type Tab,
  voucherBook,
  voucherMaker,
} from "quittance";
import { exampleTerms, type Stack } from "quittance/testing";
import { type Hex, keccak256, toHex } from "viem";
import { sent } from "../milestone-deal/trade.ts";
import { type Employee, openOffice } from "./office.ts";
import type { AccountsAudience, AccountsRecord, Refusal } from "./story.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const PRICE = 50_000n;
const CATEGORY = 7;

/** A principal and three agents: a deal, calls, wages, three refusals, and an agent that is cut off. */
export async function playAccounts(stack: Stack, audience: AccountsAudience): Promise<AccountsRecord> {
  const { principal, service, employees, opened } = await openOffice(stack, audience);
  const [researcher, caller, clerk] = employees;
  if (!researcher || !caller || !clerk) throw new Error("an agent is missing");
  const research = await buyResearch(stack, researcher);
  await audience.researched(research);

  const overspends = await overspend(stack, researcher, clerk);
  await audience.refused(overspends);

  const line = await openLine(stack, caller, service.address);
  const calls = await line.call(40);
  await audience.called(calls);

  const wages = await payWages(stack, clerk);
  await audience.paid(wages);

  const served = line.serve(10);
  const { address } = stack;
  const frozen = await freeze(stack.walletClient, {
    address,
    accounts: [caller.account.address],
    account: principal,
  });
  const refusal = await refused("caller", "opens another tab after the freeze", () => line.openAnother());
  const { redeemed } = await line.redeem();
  const cutOff = { ...sent(frozen), callsServed: served, redeemed };
  await audience.cutOff(cutOff, refusal);
  return {
    principal: principal.address,
    agents: employees.map(({ privateKey: _kept, ...agent }) => agent),
    ...{ opened, research, calls, wages, cutOff },
    refusals: [...overspends, refusal],
  };
}

/** Two milestones of 20 and 15: the first is accepted, the second refunded, so that its money and budget return. */
async function buyResearch(stack: Stack, { account }: Employee): Promise<AccountsRecord["research"]> {
  const { address, domain, seller, walletClient: client } = stack;
  const now = await stack.now();
  const terms = await exampleTerms(stack, {
    buyer: account.address,
    fundedFromLedger: true,
    buyerToLedger: true,
    category: CATEGORY,
    milestones: [20n, 15n].map((amount, index) => ({
      amount: amount * USDC,
      deadline: now + (index + 1) * 7 * DAY,
    })),
  });
  const opened = await openDeal(client, {
    address,
    terms,
    buyerSignature: await signTerms({ domain, terms, account }),
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
  const deal = opened.dealId;
  const accepted = await release(client, {
    address,
    terms,
    milestone: 0,
    signature: await signRelease({ domain, deal, milestone: 0, terms, account }),
  });
  const refunded = await refund(client, {
    address,
    terms,
    milestone: 1,
    signature: await signRefund({ domain, deal, milestone: 1, account: seller }),
  });
  const paid = accepted.toSeller;
  return { ...sent(refunded), dealId: deal, seller: seller.address, paid, refunded: refunded.toBuyer };
}

/** What a prompt-injected agent would try. The last two are signed all the same, and refused by the contract. */
async function overspend(stack: Stack, researcher: Employee, clerk: Employee): Promise<Refusal[]> {
  const { seller, relayer } = stack;
  const payTo = (employee: Employee, payee: Hex, amount: bigint) => () =>
    payOnce(stack, employee, [{ payee, amount }]);
  const { approve: _nobody, ...unapproved } = clerk.account;
  return [
    await refused("researcher", "pays 70 at once", payTo(researcher, seller.address, 70n * USDC)),
    await refused("researcher", "pays somebody who is not listed", payTo(researcher, relayer.address, USDC)),
    await refused("researcher", "pays 60 twice in a day", async () => {
      await payTo(researcher, seller.address, 60n * USDC)();
      await payTo(researcher, seller.address, 60n * USDC)();
    }),
    await refused(
      "clerk",
      "pays 80 without its principal's approval",
      payTo({ ...clerk, account: unapproved }, relayer.address, 80n * USDC),
    ),
  ];
}

async function payOnce(
  stack: Stack,
  { account }: Pick<Employee, "account">,
  payments: readonly { readonly payee: Hex; readonly amount: bigint }[],
) {
  const { address, domain, walletClient: client } = stack;
  const now = await stack.now();
  const memo = keccak256(toHex("an invoice"));
  const order = buildOrder({ account: account.address, payments, memo, validUntil: now + DAY }, { now });
  const signature = await signOrder({ domain, order, account });
  return pay(client, { address, orders: [{ order, signature }] });
}

/** @returns What was refused. Throws when it was not. */
async function refused(by: Refusal["by"], attempt: string, act: () => Promise<unknown>): Promise<Refusal> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof BaseError) || !("contractError" in error)) throw error;
    const values = "values" in error ? Object(error.values) : {};
    return { by, attempt, error: String(error.contractError), values };
  }
  throw new Error(`${by} ${attempt}, and nobody refused it`);
}

/** A tab between the caller and a service, which counts calls. */
async function openLine(stack: Stack, { account, privateKey }: Employee, payee: Hex) {
  const { address, domain, walletClient: client } = stack;
  const signer = fastSigner(privateKey);
  const now = await stack.now();
  const tab: Tab = buildTab(
    { account: account.address, payee, reserve: 10n * USDC, voucherKey: signer.address },
    { now },
  );
  const open = async (opening: Tab) => {
    const signature = await signTab({ domain, tab: opening, account });
    return openTab(client, { address, tab: opening, signature });
  };
  const { tabId } = await open(tab);
  const maker = voucherMaker({ domain, tab, signer });
  const book = voucherBook({ domain, payee });
  book.add(tab, await getTab(client, { address, tabId }));
  const serve = (calls: number) => {
    for (let call = 0; call < calls; call++) book.take(maker.owe(PRICE), { price: PRICE, now });
    return calls;
  };
  const redeem = async () => {
    const redemption = await redeemVouchers(client, { address, vouchers: book.due() });
    book.settle(redemption.redemptions);
    return { ...sent(redemption), redeemed: redemption.paid };
  };
  return {
    serve,
    redeem,
    call: async (calls: number) => {
      serve(calls);
      return { ...(await redeem()), tabId, payee, reserve: tab.reserve, calls };
    },
    openAnother: () => open({ ...tab, salt: tab.salt ^ 1n }),
  };
}

/** One order for three people, with the principal's approval. */
async function payWages(stack: Stack, clerk: Employee): Promise<AccountsRecord["wages"]> {
  const payees = stack.jurors.map(({ address }) => address);
  const payments = payees.map((payee, index) => ({ payee, amount: BigInt(20 + index) * USDC }));
  const paid = await payOnce(stack, clerk, payments);
  const orderId = paid.orders[0]?.orderId ?? "0x";
  return { ...sent(paid), orderId, payees, total: paid.paid };
}
