import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  amendTerms,
  deliver,
  getDeal,
  hashEvidence,
  hashReasons,
  readTokenDomain,
  release,
  signAgreement,
  signBallot,
  signBallotBatch,
  signCancellation,
  signDelivery,
  signPayment,
  signRating,
  signRefund,
  signRelease,
  signTerms,
  signTermsBatch,
  totalOf,
} from "../../../sdk/index.ts";
import {
  exampleTerms,
  openExampleDeal,
  openProvisionalDeal,
  type Stack,
} from "../../../sdk/testing/index.ts";
import { type ActionCases, found, refused, set } from "./action-case.ts";

const EVIDENCE = hashEvidence("the delivered text");

const judgedOf = ({ domain }: Stack, deal: `0x${string}`, score: number) => ({
  ...{ domain, deal, milestone: 0, evidence: EVIDENCE, score, reasons: hashReasons("as the criteria say") },
});

/** ActionCases of deals, up to a verdict that is not contested. */
export const dealCases: ActionCases = {
  openDeal: found(async (stack) => {
    const { address, domain, buyer, seller, relayer, publicClient } = stack;
    const terms = await exampleTerms(stack);
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const buyerSignature = await signPayment({ domain, token, terms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    return { account: relayer, parameters: { address, terms, buyerSignature, sellerSignature } };
  }),
  openBatch: refused(async (stack) => {
    const { address, domain, buyer, seller, relayer, fundLedger } = stack;
    const some = { ...(await exampleTerms(stack)), fundedFromLedger: true };
    await fundLedger(buyer.address, 3n * totalOf(some));
    const all = [some, { ...some, salt: some.salt + 1n }];
    const { batchSignature } = await signTermsBatch({ domain, terms: all, account: buyer });
    const items = await Promise.all(
      all.map(async (terms) => ({
        terms,
        sellerSignature: await signTerms({ domain, terms, account: seller }),
      })),
    );
    return { account: relayer, parameters: { address, items, batchSignature, allOrNothing: true } };
  }),
  agree: found(async (stack) => {
    const { address, domain, buyer, seller, relayer } = stack;
    const { terms } = await openExampleDeal(stack);
    const split = { terms, milestone: 0, toSeller: 1_000_000n, validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signAgreement({ domain, account: buyer, ...split });
    const sellerSignature = await signAgreement({ domain, account: seller, ...split });
    return { account: relayer, parameters: { address, ...split, buyerSignature, sellerSignature } };
  }),
  amend: found(async (stack) => {
    const { address, domain, buyer, seller, relayer } = stack;
    const { terms: oldTerms, dealId } = await openExampleDeal(stack);
    const deal = await getDeal(stack.publicClient, { address, dealId });
    if (deal === undefined) throw new Error("the deal is not open");
    const now = await stack.now();
    const milestones = oldTerms.milestones.map((each) => ({ ...each, deadline: each.deadline + 86_400 }));
    const newTerms = amendTerms({ terms: oldTerms, deal, changes: { milestones, openBy: now + 600 }, now });
    const buyerSignature = await signTerms({ domain, terms: newTerms, account: buyer });
    const sellerSignature = await signTerms({ domain, terms: newTerms, account: seller });
    return { account: relayer, parameters: { address, oldTerms, newTerms, buyerSignature, sellerSignature } };
  }),
  cancel: found(async (stack) => {
    const { address, domain, buyer, seller, relayer } = stack;
    const { terms } = await openExampleDeal(stack);
    const end = { terms, remainder: totalOf(terms), validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signCancellation({ domain, account: buyer, ...end });
    const sellerSignature = await signCancellation({ domain, account: seller, ...end });
    return { account: relayer, parameters: { address, ...end, buyerSignature, sellerSignature } };
  }),
  release: found(async (stack) => {
    const { address, domain, buyer, relayer } = stack;
    const { terms } = await openExampleDeal(stack);
    const signature = await signRelease({ domain, account: buyer, terms, milestone: 0 });
    return { account: relayer, parameters: { address, terms, milestone: 0, signature } };
  }),
  refund: found(async (stack) => {
    const { address, domain, seller, relayer } = stack;
    const { terms } = await openExampleDeal(stack);
    const signature = await signRefund({ domain, account: seller, terms, milestone: 0 });
    return { account: relayer, parameters: { address, terms, milestone: 0, signature } };
  }),
  reclaim: found(async (stack) => {
    const { terms } = await openExampleDeal(stack);
    await stack.setTime((terms.milestones[0]?.deadline ?? 0) + 1);
    return { account: stack.buyer, parameters: { address: stack.address, terms, milestone: 0 } };
  }),
  settle: found(async (stack) => {
    const { address, seller, relayer, walletClient } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const delivery = { deal, milestone: 0, evidence: EVIDENCE, evidenceUri: "https://seller.example/1" };
    await deliver(walletClient, { address, terms, delivery, account: seller });
    await stack.increaseTime(terms.verdictWindow);
    return { account: relayer, parameters: { address, terms, milestone: 0 } };
  }),
  deliver: found(async (stack) => {
    const { address, domain, seller, relayer } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const claim = { deal, milestone: 0, evidence: EVIDENCE, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    return { account: relayer, parameters: { address, terms, delivery } };
  }),
  submitVerdict: found(async (stack) => {
    const { address, domain, seller, relayer, jurors } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const claim = { deal, milestone: 0, evidence: EVIDENCE, evidenceUri: "https://seller.example/1" };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const judged = judgedOf(stack, deal, 7_400);
    const ballots = await Promise.all(jurors.map((account) => signBallot({ ...judged, account })));
    return { account: relayer, parameters: { address, terms, ballots, delivery } };
  }),
  submitVerdicts: refused(async (stack) => {
    const { address, domain, relayer, jurors } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const { domain: _, ...judged } = judgedOf(stack, deal, 10_000);
    const ballots = [0, 1].map((milestone) => ({ ...judged, milestone }));
    const signed = await Promise.all(
      jurors.slice(0, 2).map((account) => signBallotBatch({ domain, account, ballots })),
    );
    const items = [0, 1].map((index) => ({
      terms,
      ballots: signed.flatMap((batch) => batch.slice(index, index + 1)),
    }));
    return { account: relayer, parameters: { address, groups: [items], allOrNothing: true } };
  }),
  batchCalls: refused(async (stack) => {
    const { address, buyer: account } = stack;
    const { terms } = await openExampleDeal(stack);
    const calls = [0, 1].map((milestone) => release.call({ address, terms, milestone }));
    return { account, parameters: { address, calls, allOrNothing: true } };
  }),
  rate: found(async (stack) => {
    const { address, domain, buyer, relayer, walletClient } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    const rating = { score: 95, reasons: hashReasons("on time, complete") };
    const signature = await signRating({ domain, deal, rated: terms.seller, ...rating, account: buyer });
    return { account: relayer, parameters: { address, terms, rater: buyer.address, ...rating, signature } };
  }),
  recordEquivocation: set(async (stack) => {
    const { address, relayer, jurors } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const [account] = jurors;
    if (account === undefined) throw new Error("the stack has three jurors");
    const first = await signBallot({ ...judgedOf(stack, deal, 0), account });
    const second = await signBallot({ ...judgedOf(stack, deal, 10_000), account });
    return { account: relayer, parameters: { address, terms, first, second } };
  }),
  recordLateBallots: refused(async (stack) => {
    const { address, relayer, jurors } = stack;
    const others = [1, 2].map(() => privateKeyToAccount(generatePrivateKey()));
    const panel = [...jurors, ...others].map((juror) => juror.address);
    const fees = { panel, verificationFee: 1_000_000n };
    const { terms, dealId: deal, evidence } = await openProvisionalDeal(stack, fees);
    const judged = { ...judgedOf(stack, deal, 6_400), evidence };
    const ballots = await Promise.all(others.map((account) => signBallot({ ...judged, account })));
    return { account: relayer, parameters: { address, terms, ballots } };
  }),
};
