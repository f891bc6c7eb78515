// Two agents that never have any ETH: one deposits USDC, they make a deal, one delivers, the other pays, and both take
// their money out into their wallets. A relayer sends what they sign, for a fee in USDC.
//
//   node examples/without-ether/main.ts [--json] [--keep]

import {
  acceptOffer,
  buildTerms,
  hashEvidence,
  hashPact,
  quittanceActions,
  readTokenDomain,
  signDelivery,
  signDeposit,
  signOffer,
  signRefund,
  signRelease,
} from "quittance";
import { relayed } from "quittance/relayer";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { balanceOf } from "../output/balances.ts";
import { checksOf } from "../output/checks.ts";
import { strong } from "../output/colours.ts";
import { usdc } from "../output/figures.ts";
import { gainedRow, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";
import { operateRelayer } from "./relayer.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
const DEPOSIT = 60n * USDC;
const PRICE = 25n * USDC;
const REST = 10n * USDC;
/** The most that the buyer pays for sending one call. */
const MOST_FEE = 5n * USDC;

export async function withoutEther(setup: Setup) {
  const relayer = await operateRelayer(setup.stack);
  try {
    return await play(setup, relayer);
  } finally {
    await relayer.stop();
  }
}

async function play({ stack, out }: Setup, relayer: Awaited<ReturnType<typeof operateRelayer>>) {
  await out.chapter("Two agents without ETH");
  const { address, domain, publicClient } = stack;
  const buyer = privateKeyToAccount(generatePrivateKey());
  const seller = privateKeyToAccount(generatePrivateKey());
  await stack.fund(buyer.address, DEPOSIT);
  const { url, apiKey, payee } = relayer;
  const fee = { account: buyer, most: MOST_FEE };
  const client = relayed(publicClient, { url, apiKey, address, fee }).extend(quittanceActions({ address }));
  const paidBefore = await client.getLedgerBalance({ owner: payee });
  await out.say(`buyer    ${buyer.address}  has ${usdc(DEPOSIT)} and no ETH`);
  await out.say(`seller   ${seller.address}  has nothing`);
  const reputationsBefore = await reportReputations(out, stack, { buyer, seller });

  await out.chapter("The buyer deposits: it signs, the relayer sends");
  const now = await stack.now();
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const payment = { amount: DEPOSIT, validBefore: now + HOUR, salt: 1n };
  const deposited = await client.depositWithAuthorization({
    ...{ from: buyer.address, recipient: buyer.address, ...payment },
    signature: await signDeposit({ domain, token, account: buyer, ...payment }),
  });
  await out.say(receiptLine(transactionOf(deposited)));

  const open = async (amount: bigint, task: string) => {
    const terms = buildTerms(
      {
        ...{ buyer: buyer.address, seller: seller.address, fundedFromLedger: true },
        milestones: [{ amount, deadline: (await stack.now()) + HOUR }],
        panel: stack.jurors.map((juror) => juror.address),
        pact: hashPact({ task }),
      },
      { contract: address, token: stack.token, now: await stack.now() },
    );
    const offer = await signOffer({ domain, terms, validUntil: (await stack.now()) + HOUR, account: buyer });
    const { signature: sellerSignature } = await acceptOffer({ domain, offer, account: seller });
    const { signature: buyerSignature } = await acceptOffer({ domain, offer, account: buyer });
    return client.openDeal({ terms, buyerSignature, sellerSignature });
  };

  await out.chapter("A deal, from opening to payment");
  const deal = await open(PRICE, "translate the attached page to French");
  await out.say(receiptLine(transactionOf(deal)));
  const delivery = await signDelivery({
    ...{ domain, account: seller, deal: deal.dealId, milestone: 0 },
    ...{ evidence: hashEvidence("la page traduite"), evidenceUri: "https://seller.example/evidence/1" },
  });
  const delivered = await client.deliver({ terms: deal.terms, delivery });
  await out.say(receiptLine(transactionOf(delivered)));
  const yes = await signRelease({ domain, terms: deal.terms, milestone: 0, account: buyer });
  const released = await client.release({ terms: deal.terms, milestone: 0, signature: yes });
  await out.say(`${strong(usdc(released.toSeller))} are in the seller's wallet.`);
  await out.say(receiptLine(transactionOf(released)));

  await out.chapter("The buyer takes money out of its balance");
  await out.say(
    "No signature withdraws from a balance, but a deal that the seller refunds pays to the wallet.",
  );
  const second = await open(REST, "nothing: this deal is refunded at once");
  const no = await signRefund({ domain, terms: second.terms, milestone: 0, account: seller });
  const refunded = await client.refund({ terms: second.terms, milestone: 0, signature: no });
  await out.say(`${strong(usdc(refunded.toBuyer))} are in the buyer's wallet.`);
  await out.say(receiptLine(transactionOf(refunded)));

  const fees = (await client.getLedgerBalance({ owner: payee })) - paidBefore;
  const left = await client.getLedgerBalance({ owner: buyer.address });
  await out.say(`The relayer got ${usdc(fees)}, and ${usdc(left)} are left in the buyer's balance.`);
  const reputations = await reportReputations(out, stack, { buyer, seller });
  const ether = await Promise.all([buyer, seller].map((agent) => publicClient.getBalance(agent)));
  const sent = await Promise.all([buyer, seller].map((agent) => publicClient.getTransactionCount(agent)));
  return {
    checks: checksOf([
      ["the seller's wallet has", await balanceOf(stack, seller.address), PRICE, undefined],
      ["the buyer's wallet has", await balanceOf(stack, buyer.address), REST, undefined],
      ["the buyer's balance and the fees", left + fees, DEPOSIT - PRICE - REST, undefined],
      ["wei that the agents had", Number(ether[0]) + Number(ether[1]), 0, undefined],
      ["transactions that the agents sent", (sent[0] ?? 0) + (sent[1] ?? 0), 0, undefined],
      gainedRow(reputationsBefore, reputations, 2),
    ]),
    summary: {
      ...{ buyer: buyer.address, seller: seller.address, fees, left },
      deals: [deal, second].map((opened) => ({ id: opened.dealId, ...transactionOf(opened) })),
      reputations: { before: reputationsBefore, after: reputations },
      totals: totalsOf([deposited, deal, delivered, released, second, refunded].map(transactionOf)),
    },
  };
}

if (import.meta.main) {
  const about =
    "Two agents without ETH: deposit, deal, delivery, release and withdrawal by a relayer, for fees in USDC.";
  await runExample(import.meta, about, withoutEther, {});
}
