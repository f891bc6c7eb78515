// A verdict goes wrong because two of three jurors were bribed. The buyer contests it, a panel drawn by stake judges
// again, the seller contests that, and the arbiter rules. The buyer was right, and gets its bond back.
//
//   node examples/contested-deal/main.ts [--json] [--keep]

import {
  acceptOffer,
  buildTerms,
  canonicalJson,
  checkOffer,
  getPool,
  hashPact,
  hashReasons,
  payoutOf,
  quittanceActions,
  readTokenDomain,
  signOffer,
  signRating,
  signRuling,
  toJson,
} from "quittance";
import { adviseReveal, aggregateBallots } from "quittance/jury";
import { type Account, isAddressEqual } from "viem";
import { deliverReview, loadCorpus, PASSES, reviewPact } from "../document-review/index.ts";
import { decideByPact, type Matter } from "../jury/decide.ts";
import { startJuror } from "../jury/juror.ts";
import { faultsIn, linesOf, reasonsIn, type Vote, votesOf } from "../jury/panel.ts";
import { overruledIn } from "../kept/figures.ts";
import { openKept } from "../kept/kept.ts";
import { keepReasons } from "../kept/reasons.ts";
import { reportAudit } from "../kept/report.ts";
import { reportBalances } from "../output/balances.ts";
import { bad, dim, good, strong } from "../output/colours.ts";
import { percent, short, usdc } from "../output/figures.ts";
import type { Reporter } from "../output/reporter.ts";
import { reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";
import { auditContest } from "./audit.ts";
import { decideAsPaid } from "./bribe.ts";
import { signObjection } from "./objection.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const PRICE = 54n * USDC;
/** Pays each of the seven drawn jurors one USDC. */
const BOND = 8n * USDC;
/** The contract draws a panel by the hash of a block that is 25 blocks away when the contest is posted. */
const SEED_BLOCKS = 27;
const milestone = 0;

export async function contestedDeal({ stack, out, folder }: Setup) {
  await out.chapter("Who takes part");
  const { address, domain, publicClient } = stack;
  const relayer = stack.walletClient.extend(quittanceActions({ address }));
  const buyer = stack.clientOf(stack.buyer);
  const seller = stack.clientOf(stack.seller);
  const kept = openKept(folder);
  const seated = await out.busy("Jurors take their seats", stack.seatJurors(9));
  const { seatStake } = await getPool(publicClient, { address: stack.pool });
  await out.say(`buyer    ${stack.buyer.address}  wants licence texts read`);
  await out.say(`seller   ${stack.seller.address}  extracts what they oblige a reader to`);
  for (const [seat, juror] of stack.jurors.entries()) {
    await out.say(
      `juror    ${juror.address}  ${seat === 0 ? "judges by the pact" : bad("was bribed by the seller")}`,
    );
  }
  await out.say(`pool     ${stack.pool}  ${seated.length} jurors with ${usdc(seatStake)} at stake each`);
  await out.say(`arbiter  ${stack.arbiter.address}  decides last`);
  await out.say(`relayer  ${stack.relayer.address}  sends what the others sign, and pays the gas`);
  const balancesBefore = await reportBalances(out, stack);
  const reputationsBefore = await reportReputations(out, stack);

  await out.chapter("Buyer and seller agree, and the relayer opens the deal");
  const corpus = loadCorpus();
  const pact = reviewPact({ author: stack.buyer.address, corpus, milestones: 1 });
  const pactText = canonicalJson(pact);
  const now = await stack.now();
  const terms = buildTerms(
    {
      buyer: stack.buyer.address,
      seller: stack.seller.address,
      milestones: [{ amount: PRICE, deadline: now + DAY }],
      panel: stack.jurors.map((juror) => juror.address),
      pact: hashPact(pact),
      ...pact.payout,
      contestWindow: DAY,
      verdictWindow: DAY,
      disputes: { bond: BOND, pool: stack.pool, arbiter: stack.arbiter.address, rulingWindow: 2 * DAY },
    },
    { contract: address, token: stack.token, now },
  );
  const offer = await signOffer({ domain, terms, validUntil: now + 1_800, account: buyer });
  await checkOffer(offer, { domain, token: stack.token, client: seller, now });
  const sold = await acceptOffer({ domain, offer, account: seller });
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const bought = await acceptOffer({ domain, offer, token, account: buyer });
  const signatures = { buyerSignature: bought.signature, sellerSignature: sold.signature };
  const opened = await relayer.openDeal({ terms, ...signatures });
  const deal = opened.dealId;
  const papers = { pact: pactText, offer, "buyer-accepts": bought, "seller-accepts": sold };
  for (const [name, paper] of Object.entries(papers)) {
    await kept.keep(`${name}.json`, typeof paper === "string" ? paper : toJson(paper));
  }
  for (const [name, bytes] of corpus.inputs) await kept.keep(name, bytes);
  await out.say(`deal ${deal}: one milestone of ${strong(usdc(PRICE))}`);
  await out.say("The seller proposed the panel, and the buyer agreed. Nothing was drawn.");
  await out.say(`A verdict can be contested for 24 hours, with a bond of ${usdc(BOND)}.`);
  await out.say(
    "The drawn panel then has 24 hours, the arbiter 48. If they do nothing, the verdict stays as it is.",
  );
  await out.say(receiptLine(transactionOf(opened)));
  const balancesOpened = await reportBalances(out, stack);

  await out.chapter("The seller delivers a draft");
  const { delivery, bundle } = await deliverReview(seller, {
    ...{ domain, terms, pact, corpus, store: kept.evidence, pass: "draft" },
  });
  const { evidence, evidenceUri } = delivery;
  const bytes = [...bundle.files.values()].reduce((sum, file) => sum + file.length, 0);
  const sent = { terms: toJson(terms), pact: pactText, delivery: toJson(delivery) };
  const matter: Omit<Matter, "client" | "question"> = {
    ...{ domain, terms, pact: pactText, delivery, reader: kept.evidence },
  };
  const question = { deal, milestone, evidence };
  await out.say(`The seller ${PASSES.draft.note}.`);
  await out.say(dim(`evidence ${short(evidence)}, which every round judges`));
  const delivered = await relayer.deliver({ terms, delivery });
  if (adviseReveal({ terms })?.code === "deliver-first") {
    await out.say(
      "Silence of the panel would pay the seller: jurors show no ballot before this is on-chain.",
    );
  }
  await out.say(receiptLine(transactionOf(delivered)));

  await out.chapter("Round 1: the panel named in the terms");
  const juror = (account: Account, decide = decideByPact) =>
    startJuror(stack.clientOf(account), domain, { evidence: kept.evidence, folder, decide });
  const panel = stack.jurors.map((account, seat) => juror(account, seat === 0 ? undefined : decideAsPaid));
  const votes1 = await out.busy("The jurors are judging", votesOf(panel, sent));
  const gathered = { domain, terms, delivery };
  const first = await aggregateBallots(stack.walletClient, {
    ...{ ...gathered, question: { ...question, round: 1 }, ballots: votes1.map(({ ballot }) => ballot) },
  });
  const { sent: verdict } = first;
  if (first.plan.action === "wait" || verdict?.payout === undefined) throw new Error("round 1 is undecided");
  const payout1 = verdict.payout;
  const submitted = first.plan.ballots.map((ballot) => ballot.juror);
  await keepReasons(kept, votes1, submitted);
  reportVotes(out, votes1, submitted);
  await out.say(`The verdict is ${bad(percent(payout1))}. It is provisional until the contest window ends.`);
  await out.say(receiptLine(transactionOf(verdict)));

  await out.chapter("The buyer contests the verdict: a panel is drawn");
  const opinion = await decideByPact({ ...matter, client: buyer, question: { ...question, round: 1 } });
  if (payoutOf(opinion.score, terms) >= payout1) throw new Error("the buyer has no reason to contest");
  await out.say(
    `The buyer has measured the evidence itself: ${percent(opinion.score)}, not ${percent(payout1)}.`,
  );
  for (const line of linesOf(reasonsIn(opinion.text))) await out.say(dim(line));
  const objection = await relayer.contest(
    await signObjection(buyer, domain, { terms, milestone, round: 2, payout: payout1 }),
  );
  await out.say(`It signs an objection, and ${strong(usdc(objection.bond))} from its wallet as the bond.`);
  await out.say(receiptLine(transactionOf(objection)));
  const balancesObjected = await reportBalances(out, stack);
  await stack.mine(SEED_BLOCKS);
  const drawn = await relayer.drawPanel({ terms, milestone });
  await out.say(
    `25 blocks later, the hash of a block draws ${drawn.panel.length} of ${seated.length} jurors:`,
  );
  for (const juror of drawn.panel) await out.say(dim(`· ${juror}`));
  const drawPaid = drawn.paid?.amount ?? 0n;
  await out.say(`The draw is paid out of the bond: the relayer gets ${usdc(drawPaid)}.`);
  await out.say(receiptLine(transactionOf(drawn)));

  await out.chapter("Round 2: the drawn panel judges the same evidence");
  const called = drawn.panel.map((member) => {
    const account = seated.find((one) => isAddressEqual(one.address, member));
    if (account === undefined) throw new Error("the contract drew a juror that is not in the pool");
    return juror(account);
  });
  const votes2 = await out.busy("The jurors are judging", votesOf(called, { ...sent, panel: drawn.panel }));
  const second = await aggregateBallots(stack.walletClient, {
    ...{ ...gathered, question: { ...question, round: 2 }, panel: drawn.panel },
    ballots: votes2.map(({ ballot }) => ballot),
  });
  const { sent: recorded } = second;
  if (recorded?.payout === undefined) throw new Error("seven ballots did not decide round 2");
  const payout2 = recorded.payout;
  await keepReasons(kept, votes2, drawn.panel);
  reportVotes(out, votes2, drawn.panel);
  await out.say(`The verdict is ${good(percent(payout2))}, provisional again.`);
  await out.say(receiptLine(transactionOf(recorded)));

  await out.chapter("The seller contests that: the arbiter decides");
  const appeal = await relayer.contest(
    await signObjection(seller, domain, { terms, milestone, round: 3, payout: payout2 }),
  );
  await out.say(
    `The seller hopes for more than ${percent(payout2)} and pays a bond of ${usdc(appeal.bond)}.`,
  );
  await out.say(receiptLine(transactionOf(appeal)));
  const balancesAppealed = await reportBalances(out, stack);
  // The arbiter measures the evidence itself, and rules what its score pays.
  const arbiter = stack.clientOf(stack.arbiter);
  const read = await decideByPact({ ...matter, client: arbiter, question: { ...question, round: 2 } });
  await out.say(`The arbiter measures the evidence by the pact: ${percent(read.score)}.`);
  const payout = payoutOf(read.score, terms);
  const signature = await signRuling({ domain, deal, milestone, evidence, payout, account: stack.arbiter });
  const ruled = await relayer.rule({ terms, milestone, payout, signature });
  await out.say(
    `It rules ${strong(percent(payout))}, which is final: ${usdc(ruled.toSeller)} to the seller, ${usdc(ruled.toBuyer)} back.`,
  );
  for (const { account, amount } of ruled.reimbursed) {
    const name = isAddressEqual(account, stack.buyer.address) ? "The buyer" : "The seller";
    await out.say(
      `${name} was right: its bond of ${good(usdc(amount))} comes back out of the other side's part.`,
    );
  }
  await out.say("The bond of the seller, who was wrong, pays the arbiter.");
  await out.say(receiptLine(transactionOf(ruled)));
  const balancesRuled = await reportBalances(out, stack);

  await out.chapter("The drawn jurors share the buyer's bond");
  const contest = await relayer.getContest({ dealId: deal, milestone, round: 2 });
  const roundEnds = (contest?.openedAt ?? 0) + terms.verdictWindow;
  const wait = Math.max(0, roundEnds - (await stack.now()));
  if (wait > 0) await stack.setTime(roundEnds);
  const released = await relayer.releaseBond({ terms, milestone, round: 2, panel: drawn.panel });
  await out.say(
    `Round 2 ends ${Math.round(wait / 3_600)} hours later. Everyone who voted close to its verdict gets a share.`,
  );
  out.table(
    ["juror", "earns"],
    released.earned.map(({ account, amount }) => [account, usdc(amount)]),
  );
  await out.say(receiptLine(transactionOf(released)));

  await out.chapter("Buyer and seller rate each other");
  const opinionsOfEachOther = [
    { by: "buyer", score: 35, words: "Delivered on time; two of its jurors were bribed." },
    { by: "seller", score: 80, words: "Paid what was judged, and kept to the rules." },
  ] as const;
  const ratings = [];
  for (const { by, score, words } of opinionsOfEachOther) {
    const rating = { score, reasons: hashReasons(words) };
    const other = by === "buyer" ? terms.seller : terms.buyer;
    const signed = await signRating({ domain, deal, rated: other, ...rating, account: stack[by] });
    const rated = await relayer.rate({ terms, rater: stack[by].address, ...rating, signature: signed });
    await out.say(`${by.padEnd(6)} gives ${strong(`${score} of 100`)}: "${words}"`);
    await out.say(receiptLine(transactionOf(rated)));
    await kept.keep(`rating-by-the-${by}.txt`, words);
    ratings.push({ by, ...rating, ...transactionOf(rated) });
  }

  const rounds = {
    votes1: votes1.map(({ ballot }) => ballot),
    votes2: votes2.map(({ ballot }) => ballot),
    drawn: drawn.panel,
    ruled: read.score,
    payouts: [payout1, payout2, payout] as const,
  };
  const transactions = [opened, delivered, verdict, objection, drawn, recorded, appeal, ruled, released].map(
    transactionOf,
  );
  const totals = totalsOf([...transactions, ...ratings]);
  await out.say("");
  await out.say(
    `It took ${totals.transactions} transactions and ${totals.gasUsed.toLocaleString("en-US")} gas.`,
  );
  const balances = [balancesBefore, balancesOpened, balancesObjected, balancesAppealed, balancesRuled];
  const audit = await reportAudit(out, kept, { stack, deal });
  const overruled = overruledIn(audit);
  if (overruled !== undefined) await out.say(dim(`It saw the bribes: ${overruled}.`));
  const record = {
    deal,
    terms,
    evidence,
    rounds,
    drawPaid,
    ruled,
    released,
    ratings,
    balances,
    seats: seated.length,
    seatStake,
    audit,
  };
  const checks = await out.busy("The indexer is catching up", auditContest(stack, record));
  const reputations = await reportReputations(out, stack);

  return {
    checks,
    summary: {
      accounts: { buyer: stack.buyer.address, seller: stack.seller.address, arbiter: stack.arbiter.address },
      pool: { address: stack.pool, seats: seated.length, stake: seatStake },
      balancesBefore,
      deal: { id: deal, terms, ...transactionOf(opened), balancesAfter: balancesOpened },
      evidence: { hash: evidence, evidenceUri, bytes, ...transactionOf(delivered) },
      round1: { payout: payout1, ballots: rounds.votes1, ...transactionOf(verdict) },
      contest: { by: "buyer", payout: payout1, bond: objection.bond, ...transactionOf(objection) },
      draw: { panel: drawn.panel, seats: seated.length, ...transactionOf(drawn) },
      round2: { payout: payout2, ballots: rounds.votes2, ...transactionOf(recorded) },
      appeal: { by: "seller", payout: payout2, bond: appeal.bond, ...transactionOf(appeal) },
      ruling: {
        ...{
          payout,
          score: read.score,
          toSeller: ruled.toSeller,
          toBuyer: ruled.toBuyer,
          reimbursed: ruled.reimbursed,
        },
        ...transactionOf(ruled),
        balancesAfter: balancesRuled,
      },
      release: { earned: released.earned, ...transactionOf(released) },
      ratings,
      audit: { verdict: audit.verdict, ...audit.counts },
      reputations: { before: reputationsBefore, after: reputations },
      totals,
    },
  };
}

/** Keeps the reasons of the ballots that the contract has: the hash of each is in its ballot. */
function reportVotes(
  out: Reporter,
  votes: readonly Vote[],
  submitted: readonly (string | undefined)[],
): void {
  out.table(
    ["juror", "", "score", "faults", "ballot"],
    votes.map(({ ballot: { juror, score }, reasons }) => {
      const faults = faultsIn(reasonsIn(reasons));
      const method = faults === undefined ? "was bribed" : "measured";
      const use = submitted.includes(juror) ? "submitted" : dim("signed, not needed");
      return [short(juror), method, percent(score), faults?.toLocaleString("en-US") ?? "–", use];
    }),
  );
}

if (import.meta.main) {
  await runExample(
    import.meta,
    "One milestone through every round: two jurors are bribed, a panel is drawn, an arbiter rules.",
    contestedDeal,
  );
}
