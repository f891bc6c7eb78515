// A principal, such as a company, gives three agents an account each: money, a key and limits that the contract keeps.
// The agents buy, pay and are refused what goes too far. Then one of them is cut off.
//
//   node examples/agent-accounts/main.ts [--json] [--keep]

import {
  allowCounterparties,
  buildOrder,
  buildPolicy,
  buildTab,
  buildTerms,
  fastSigner,
  hashPact,
  quittanceActions,
  signApproval,
  signFreeze,
  signOrder,
  signRefund,
  signRelease,
  signTab,
  signTerms,
  voucherBook,
  voucherMaker,
} from "quittance";
import { type Address, keccak256, toHex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { bad, dim, strong } from "../output/colours.ts";
import { usdc } from "../output/figures.ts";
import { reportReputations } from "../output/reputations.ts";
import { receiptLine, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";
import { type Agent, createAgent } from "./agents.ts";
import { auditAccount, statementOf } from "./audit.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
/** What the service asks for one call. */
const PRICE = 50_000n;
/** The number that this company's books give to research. */
const RESEARCH = 7;

export async function agentAccounts({ stack, out }: Setup) {
  await out.chapter("A principal opens an account for each of three agents");
  const { address, domain, buyer: principal, seller } = stack;
  const service = stack.accounts[5];
  if (service === undefined) throw new Error("the stack has too few accounts");
  const relayer = stack.walletClient.extend(quittanceActions({ address }));
  // Limits are counted by the day in UTC. From noon on, no day ends while the example runs.
  await stack.setTime((Math.floor((await stack.now()) / DAY) + 1) * DAY + DAY / 2);

  const suppliers = allowCounterparties([seller.address, service.address]);
  const counterparties = suppliers;
  const limits = { perTransaction: 60n * USDC, perPeriod: 100n * USDC, lifetime: 1_000n * USDC };
  const small = { perTransaction: 10n * USDC, perPeriod: 20n * USDC };
  const plans = [
    {
      name: "researcher",
      duty: "buys research from two suppliers, up to 60 at a time and 100 a day",
      policy: buildPolicy({ ...limits, counterparties }),
      capabilities: ["commit", "settle"],
      counterparties,
      funded: 200n * USDC,
    },
    {
      name: "caller",
      duty: "pays a service per call, up to 20 a day",
      policy: buildPolicy({ ...small, counterparties }),
      capabilities: ["tabs"],
      counterparties,
      funded: 50n * USDC,
    },
    {
      name: "clerk",
      duty: "pays people, up to 200 a day; above 50 its principal has to approve",
      policy: buildPolicy({ perPeriod: 200n * USDC, approvalAbove: 50n * USDC }),
      capabilities: ["commit"],
      funded: 150n * USDC,
    },
  ] as const;
  const expiry = (await stack.now()) + 30 * DAY;
  /** Of a monitor that watches all agents. */
  const guardian = fastSigner(generatePrivateKey());
  const employ = async (plan: (typeof plans)[number], index: number) =>
    createAgent(plan, {
      address: await relayer.getAccountAddress({ principal: principal.address, index }),
      principal: principal.address,
      approve: (request) => signApproval({ ...request, validUntil: expiry, domain, account: principal }),
    });
  const [researcher, caller, clerk] = [
    await employ(plans[0], 0),
    await employ(plans[1], 1),
    await employ(plans[2], 2),
  ];
  const agents: readonly Agent[] = [researcher, caller, clerk];

  await stack.fundLedger(principal.address, 500n * USDC);
  const opened = await relayer.openAccounts({
    principal: principal.address,
    accounts: agents.map(({ policy, key, capabilities }, index) => ({
      index,
      policy,
      keys: [
        { key, expiry, capabilities },
        { key: guardian.address, expiry, capabilities: ["freeze"] },
      ],
    })),
    account: principal,
  });
  await relayer.moveFunds({
    moves: agents.map(({ account, funded }) => ({
      from: principal.address,
      to: account.address,
      amount: funded,
    })),
    account: principal,
  });
  await out.say(`principal  ${principal.address}`);
  for (const { name, account, funded, duty } of agents) {
    await out.say(`${name.padEnd(10)} ${account.address}  has ${usdc(funded)}; ${duty}`);
  }
  await out.say(receiptLine(transactionOf(opened)));

  await out.chapter("The researcher opens a deal from its account");
  const sides = { buyer: researcher.account, seller };
  const reputationsBefore = await reportReputations(out, stack, sides);
  const now = await stack.now();
  const terms = buildTerms(
    {
      buyer: researcher.account.address,
      seller: seller.address,
      milestones: [
        { amount: 20n * USDC, deadline: now + 7 * DAY },
        { amount: 15n * USDC, deadline: now + 14 * DAY },
      ],
      panel: stack.jurors.map((juror) => juror.address),
      pact: hashPact({ task: "find ten papers on the subject, then summarise them" }),
      fundedFromLedger: true, // a managed account has no wallet: its money is in the contract
      buyerToLedger: true,
      category: RESEARCH,
    },
    { contract: address, token: stack.token, now },
  );
  const deal = await relayer.openDeal({
    terms,
    buyerSignature: await signTerms({ domain, terms, account: researcher.account }),
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
  const { dealId } = deal;
  const released = await relayer.release({
    ...{ terms, milestone: 0 },
    signature: await signRelease({ domain, terms, milestone: 0, account: researcher.account }),
  });
  const refunded = await relayer.refund({
    ...{ terms, milestone: 1 },
    signature: await signRefund({ domain, terms, milestone: 1, account: seller }),
  });
  await out.say(`deal ${dealId}`);
  await out.say(`It releases the first milestone: ${strong(usdc(released.toSeller))} to the seller.`);
  await out.say(
    `The seller refunds the second: ${usdc(refunded.toBuyer)} come back to the account, and count as not spent.`,
  );
  await out.say(receiptLine(transactionOf(refunded)));

  await out.chapter("Somebody talks the agents into spending more");
  const refusals: (Refusal & { readonly by: string; readonly attempt: string })[] = [];
  const attempt = async ({ name }: Agent, what: string, act: () => Promise<unknown>) => {
    const refusal = await refusalOf(act);
    refusals.push({ by: name, attempt: what, ...refusal });
    const values = ["limit", "threshold", "requested", "remaining"].flatMap((field) => {
      const value = refusal.values[field];
      return typeof value === "bigint" ? [`${field} ${usdc(value)}`] : [];
    });
    await out.say(`${name} ${what}: ${bad("refused")}`);
    await out.say(dim(`· ${[refusal.error, ...values].join(", ")}`));
  };
  /** Signs an order with the agent's key, and has the relayer submit it. */
  const pay = async (
    account: Agent["account"],
    payments: readonly { readonly payee: Address; readonly amount: bigint }[],
  ) => {
    const time = await stack.now();
    const memo = keccak256(toHex("invoice 1"));
    const draft = { account: account.address, payments, memo, validUntil: time + DAY };
    const order = buildOrder(draft, { now: time });
    return relayer.pay({ orders: [{ order, signature: await signOrder({ domain, order, account }) }] });
  };
  const to = (payee: Address, amount: bigint) => [{ payee, amount: amount * USDC }];
  const stranger = stack.relayer.address;
  await attempt(researcher, "pays 70 at once", () => pay(researcher.account, to(seller.address, 70n)));
  await attempt(researcher, "pays an address that is not listed", () =>
    pay(researcher.account, to(stranger, 1n)),
  );
  await pay(researcher.account, to(seller.address, 60n)); // within its limits: 80 of 100 are spent
  await attempt(researcher, "pays 60 again on the same day", () =>
    pay(researcher.account, to(seller.address, 60n)),
  );
  await attempt(clerk, "pays 80 without its principal's approval", () => {
    const { approve: _missing, ...unapproved } = clerk.account;
    return pay(unapproved, to(stranger, 80n));
  });

  await out.chapter("The caller pays a service per call");
  const signer = fastSigner(caller.privateKey);
  const tab = buildTab(
    {
      account: caller.account.address,
      payee: service.address,
      reserve: 10n * USDC,
      voucherKey: signer.address,
    },
    { now: await stack.now() },
  );
  const { tabId } = await relayer.openTab({
    tab,
    signature: await signTab({ domain, tab, account: caller.account }),
  });
  // The caller's side signs a voucher for each call. The service's side checks it without asking the chain.
  const maker = voucherMaker({ domain, tab, signer });
  const book = voucherBook({ domain, payee: service.address });
  book.add(tab, await relayer.getTab({ tabId }));
  const call = (time: number) => book.take(maker.owe(PRICE), { price: PRICE, now: time });
  const called = await stack.now();
  for (let calls = 0; calls < 40; calls++) call(called);
  const vouchers = book.due();
  const redeemed = await relayer.redeemVouchers({ vouchers });
  book.settle(vouchers, redeemed.refused);
  await out.say(`A tab reserves ${usdc(tab.reserve)} for the service.`);
  await out.say("40 calls are paid by 40 vouchers, off-chain. The service redeems only the latest:");
  await out.say(`${strong(usdc(redeemed.paid))} in one transaction`);
  await out.say(receiptLine(transactionOf(redeemed)));

  await out.chapter("The clerk pays wages");
  const wages = stack.jurors.map((person, index) => ({
    payee: person.address,
    amount: BigInt(20 + index) * USDC,
  }));
  const paid = await pay(clerk.account, wages);
  await out.say(`${strong(usdc(paid.paid))} to ${wages.length} people, by one order`);
  await out.say("That is more than 50 USDC, so the principal approved it with a signature of its own.");
  await out.say(receiptLine(transactionOf(paid)));

  await out.chapter("A guardian cuts the caller off");
  const late = await stack.now();
  for (let calls = 0; calls < 10; calls++) call(late);
  const of = caller.account.address;
  const nonce = await relayer.getAccountNonce({ account: of });
  const validUntil = late + 600;
  const signed = await signFreeze({ domain, of, nonce, validUntil, account: guardian });
  const frozen = await relayer.freezeWithSignature({ of, validUntil, signature: signed });
  await out.say("Its key may freeze and nothing else. It signs, and the relayer sends: it needs no gas.");
  await attempt(caller, "opens another tab after the freeze", async () => {
    const another = { ...tab, salt: tab.salt ^ 1n };
    const signature = await signTab({ domain, tab: another, account: caller.account });
    return relayer.openTab({ tab: another, signature });
  });
  const latest = book.due();
  const owed = await relayer.redeemVouchers({ vouchers: latest });
  book.settle(latest, owed.refused);
  await out.say(`10 calls were served before that. The service still redeems ${usdc(owed.paid)} for them.`);
  await out.say(receiptLine(transactionOf(owed)));

  const reputations = await reportReputations(out, stack, sides);

  // What each agent has spent in all: a milestone and a payment; the tab's reserve; the wages.
  const spending = [
    [researcher, released.toSeller + 60n * USDC],
    [caller, tab.reserve],
    [clerk, paid.paid],
  ] as const;
  await stack.indexer?.caughtUp(await stack.publicClient.getBlockNumber());
  const statements = [];
  const checks = [];
  for (const [agent, spent] of spending) {
    const { name, account, key } = agent;
    await out.chapter(`The statement of the ${name}, from the indexer`);
    const statement = await statementOf(stack, account.address);
    const { account: state, limits: left, entries } = statement;
    out.table(
      ["what", "amount", "balance", "left today"],
      entries.map(({ kind, amount, balance, limits: after }) => [
        kind,
        usdc(amount),
        usdc(balance),
        after?.periodLeft == null ? "–" : usdc(after.periodLeft),
      ]),
    );
    const may = state.frozen
      ? bad("It is frozen and may commit nothing.")
      : `It may commit ${usdc(left.available)} now.`;
    await out.say(may);
    await out.say(
      dim(
        `with --keep, the whole of it: npm run quittance -- account show ${account.address} --url ${stack.indexer?.url}`,
      ),
    );
    statements.push({ agent: name, ...statement });
    const expected = { name, account, key, expiry, balance: agent.funded - spent, spent };
    const tabState = name === "caller" ? { tabId, redeemed: redeemed.paid + owed.paid } : undefined;
    checks.push(
      ...(await auditAccount(stack, { ...expected, frozen: name === "caller", tab: tabState }, statement)),
    );
  }

  return {
    checks,
    summary: {
      principal: principal.address,
      agents: agents.map(({ name, account, key, funded }) => ({
        name,
        account: account.address,
        key,
        funded,
      })),
      opening: transactionOf(opened),
      research: {
        dealId,
        seller: seller.address,
        paid: released.toSeller,
        refunded: refunded.toBuyer,
        ...transactionOf(refunded),
      },
      refusals,
      calls: {
        tabId,
        payee: service.address,
        reserve: tab.reserve,
        calls: 40,
        redeemed: redeemed.paid,
        ...transactionOf(redeemed),
      },
      wages: {
        orderId: paid.orders[0]?.orderId,
        payees: wages.map(({ payee }) => payee),
        total: paid.paid,
        ...transactionOf(paid),
      },
      cutOff: { callsServed: 10, redeemed: owed.paid, frozenBy: frozen.hash, ...transactionOf(owed) },
      reputations: { before: reputationsBefore, after: reputations },
      statements,
    },
  };
}

if (import.meta.main) {
  await runExample(
    import.meta,
    "A principal with three agents: limits, refusals, a deal, a tab, an order, a freeze, statements.",
    agentAccounts,
  );
}
