// The smallest deal. A buyer pays 25 USDC into the contract, the seller delivers, the buyer releases the money. Then
// the same again with a seller that delivers nothing: after the deadline the buyer gets its money back.
//
//   node examples/first-deal/main.ts [--json] [--keep]

import {
  acceptOffer,
  buildTerms,
  checkOffer,
  hashPact,
  quittanceActions,
  readTokenDomain,
  signOffer,
} from "quittance";
import { balanceOf, reportBalances } from "../output/balances.ts";
import { checksOf } from "../output/checks.ts";
import { strong } from "../output/colours.ts";
import { usdc } from "../output/figures.ts";
import { gainedRow, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import { runExample, type Setup } from "../runner/run.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
const PRICE = 25n * USDC;

export async function firstDeal({ stack, out }: Setup) {
  await out.chapter("The parties");
  const { address, domain } = stack;
  const buyer = stack.clientOf(stack.buyer).extend(quittanceActions({ address }));
  const seller = stack.clientOf(stack.seller);
  await out.say(`buyer    ${buyer.account.address}  sends its own transactions`);
  await out.say(`seller   ${seller.account.address}  only signs, and needs no ether`);
  const before = await reportBalances(out, stack);
  const reputationsBefore = await reportReputations(out, stack);

  await out.chapter("Buyer and seller agree");
  const pact = hashPact({
    task: "translate the attached page to French",
    criteria: ["complete", "faithful"],
  });
  const open = async () => {
    const now = await stack.now();
    const terms = buildTerms(
      {
        buyer: buyer.account.address,
        seller: seller.account.address,
        milestones: [{ amount: PRICE, deadline: now + HOUR }],
        panel: stack.jurors.map((juror) => juror.address), // judges if the two disagree
        pact,
      },
      { contract: address, token: stack.token, now },
    );
    const offer = await signOffer({ domain, terms, validUntil: now + 600, account: buyer });
    await checkOffer(offer, { domain, token: stack.token, client: seller, now });
    const { signature: sellerSignature } = await acceptOffer({ domain, offer, account: seller });
    const token = await readTokenDomain(buyer, { token: stack.token });
    const { signature: buyerSignature } = await acceptOffer({ domain, offer, token, account: buyer });
    return buyer.openDeal({ terms, buyerSignature, sellerSignature });
  };
  const deal = await open();
  await out.say(`deal ${deal.dealId}`);
  await out.say(
    `The contract holds ${strong(usdc(PRICE))}. The seller can rely on that, and starts to work.`,
  );
  await out.say(receiptLine(transactionOf(deal)));
  await reportBalances(out, stack);

  await out.chapter("The seller delivers, and the buyer releases the money");
  const released = await buyer.release({ terms: deal.terms, milestone: 0 });
  await out.say(
    `The buyer is content: ${strong(usdc(released.toSeller))} go to the seller. No juror was needed.`,
  );
  await out.say(receiptLine(transactionOf(released)));
  await reportBalances(out, stack);

  await out.chapter("A second deal, for which the seller delivers nothing");
  const second = await open();
  await stack.setTime(Number(second.terms.milestones[0]?.deadline ?? 0) + 1);
  const reclaimed = await buyer.reclaim({ terms: second.terms, milestone: 0 });
  await out.say(`The deadline has passed: ${strong(usdc(reclaimed.toBuyer))} go back to the buyer.`);
  await out.say(receiptLine(transactionOf(reclaimed)));
  const after = await reportBalances(out, stack);
  const reputations = await reportReputations(out, stack);

  return {
    checks: checksOf([
      ["the seller earned", after.seller - before.seller, PRICE, undefined],
      ["the buyer spent", before.buyer - after.buyer, PRICE, undefined],
      ["the contract still holds", await balanceOf(stack, address), before.contract, undefined],
      gainedRow(reputationsBefore, reputations, 2),
    ]),
    summary: {
      deals: [deal, second].map((opened) => ({
        id: opened.dealId,
        terms: opened.terms,
        ...transactionOf(opened),
      })),
      release: { toSeller: released.toSeller, ...transactionOf(released) },
      reclaim: { toBuyer: reclaimed.toBuyer, ...transactionOf(reclaimed) },
      reputations: { before: reputationsBefore, after: reputations },
      totals: totalsOf([deal, released, second, reclaimed].map(transactionOf)),
    },
  };
}

if (import.meta.main) {
  const about =
    "The smallest deal: 25 USDC are released to the seller; a second deal is reclaimed after its deadline.";
  await runExample(import.meta, about, firstDeal, {});
}
