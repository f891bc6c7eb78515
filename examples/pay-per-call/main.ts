// A client pays a service for each call: it reserves 10 USDC once, signs a voucher per call, and the service redeems
// the last voucher whenever it likes. A thousand calls take three transactions.
//
//   node examples/pay-per-call/main.ts [--json] [--keep]

import {
  buildTab,
  fastSigner,
  parseVoucher,
  quittanceActions,
  readTokenDomain,
  signTabPayment,
  toJson,
  voucherBook,
  voucherMaker,
} from "quittance";
import { generatePrivateKey } from "viem/accounts";
import { checksOf } from "../output/checks.ts";
import { dim, strong } from "../output/colours.ts";
import { short, usdc } from "../output/figures.ts";
import { reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";

const USDC = 1_000_000n;
/** What the service asks for one call: half a cent. */
const PRICE = 5_000n;
const CALLS = 1_000;

export async function payPerCall({ stack, out }: Setup) {
  await out.chapter("The client opens a tab");
  const { address, domain } = stack;
  const client = stack.clientOf(stack.buyer);
  const service = stack.clientOf(stack.seller).extend(quittanceActions({ address }));
  const balances = async () => [
    await service.getLedgerBalance({ owner: client.account.address }),
    await service.getLedgerBalance({ owner: service.account.address }),
  ];
  const [clientBefore = 0n, serviceBefore = 0n] = await balances();
  await out.say(`client   ${client.account.address}  only signs, and needs no ether`);
  await out.say(`service  ${service.account.address}  asks ${usdc(PRICE)} for a call`);
  const reputationsBefore = await reportReputations(out, stack);

  // Vouchers get a key of their own, which can spend the reserve of this tab and nothing else.
  const signer = fastSigner(generatePrivateKey());
  const tab = buildTab(
    {
      account: client.account.address,
      payee: service.account.address,
      reserve: 10n * USDC,
      voucherKey: signer.address,
    },
    { contract: address, token: stack.token, now: await stack.now() },
  );
  const token = await readTokenDomain(client, { token: stack.token });
  const signature = await signTabPayment({ domain, token, tab, account: client });
  const opened = await service.openTab({ tab, fromWallet: true, signature });
  await out.say(`tab ${opened.tabId}`);
  await out.say(
    `It reserves ${strong(usdc(tab.reserve))} of the client's wallet for the service, for a day.`,
  );
  await out.say(receiptLine(transactionOf(opened)));

  await out.chapter("The client calls, and pays each call with a voucher");
  const maker = voucherMaker({ domain, tab, signer });
  const book = voucherBook({ domain, payee: service.account.address });
  book.add(tab, await service.getTab({ tabId: opened.tabId }));
  const now = await stack.now();
  for (let call = 1; call <= CALLS; call++) {
    const header = toJson(maker.owe(PRICE)); // the client sends this along with its request
    const taken = book.take(parseVoucher(header), { price: PRICE, now }); // the service checks it, then answers
    if (call === 1 || call === CALLS) {
      await out.say(
        `call ${String(call).padStart(4)}: a voucher for ${usdc(taken.amount)} in all  ${dim(`tab ${short(taken.tab)}`)}`,
      );
    }
  }
  await out.say("Neither side asked the chain.");

  await out.chapter("The service redeems the last voucher, and closes the tab");
  const vouchers = book.due();
  const redeemed = await service.redeemVouchers({ vouchers });
  book.settle(vouchers, redeemed.refused);
  await out.say(`${strong(usdc(redeemed.paid))} go to the service's balance in the contract.`);
  await out.say(receiptLine(transactionOf(redeemed)));
  const closed = await service.closeTab({ tab });
  await out.say(
    `The service has no further calls to serve: ${usdc(closed.returned)} go back to the client's balance.`,
  );
  await out.say(receiptLine(transactionOf(closed)));
  const totals = totalsOf([opened, redeemed, closed].map(transactionOf));
  await out.say(`That is ${(totals.gasUsed / BigInt(CALLS)).toLocaleString("en-US")} gas for each call.`);

  await out.say("Calls are no milestones. No one judged them, so they earn no score.");
  const reputations = await reportReputations(out, stack);

  const owed = PRICE * BigInt(CALLS);
  const [clientAfter = 0n, serviceAfter = 0n] = await balances();
  return {
    checks: checksOf([
      ["the service earned", serviceAfter - serviceBefore, owed, undefined],
      ["the client has back", clientAfter - clientBefore, tab.reserve - owed, undefined],
    ]),
    summary: {
      accounts: { client: tab.account, service: tab.payee, voucherKey: tab.voucherKey },
      tab: { id: opened.tabId, reserve: tab.reserve, ...transactionOf(opened) },
      calls: CALLS,
      redemption: { paid: redeemed.paid, ...transactionOf(redeemed) },
      closing: { returned: closed.returned, ...transactionOf(closed) },
      reputations: { before: reputationsBefore, after: reputations },
      totals,
    },
  };
}

if (import.meta.main) {
  const about =
    "A tab of vouchers: a thousand calls, paid one by one off-chain, redeemed in one transaction.";
  await runExample(import.meta, about, payPerCall, {});
}
