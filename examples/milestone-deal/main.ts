// A buyer agent and a seller agent that have never met trade work for money, in three milestones. Three jurors judge it,
// whom neither side picked: both draw them together. All only sign; a relayer, whom none of them has to trust, sends
// what they signed and pays the gas. In the end anyone can audit the deal.
//
//   node examples/milestone-deal/main.ts [--json] [--keep]

import {
  dealIdOf,
  hashOffer,
  hashPact,
  quittanceActions,
  type SignedOffer,
  splitOf,
  toJson,
} from "quittance";
import { encodeManifest } from "quittance/evidence";
import { aggregateBallots } from "quittance/jury";
import { transcriptText } from "quittance/negotiation";
import { lintPact } from "quittance/pact/lint";
import { type Address, isAddressEqual } from "viem";
import { loadCorpus, PASSES } from "../document-review/index.ts";
import { type Juror, startJuror } from "../jury/juror.ts";
import { faultsIn, linesOf, reasonsIn, votesOf } from "../jury/panel.ts";
import { seatJurors } from "../jury/seats.ts";
import { openKept } from "../kept/kept.ts";
import { publish } from "../kept/published.ts";
import { keepReasons } from "../kept/reasons.ts";
import { reportAudit } from "../kept/report.ts";
import { reportBalances } from "../output/balances.ts";
import { dim, good, strong } from "../output/colours.ts";
import { percent, short, usdc } from "../output/figures.ts";
import { indexerDocuments, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";
import { negotiate } from "./agreed.ts";
import { auditMilestones } from "./audit.ts";
import { startBuyer } from "./buyer.ts";
import { keyFigures, kpiChecks, kpiRows } from "./figures.ts";
import { depositForExchange, findSeller } from "./found.ts";
import { startPrincipal } from "./principal.ts";
import { startSeller } from "./seller.ts";

const DAY = 86_400;
/** A panel of three is drawn among at least five jurors for each place. */
const SEATS = 17;
const MINUTE = 60;

export async function milestoneDeal(setup: Setup) {
  const { stack, out, folder } = setup;
  await out.chapter("Who takes part");
  const { address, domain, pool } = stack;
  const corpus = loadCorpus();
  const kept = openKept(folder);
  const { accounts, profiles } = await out.busy("Jurors take their seats", seatJurors(stack, SEATS));
  const principal = startPrincipal(domain, [stack.seller.address]);
  const market = { pool, profiles };
  const buyer = await startBuyer(stack.clientOf(stack.buyer), domain, corpus, { ...market, principal });
  const seller = await startSeller(stack.clientOf(stack.seller), domain, corpus, {
    ...{ ...market, store: kept.evidence },
  });
  const relayer = stack.walletClient.extend(quittanceActions({ address }));

  const characters = corpus.documents.reduce((sum, { text }) => sum + text.length, 0);
  await out.say(`buyer    ${stack.buyer.address}  wants ${corpus.documents.length} licence texts read`);
  await out.say(`seller   ${stack.seller.address}  extracts what they oblige a reader to`);
  await out.say(`jurors   ${accounts.length} with a seat in the pool ${pool}, and a signed profile each`);
  await out.say(`relayer  ${stack.relayer.address}  sends what the others sign, and pays the gas`);
  await depositForExchange({ stack });
  const balancesBefore = await reportBalances(out, stack);
  const reputationsBefore = await reportReputations(out, stack);

  await out.chapter("The buyer writes a pact");
  const { pact, pactText } = buyer;
  const pactHash = hashPact(pact);
  const problems = lintPact(pact);
  await out.say(
    `"${pact.name}", hash ${short(pactHash)}, for ${characters.toLocaleString("en-US")} characters of text`,
  );
  out.table(
    ["clause", "kind", ...(pact.milestones ?? []).map(({ name }) => name)],
    pact.clauses.map(({ id, kind }) => [
      id,
      kind,
      ...(pact.milestones ?? []).map(({ weights }) => percent(weights[id] ?? 0)),
    ]),
  );
  await out.say(
    `All of it can be measured. The checks of quittance/pact/lint find ${problems.length} problems.`,
  );

  // The block after a minute is the one that is drawn from: all seats are mature in it.
  await stack.increaseTime(MINUTE);
  await stack.increaseTime(2 * DAY);
  await out.say("Two days pass: a draw is among those who had their seats a day before the first offer.");

  await out.chapter("The buyer finds a seller");
  const { budget } = buyer;
  const found = await findSeller(setup, { corpus, pact, budget, seller });

  await out.chapter("Buyer and seller negotiate, and draw the panel together");
  const agreed = await negotiate(setup, { found, buyer, seller, principal });
  const { draw, talk } = agreed;
  const { terms, buyerSignature, sellerSignature } = agreed.deal;
  await kept.keep("pact.json", pactText);
  for (const [index, offer] of agreed.offers.entries())
    await kept.keep(`offer-${index + 1}.json`, toJson(offer));
  await kept.keep("negotiation.json", transcriptText(talk));
  await kept.keep("draw.json", agreed.drawTranscript);
  // What the chain will name by hash alone, the indexer looks for in this store.
  await publish(folder, pactText);
  await publish(folder, agreed.drawTranscript);
  for (const [name, bytes] of corpus.inputs) await kept.keep(name, bytes);

  await out.chapter("The relayer opens the deal");
  const deal = await relayer.openDeal({ terms, buyerSignature, sellerSignature });
  if (deal.dealId !== dealIdOf({ domain, terms })) throw new Error("the contract opened another deal");
  await out.say(`deal ${deal.dealId}`);
  await out.say(
    `A score of ${percent(terms.passingScore)} or more pays, in steps of ${percent(terms.payoutStep)}.`,
  );
  await out.say(receiptLine(transactionOf(deal)));
  const balances = [balancesBefore, await reportBalances(out, stack)];

  const jurors = terms.panel.map((member): Juror => {
    const account = accounts.find((one) => isAddressEqual(one.address, member));
    if (account === undefined) throw new Error(`${member} was drawn, and has no seat`);
    return startJuror(stack.clientOf(account), domain, { evidence: kept.evidence, folder });
  });
  const milestones = [];
  for (const [index, pass] of (["draft", "revised", "final"] as const).entries()) {
    await out.chapter(`The ${pass} version`);
    const { delivery, bundle } = await out.busy("The seller is working", seller.deliver(pass));
    const bytes = [...bundle.files.values()].reduce((sum, file) => sum + file.length, 0);
    const manifestBytes = encodeManifest(bundle.manifest).length;
    await out.say(`The seller ${PASSES[pass].note}.`);
    await out.say(
      `It delivers a bundle of ${Math.round(bytes / 1_000).toLocaleString("en-US")} kB, whose manifest has the hash ${short(delivery.evidence)}.`,
    );

    // Each juror judges alone, commits to its ballot, and shows it when all have committed.
    const sent = { terms: toJson(terms), pact: pactText, delivery: toJson(delivery) };
    const judged = await out.busy("The jurors are judging", votesOf(jurors, sent));
    const ballots = judged.map(({ ballot }) => ballot);
    await publish(folder, encodeManifest(bundle.manifest));
    for (const { reasons } of judged) await publish(folder, reasons);
    const { deal: dealId, milestone, evidence } = delivery;
    const question = { deal: dealId, milestone, round: 1, evidence };
    // Anyone may gather ballots; only as many are sent as decide: here two that agree.
    const { plan, sent: verdict } = await aggregateBallots(stack.walletClient, {
      ...{ domain, question, terms, ballots, delivery },
    });
    if (plan.action === "wait" || verdict?.payout === undefined)
      throw new Error("the ballots decide nothing");
    const submitters: readonly Address[] = plan.ballots.map(({ juror }) => juror);
    const votes = judged.map(({ ballot, reasons }) => ({
      ...{ ...ballot, faults: faultsIn(reasonsIn(reasons)) ?? 0 },
      submitted: submitters.includes(ballot.juror),
    }));
    await keepReasons(kept, judged, submitters);
    out.table(
      ["juror", "score", "faults", "ballot"],
      votes.map(({ juror, score, faults, submitted }) => {
        const use = submitted ? "submitted" : dim("signed, not needed");
        return [short(juror), percent(score), faults.toLocaleString("en-US"), use];
      }),
    );
    for (const line of linesOf(reasonsIn(judged[0]?.reasons ?? ""))) await out.say(dim(line));
    const { payout } = verdict;
    const amount = terms.milestones[index]?.amount ?? 0n;
    const { toSeller, toBuyer } = splitOf({ amount, payout, marketplaceFee: terms.marketplaceFee });
    const shown = payout === 10_000 ? good(percent(payout)) : strong(percent(payout));
    await out.say(`The verdict is ${shown}: ${usdc(toSeller)} to the seller, ${usdc(toBuyer)} back.`);
    const transaction = transactionOf(verdict);
    await out.say(receiptLine(transaction));
    balances.push(await reportBalances(out, stack));
    milestones.push({
      ...{ name: pass, amount, payout, evidence, evidenceUri: delivery.evidenceUri },
      ...{ root: bundle.manifest.root, bytes, manifestBytes, toSeller, toBuyer, votes, ...transaction },
    });
  }

  await out.chapter("Anyone can ask what happened: the indexer's answer, and an audit");
  const audit = await reportAudit(out, kept, { stack, deal: deal.dealId });
  const {
    checks,
    answer: indexed,
    said,
  } = await out.busy(
    "The indexer is catching up",
    auditMilestones(stack, { dealId: deal.dealId, terms, milestones, balances, draw, audit }),
  );
  out.table(
    ["document", "milestone", "state", "hash"],
    said.documents.map(({ kind, milestone, state, hash }) => [
      kind,
      `${milestone ?? ""}`,
      state,
      short(hash),
    ]),
  );
  await out.say(
    `The indexer found what the chain names by hash alone, and verified it. The panel was ${said.panel}: it drew it again.`,
  );
  await out.say(`buyer  spent  ${strong(usdc(indexed.buyer.buyerCommitted - indexed.buyer.buyerRefunded))}`);
  await out.say(`seller earned ${strong(usdc(indexed.seller.sellerNet))}`);
  const reputations = await reportReputations(out, stack, stack, indexerDocuments(stack));
  await out.say(
    dim(
      "No owner of a mature seat has paid them yet, so no stake vouches for them. The buyer paid the seller.",
    ),
  );
  const figures = await keyFigures(stack, { found, talk, dealId: deal.dealId, terms });
  out.table(["key figure", "of this deal"], kpiRows(figures));
  const totals = totalsOf([transactionOf(deal), ...milestones]);
  await out.say(
    `It took ${totals.transactions} transactions and ${totals.gasUsed.toLocaleString("en-US")} gas.`,
  );

  return {
    checks: [...checks, ...kpiChecks(figures, indexed)],
    summary: {
      found,
      keyFigures: figures,
      accounts: {
        buyer: stack.buyer.address,
        seller: stack.seller.address,
        relayer: stack.relayer.address,
        jurors: jurors.map(({ address: juror }) => juror),
      },
      pact: { hash: pactHash, title: pact.name, clauses: pact.clauses.map(({ id }) => id) },
      corpus: { documents: corpus.documents.length, inputs: corpus.inputs.size, characters },
      balancesBefore,
      offers: agreed.offers.map(offerIn),
      draw: {
        ...{ id: draw.draw, kind: draw.kind, seed: draw.seed, blocks: draw.blocks, outlook: draw.outlook },
        ...{ panel: terms.panel, reference: terms.reference ?? "0x" },
      },
      deal: { id: deal.dealId, terms, ...transactionOf(deal), balancesAfter: balances[1] },
      milestones: milestones.map((milestone, index) => ({
        ...milestone,
        balancesAfter: balances[index + 2],
      })),
      audit: { verdict: audit.verdict, ...audit.counts },
      documents: said.documents.map(({ kind, hash, state, milestone }) => ({ kind, hash, state, milestone })),
      reputations: { before: reputationsBefore, after: reputations },
      totals: {
        buyerSpent: indexed.buyer.buyerCommitted - indexed.buyer.buyerRefunded,
        buyerRefunded: indexed.buyer.buyerRefunded,
        sellerEarned: indexed.seller.sellerNet,
        ...totals,
      },
    },
  };
}

/** What an offer asks or offers. */
function offerIn(offer: SignedOffer) {
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
