// The jurors of this deal were drawn for it alone, and no account is kept for them: they share the verification fee. The
// submitter of the verdict leaves one of them out. It puts its own ballot on record, and has its part all the same.
//
//   node examples/shared-fee/main.ts [--json] [--keep]

import {
  buildTerms,
  getBook,
  hashEvidence,
  hashPact,
  hashReasons,
  minimumBond,
  quittanceActions,
  readTokenDomain,
  sharesFee,
  signBallot,
  signDelivery,
  signPayment,
  signTerms,
} from "quittance";
import { poolParameters } from "quittance/testing";
import { keccak256, toHex } from "viem";
import { reportBalances } from "../output/balances.ts";
import { checksOf } from "../output/checks.ts";
import { strong } from "../output/colours.ts";
import { short, usdc } from "../output/figures.ts";
import { gainedRow, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const PRICE = 90n * USDC;
/** Not divisible by three: the first juror has the rest. */
const FEE = 1n * USDC;
const SEATS = 3;

export async function sharedFee({ stack, out }: Setup) {
  await out.chapter("Both parties draw a panel of three from a list");
  const { address, domain, publicClient } = stack;
  const relayer = stack.walletClient.extend(quittanceActions({ address }));
  const list = [...stack.jurors, ...stack.accounts.slice(-2)];
  // Neither party could choose it alone.
  const { hash: seed } = await publicClient.getBlock();
  const rank = (juror: (typeof list)[number]) => keccak256(toHex(`${seed} ${juror.address}`));
  const drawn = [...list].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, SEATS);
  await out.say(`by block ${short(seed)}: ${drawn.map((juror) => short(juror.address)).join(", ")}`);

  await out.chapter("They open a deal that names no account for the panel");
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const before = await reportBalances(out, stack);
  const reputationsBefore = await reportReputations(out, stack);
  const start = await stack.now();
  const terms = buildTerms(
    {
      buyer: stack.buyer.address,
      seller: stack.seller.address,
      milestones: [{ amount: PRICE, deadline: start + 7 * DAY }],
      panel: drawn.map((juror) => juror.address),
      verificationFee: FEE,
      contestWindow: DAY,
      disputes: {
        pool: stack.pool,
        bond: minimumBond({ jurors: SEATS, seatFee: poolParameters.seatFee }),
        arbiter: stack.arbiter.address,
      },
      pact: hashPact({ task: "translate the attached book to French" }),
    },
    { contract: address, token: stack.token, now: start },
  );
  const opened = await relayer.openDeal({
    terms,
    buyerSignature: await signPayment({ domain, token, terms, account: stack.clientOf(stack.buyer) }),
    sellerSignature: await signTerms({ domain, terms, account: stack.clientOf(stack.seller) }),
  });
  await out.say(`deal ${opened.dealId}: ${strong(usdc(PRICE))} and a fee of ${strong(usdc(FEE))} in escrow`);
  await out.say(receiptLine(transactionOf(opened)));

  await out.chapter("Two jurors decide. The third one's ballot is left out");
  const evidence = hashEvidence("the book, in French");
  const claim = { deal: opened.dealId, milestone: 0, evidence };
  const delivery = await signDelivery({
    ...{ domain, ...claim, evidenceUri: "https://seller.example/book" },
    account: stack.clientOf(stack.seller),
  });
  const reasons = hashReasons("complete and idiomatic");
  const ballots = await Promise.all(
    terms.panel.map((member) => {
      const account = drawn.find((juror) => juror.address === member);
      if (account === undefined) throw new Error(`${member} was not drawn`);
      return signBallot({ domain, ...claim, account, score: 9_000, reasons });
    }),
  );
  const verdict = await relayer.submitVerdict({ terms, ballots: ballots.slice(0, 2), delivery });
  await out.say(`verdict: ${verdict.payout} of 10000, by ${verdict.ballots.length} ballots`);
  await out.say(receiptLine(transactionOf(verdict)));

  await out.chapter("It puts its ballot on record itself, before the milestone settles");
  const late = await relayer.recordLateBallots({ terms, ballots: ballots.slice(2) });
  const book = await getBook(publicClient, { address, dealId: opened.dealId, milestone: 0 });
  await out.say(`${book.length} ballots are on record. The payout is what it was.`);
  await out.say(receiptLine(transactionOf(late)));

  await out.chapter("The contest window ends, and the milestone settles");
  const balancesOf = () =>
    Promise.all(terms.panel.map((account) => relayer.getLedgerBalance({ owner: account })));
  const had = await balancesOf();
  await stack.increaseTime(DAY);
  const settled = await relayer.settle({ terms, milestone: 0 });
  const has = await balancesOf();
  const shares = has.map((balance, index) => balance - (had[index] ?? 0n));
  for (const [index, share] of shares.entries()) {
    await out.say(`juror ${short(terms.panel[index] ?? "0x")} has ${strong(usdc(share))} of the fee`);
  }
  await out.say(receiptLine(transactionOf(settled)));
  const after = await reportBalances(out, stack);
  const reputations = await reportReputations(out, stack);

  return {
    checks: checksOf([
      ["the jurors share the fee", sharesFee(terms), true, undefined],
      ["the ballots on record", book.length, SEATS, undefined],
      ["the fee was shared to the last unit", shares.reduce((sum, share) => sum + share, 0n), FEE, undefined],
      [
        "the first juror has what division leaves",
        (shares[0] ?? 0n) - (shares[1] ?? 0n),
        FEE % 3n,
        undefined,
      ],
      ["the juror that was left out has its part", shares[2] ?? 0n, FEE / 3n, undefined],
      ["the seller earned", after.seller - before.seller, PRICE, undefined],
      ["the buyer paid", before.buyer - after.buyer, PRICE + FEE, undefined],
      gainedRow(reputationsBefore, reputations, 1),
    ]),
    summary: {
      deal: opened.dealId,
      panel: terms.panel,
      payout: verdict.payout,
      shares,
      reputations: { before: reputationsBefore, after: reputations },
      totals: totalsOf([opened, verdict, late, settled].map(transactionOf)),
    },
  };
}

if (import.meta.main) {
  const about =
    "A deal whose jurors share the verification fee, also the one that was left out of the verdict.";
  await runExample(import.meta, about, sharedFee, {});
}
