import {
  agree,
  amend,
  amendTerms,
  buildPolicy,
  cancel,
  claimPayout,
  dealIdOf,
  deliver,
  getDeal,
  openDeal,
  reclaim,
  refund,
  release,
  settle,
  signAgreement,
  signCancellation,
  signTerms,
  type Terms,
  withdraw,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleAccount, type Stack } from "../../../sdk/testing/index.ts";
import { type AccountsStory, reportAccounts } from "./accounts-story.ts";
import { type DisputesStory, HOUR, reportDisputes } from "./disputes.ts";
import { type Deal, evidenceOf, evidenceUri, judge, open } from "./trade.ts";

/** The deals of the story, by what happens in them. */
export interface Story {
  /** Through the ledger: judged in part, judged in full, refunded. */
  readonly judged: Deal;
  /** To the wallets: accepted, split, accepted while the token refused the seller. */
  readonly signedAway: Deal;
  /** With a contest window: a verdict that stood, silence, taken back. */
  readonly waited: Deal;
  /** With a contest window: cancelled while a verdict stood. */
  readonly cancelled: Deal;
  /** Replaced by a deal with a milestone more, and that by one without its first milestone; by their order. */
  readonly amended: readonly [first: Deal, second: Deal, third: Deal];
  readonly disputes: DisputesStory;
  readonly accounts: AccountsStory;
  /** Opened, and nothing yet. */
  readonly pending: Deal;
}

/** Something of every kind that can happen to a deal or a ledger balance. */
export async function reportStory(stack: Stack): Promise<Story> {
  const { address, walletClient: client } = stack;
  const [buyer, seller] = [
    { address, account: stack.buyer },
    { address, account: stack.seller },
  ];
  const wallets = { fundedFromLedger: false, buyerToLedger: false, sellerToLedger: false };
  await stack.fundLedger(stack.buyer.address, 100_000_000_000n);
  await stack.fundLedger(stack.seller.address, 5_000_000n);
  const judged = await open(stack);
  const signedAway = await open(stack, wallets);
  const waited = await open(stack, { contestWindow: 600 });
  const cancelled = await open(stack, { contestWindow: 600, buyerToLedger: false });

  await judge(stack, judged, 0, [8_000, 8_040, undefined]);
  await judge(stack, judged, 1, [undefined, 9_999, 9_900]);
  await refund(client, { ...seller, terms: judged.terms, milestone: 2 });

  await release(client, { ...buyer, terms: signedAway.terms, milestone: 0 });
  await split(stack, signedAway, 1, 20_000_001n);
  await stack.usdc.blacklist(stack.seller.address);
  await release(client, { ...buyer, terms: signedAway.terms, milestone: 2 });
  await stack.usdc.unBlacklist(stack.seller.address);
  await claimPayout(client, { address, recipient: stack.seller.address });
  await withdraw(client, { ...seller, to: stack.seller.address, amount: 1_000_000n });

  await judge(stack, cancelled, 0, [5_000, 4_000, 6_000]);
  await endTogether(stack, cancelled);

  const { terms } = waited;
  const delivery = (milestone: number) => ({
    deal: waited.dealId,
    milestone,
    evidence: evidenceOf(milestone),
    evidenceUri,
  });
  await deliver(client, { ...seller, terms, delivery: delivery(0) });
  await judge(stack, waited, 0, [7_700, 7_700, undefined]);
  await deliver(client, { ...seller, terms, delivery: delivery(1) });
  await stack.increaseTime(2 * HOUR);
  await settle(client, { address, terms, milestone: 0 });
  await settle(client, { address, terms, milestone: 1 });
  await stack.increaseTime(24 * HOUR);
  await reclaim(client, { ...buyer, terms, milestone: 2 });

  await replaceForAccount(stack);
  const disputes = await reportDisputes(stack);
  const accounts = await reportAccounts(stack);
  const amended = await replaceTwice(stack);
  const pending = await open(stack);
  return { judged, signedAway, waited, cancelled, amended, disputes, accounts, pending };
}

/** One milestone more, from the ledger; then one less, of which the change goes back there. */
async function replaceTwice(stack: Stack): Promise<Story["amended"]> {
  const first = await open(stack);
  const milestones = first.terms.milestones.map(({ amount, deadline }) => ({
    amount,
    deadline: deadline + HOUR,
  }));
  const [milestone] = milestones;
  if (milestone === undefined) throw new Error("the deal has no milestone");
  const second = await replace(stack, first, [...milestones, { ...milestone, amount: 20_000_000n }]);
  const third = await replace(stack, second, second.terms.milestones.slice(1));
  return [first, second, third];
}

/**
 * An account's deal is replaced in the next period of its policy by one that takes more, and that by one that takes less:
 * what goes back was committed in the first period. Then the last one is given back.
 */
async function replaceForAccount(stack: Stack): Promise<void> {
  const { address, domain, seller, arbiter, walletClient } = stack;
  const policy = buildPolicy({ period: 1 });
  const { account } = await openExampleAccount(stack, { principal: seller, policy });
  const terms = await exampleTerms(stack, {
    ...{ buyer: account.address, fundedFromLedger: true, buyerToLedger: true },
    seller: arbiter.address,
  });
  const wordsOf = async (signed: Terms) => ({
    buyerSignature: await signTerms({ domain, terms: signed, account }),
    sellerSignature: await signTerms({ domain, terms: signed, account: arbiter }),
  });
  await openDeal(walletClient, { address, terms, ...(await wordsOf(terms)) });
  await stack.increaseTime(2 * HOUR);
  let oldTerms = terms;
  const all = terms.milestones;
  for (const milestones of [[...all, ...all], all.slice(0, 1), all.slice(0, 1)]) {
    const deal = await getDeal(walletClient, { address, dealId: dealIdOf({ domain, terms: oldTerms }) });
    if (deal === undefined) throw new Error("the account's deal is not open");
    const newTerms = amendTerms({ terms: oldTerms, deal, changes: { milestones }, now: await stack.now() });
    await amend(walletClient, { address, oldTerms, newTerms, ...(await wordsOf(newTerms)) });
    oldTerms = newTerms;
  }
  await refund(walletClient, { address, terms: oldTerms, milestone: 0, account: arbiter });
}

async function replace(
  stack: Stack,
  { dealId, terms }: Deal,
  milestones: Terms["milestones"],
): Promise<Deal> {
  const { address, domain, walletClient, buyer, seller } = stack;
  const deal = await getDeal(walletClient, { address, dealId });
  if (deal === undefined) throw new Error(`deal ${dealId} is not open`);
  const newTerms = amendTerms({ terms, deal, changes: { milestones }, now: await stack.now() });
  const sellerSignature = await signTerms({ domain, terms: newTerms, account: seller });
  const parameters = { oldTerms: terms, newTerms, sellerSignature };
  const { successor } = await amend(walletClient, { address, account: buyer, ...parameters });
  return { dealId: successor, terms: newTerms };
}

async function split(stack: Stack, { terms }: Deal, milestone: number, toSeller: bigint) {
  const { address, domain, walletClient, buyer, seller } = stack;
  const validUntil = (await stack.now()) + HOUR;
  const sellerSignature = await signAgreement({
    domain,
    account: seller,
    terms,
    milestone,
    toSeller,
    validUntil,
  });
  await agree(walletClient, {
    address,
    account: buyer,
    terms,
    milestone,
    toSeller,
    validUntil,
    sellerSignature,
  });
}

async function endTogether(stack: Stack, { dealId: deal, terms }: Deal) {
  const { address, domain, walletClient, buyer, seller } = stack;
  const remainder = (await getDeal(walletClient, { address, dealId: deal }))?.unsettled ?? 0n;
  const validUntil = (await stack.now()) + HOUR;
  const sellerSignature = await signCancellation({ domain, account: seller, terms, remainder, validUntil });
  await cancel(walletClient, { address, account: buyer, terms, remainder, validUntil, sellerSignature });
}
