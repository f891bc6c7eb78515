// A buyer agent and a seller agent that have never met trade work for money, in three milestones, judged by three
// jurors. All of them only sign; a relayer, whom none of them has to trust, sends what they signed and pays the gas.
//
//   node examples/milestone-deal/main.ts [--json] [--keep]

import { dealIdOf, hashOffer, parseBallot, parseOffer, quittanceActions, splitOf, toJson } from "quittance";
import { jurorAt, loadCorpus, PASSES } from "../document-review/index.ts";
import { openEvidenceStore } from "../evidence/store.ts";
import { reportBalances } from "../output/balances.ts";
import { dim, good, strong } from "../output/colours.ts";
import { percent, short, usdc } from "../output/figures.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";
import { auditDeal } from "./audit.ts";
import { startBuyer } from "./buyer.ts";
import { linesOf } from "./findings.ts";
import { startJuror } from "./juror.ts";
import { startSeller } from "./seller.ts";

export async function milestoneDeal({ stack, out }: Setup) {
  await out.chapter("Who takes part");
  const { address, domain } = stack;
  const corpus = loadCorpus();
  const store = openEvidenceStore();
  const buyer = startBuyer(stack.clientOf(stack.buyer), domain, corpus);
  const seller = startSeller(stack.clientOf(stack.seller), domain, corpus, store);
  const jurors = stack.jurors.map((account, seat) =>
    startJuror(stack.clientOf(account), domain, jurorAt(seat), corpus, store),
  );
  const panel = jurors.map((juror) => juror.address);
  const relayer = stack.walletClient.extend(quittanceActions({ address }));

  const characters = corpus.documents.reduce((sum, { text }) => sum + text.length, 0);
  await out.say(`buyer    ${stack.buyer.address}  wants ${corpus.documents.length} licence texts read`);
  await out.say(`seller   ${stack.seller.address}  extracts what they oblige a reader to`);
  for (const { name, address: juror, method } of jurors)
    await out.say(`juror    ${juror}  "${name}": ${method}`);
  await out.say(`relayer  ${stack.relayer.address}  sends what the others sign, and pays the gas`);
  await out.say(dim(`the pact "${buyer.pact.pact.task.title}", hash ${short(buyer.pact.hash)}`));
  await out.say(dim(`${characters.toLocaleString("en-US")} characters to read`));
  const balancesBefore = await reportBalances(out, stack);

  await out.chapter("Buyer and seller negotiate");
  const invitation = await buyer.invite(stack.seller.address, panel);
  const offer = offerIn(invitation.offer);
  await out.say(`buyer  offers   ${strong(usdc(offer.total))} = ${offer.amounts.map(usdc).join(" + ")}`);
  const counterOffer = await seller.answer(invitation, panel);
  const counter = offerIn(counterOffer);
  await out.say(`seller counters ${strong(usdc(counter.total))} = ${counter.amounts.map(usdc).join(" + ")}`);
  const buyerSignature = await buyer.answer(counterOffer);
  await out.say("buyer  accepts: one signature (ERC-3009) agrees to the terms and pays for exactly them");
  const sellerSignature = await seller.sign(buyerSignature);
  await out.say("seller sees that the signature pays, and signs the same terms");

  await out.chapter("The relayer opens the deal");
  const { terms } = parseOffer(counterOffer);
  const deal = await relayer.openDeal({ terms, buyerSignature, sellerSignature });
  if (deal.dealId !== dealIdOf({ domain, terms })) throw new Error("the contract opened another deal");
  await out.say(`deal ${deal.dealId}`);
  await out.say(
    `A score of ${percent(terms.passingScore)} or more pays, in steps of ${percent(terms.payoutStep)}.`,
  );
  await out.say(receiptLine(transactionOf(deal)));
  const balances = [balancesBefore, await reportBalances(out, stack)];

  const milestones = [];
  for (const [index, pass] of (["draft", "revised", "final"] as const).entries()) {
    await out.chapter(`The ${pass} version`);
    const delivery = await seller.deliver(pass);
    const bytes = store.fetch(delivery.evidenceUri)?.length ?? 0;
    await out.say(`The seller ${PASSES[pass].note}.`);
    await out.say(
      `It delivers ${Math.round(bytes / 1_000)} kB of evidence, hash ${short(delivery.evidence)}.`,
    );

    // Each juror judges alone. The relayer needs only as many ballots as decide: here the two that agree.
    const sent = { terms: toJson(terms), pact: buyer.pact.json, delivery: toJson(delivery) };
    const voting = jurors.map(async ({ name, judge }) => {
      const { ballot, findings } = await judge(sent);
      return { name, findings, ...parseBallot(ballot) };
    });
    const judged = await out.busy("The jurors are reading", Promise.all(voting));
    const ballots = judged.map(({ name: _, findings: __, ...ballot }) => ballot);
    const verdict = await relayer.submitVerdict({ terms, ballots, delivery });

    const submitters = verdict.ballots.map(({ position }) => terms.panel[position]);
    const votes = judged.map((ballot) => ({ ...ballot, submitted: submitters.includes(ballot.juror) }));
    out.table(
      ["juror", "score", "faults", "ballot"],
      votes.map(({ name, score, findings, submitted }) => {
        const use = submitted ? "submitted" : dim("signed, not needed");
        return [name, percent(score), String(findings.length), use];
      }),
    );
    for (const line of linesOf(votes[0]?.findings ?? [])) await out.say(dim(line));
    const { payout, evidence } = verdict;
    const amount = terms.milestones[index]?.amount ?? 0n;
    const { toSeller, toBuyer } = splitOf({ amount, payout, marketplaceFee: terms.marketplaceFee });
    const shown = payout === 10_000 ? good(percent(payout)) : strong(percent(payout));
    await out.say(`The verdict is ${shown}: ${usdc(toSeller)} to the seller, ${usdc(toBuyer)} back.`);
    const transaction = transactionOf(verdict);
    await out.say(receiptLine(transaction));
    balances.push(await reportBalances(out, stack));
    milestones.push({ name: pass, amount, payout, evidence, toSeller, toBuyer, votes, ...transaction });
  }

  await out.chapter("Anyone can ask what happened: the indexer's answer");
  const { checks, answer } = await out.busy(
    "The indexer is catching up",
    auditDeal(stack, { dealId: deal.dealId, terms, milestones, balances }),
  );
  await out.say(`buyer  spent  ${strong(usdc(answer.buyer.buyerCommitted - answer.buyer.buyerRefunded))}`);
  await out.say(`seller earned ${strong(usdc(answer.seller.sellerNet))}`);
  const totals = totalsOf([transactionOf(deal), ...milestones]);
  await out.say(
    `It took ${totals.transactions} transactions and ${totals.gasUsed.toLocaleString("en-US")} gas.`,
  );

  return {
    checks,
    summary: {
      accounts: {
        buyer: stack.buyer.address,
        seller: stack.seller.address,
        relayer: stack.relayer.address,
        jurors: jurors.map(({ name, method, address: juror }) => ({ name, method, address: juror })),
      },
      pact: { hash: buyer.pact.hash, title: buyer.pact.pact.task.title },
      corpus: { hash: corpus.manifestHash, documents: corpus.documents.length, characters },
      balancesBefore,
      offers: [offer, counter],
      deal: { id: deal.dealId, terms, ...transactionOf(deal), balancesAfter: balances[1] },
      milestones: milestones.map((milestone, index) => ({
        ...milestone,
        balancesAfter: balances[index + 2],
      })),
      totals: {
        buyerSpent: answer.buyer.buyerCommitted - answer.buyer.buyerRefunded,
        buyerRefunded: answer.buyer.buyerRefunded,
        sellerEarned: answer.seller.sellerNet,
        ...totals,
      },
    },
  };
}

/** What an offer, as JSON text, asks or offers. */
function offerIn(text: string) {
  const offer = parseOffer(text);
  const amounts = offer.terms.milestones.map(({ amount }) => amount);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  return { hash: hashOffer(offer), from: offer.from, answers: offer.answers, amounts, total };
}

if (import.meta.main) {
  await runExample(
    import.meta,
    "Three milestones, three jurors, 180 USDC: a deal from the first offer to the last payout.",
    milestoneDeal,
  );
}
