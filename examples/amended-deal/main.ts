// A deal changes while its money is in escrow, three times: the seller needs more time, a juror is lost, and the buyer
// wants more work. Each time both parties sign new terms, and the deal that they make replaces the one before.
//
//   node examples/amended-deal/main.ts [--json] [--keep]

import {
  amendTerms,
  buildTerms,
  dueOf,
  getAmendment,
  getDeal,
  hashPact,
  quittanceActions,
  readTokenDomain,
  signPayment,
  signTerms,
  sortPanel,
  type Terms,
  type TermsChanges,
} from "quittance";
import { reportBalances } from "../output/balances.ts";
import { checksOf } from "../output/checks.ts";
import { strong } from "../output/colours.ts";
import { short, usdc } from "../output/figures.ts";
import { gainedRow, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const DRAFT = 40n * USDC;
const FINAL = 60n * USDC;
const EXTRA = 25n * USDC;

export async function amendedDeal({ stack, out }: Setup) {
  await out.chapter("Buyer and seller open a deal of two milestones");
  const { address, domain, publicClient } = stack;
  const relayer = stack.walletClient.extend(quittanceActions({ address }));
  const buyer = stack.clientOf(stack.buyer);
  const seller = stack.clientOf(stack.seller);
  const [first, second, third] = stack.jurors;
  const spare = stack.accounts.at(-1);
  if (!first || !second || !third || !spare) throw new Error("the stack has fewer accounts");
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const before = await reportBalances(out, stack);
  const reputationsBefore = await reportReputations(out, stack);
  const start = await stack.now();
  const terms = buildTerms(
    {
      buyer: stack.buyer.address,
      seller: stack.seller.address,
      milestones: [
        { amount: DRAFT, deadline: start + 7 * DAY },
        { amount: FINAL, deadline: start + 14 * DAY },
      ],
      panel: [first.address, second.address, third.address],
      pact: hashPact({ task: "translate the attached book to French", milestones: ["draft", "final"] }),
    },
    { contract: address, token: stack.token, now: start },
  );
  const opened = await relayer.openDeal({
    terms,
    buyerSignature: await signPayment({ domain, token, terms, account: buyer }),
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
  await out.say(`deal ${opened.dealId}: ${strong(usdc(DRAFT + FINAL))} in escrow`);
  await out.say(receiptLine(transactionOf(opened)));
  const balancesOpened = await reportBalances(out, stack);

  /** Both parties sign new terms for the deal as it is on the chain; the relayer posts them. */
  const change = async (oldTerms: Terms, dealId: `0x${string}`, changes: TermsChanges) => {
    const deal = await getDeal(publicClient, { address, dealId });
    if (deal === undefined) throw new Error(`deal ${dealId} is not open`);
    const newTerms = amendTerms({ terms: oldTerms, deal, changes, now: await stack.now() });
    const signed = { domain, terms: newTerms };
    // What moves over pays, as far as it reaches. Only a difference takes a payment from the wallet.
    const buyerSignature =
      dueOf(newTerms) === 0n
        ? await signTerms({ ...signed, account: buyer })
        : await signPayment({ ...signed, token, account: buyer });
    const sellerSignature = await signTerms({ ...signed, account: seller });
    const amended = await relayer.amend({ oldTerms, newTerms, buyerSignature, sellerSignature });
    await out.say(`deal ${short(dealId)} is now deal ${amended.successor}`);
    await out.say(receiptLine(transactionOf(amended)));
    return { ...amended, terms: newTerms };
  };

  await out.chapter("The seller needs a week more: new deadlines");
  const milestones = terms.milestones.map(({ amount, deadline }) => ({
    amount,
    deadline: deadline + 7 * DAY,
  }));
  const later = await change(terms, opened.dealId, { milestones });
  await out.say(`${strong(usdc(later.moved))} moved over. The buyer paid nothing more.`);
  await stack.setTime(start + 8 * DAY);
  await out.say("The first deadline of the old deal has passed. Nothing happens: it has ended.");

  await out.chapter("The draft is released, and then a juror is lost");
  const released = await relayer.release({ terms: later.terms, milestone: 0, account: stack.buyer });
  const panel = sortPanel([first.address, second.address, spare.address]);
  const judged = await change(later.terms, later.successor, { panel });
  await out.say(`juror ${short(third.address)} leaves, juror ${short(spare.address)} sits in its place.`);
  await out.say(`${strong(usdc(judged.moved))} moved over: what was released stays with the seller.`);
  const balancesJudged = await reportBalances(out, stack);

  await out.chapter("The buyer wants an index, too: one milestone more");
  const more = { amount: EXTRA, deadline: start + 28 * DAY };
  const longer = await change(judged.terms, judged.successor, {
    milestones: [...judged.terms.milestones, more],
  });
  await out.say(
    `The buyer's wallet paid ${strong(usdc(longer.paidIn))} for it, by the signature of the terms' id.`,
  );
  const balancesLonger = await reportBalances(out, stack);

  await out.chapter("The seller delivers, and the buyer releases the rest");
  const rest = [
    await relayer.release({ terms: longer.terms, milestone: 0, account: stack.buyer }),
    await relayer.release({ terms: longer.terms, milestone: 1, account: stack.buyer }),
  ];
  const after = await reportBalances(out, stack);
  const reputations = await reportReputations(out, stack);
  const found = await getAmendment(publicClient, { address, dealId: opened.dealId });

  return {
    checks: checksOf([
      ["the buyer paid at first", before.buyer - balancesOpened.buyer, DRAFT + FINAL, undefined],
      ["the first two changes took nothing", balancesJudged.buyer, balancesOpened.buyer, undefined],
      ["the new milestone took", balancesJudged.buyer - balancesLonger.buyer, EXTRA, undefined],
      ["the seller earned in all", after.seller - before.seller, DRAFT + FINAL + EXTRA, undefined],
      ["the contract still holds", after.contract, before.contract, undefined],
      ["the first deal was replaced by the second", found?.successor ?? "", later.successor, undefined],
      gainedRow(reputationsBefore, reputations, 3),
    ]),
    summary: {
      deals: [opened.dealId, later.successor, judged.successor, longer.successor],
      moved: [later, judged, longer].map(({ moved, paidIn, paidBack }) => ({ moved, paidIn, paidBack })),
      reputations: { before: reputationsBefore, after: reputations },
      totals: totalsOf([opened, later, released, judged, longer, ...rest].map(transactionOf)),
    },
  };
}

if (import.meta.main) {
  const about =
    "A deal changes while its money is in escrow: new deadlines, another juror, a milestone more.";
  await runExample(import.meta, about, amendedDeal, {});
}
