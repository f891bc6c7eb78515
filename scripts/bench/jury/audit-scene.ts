import {
  acceptOffer,
  canonicalJson,
  contest,
  deliver,
  drawPanel,
  hashOffer,
  hashPact,
  hashReasons,
  openDeal,
  rate,
  readTokenDomain,
  recordBallots,
  releaseBond,
  rule,
  settle,
  signBallot,
  signContest,
  signDelivery,
  signOffer,
  signRating,
  signRuling,
  submitVerdict,
  type Terms,
  toJson,
} from "quittance";
import { type AuditDocument, type DealRecord, fetchDealRecord } from "quittance/audit";
import { createBundle, encodeManifest } from "quittance/evidence";
import { exampleTerms, type Stack } from "quittance/testing";
import type { Address, HDAccount, Hex } from "viem";

const DAY = 86_400;
const USDC = 1_000_000n;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A deal that went through everything: delivery, verdict, two contests, a draw, a ruling, bonds and ratings. */
export interface AuditScene {
  readonly record: DealRecord;
  readonly terms: Terms;
  readonly documents: readonly AuditDocument[];
  readonly evidence: readonly AuditDocument[];
}

const PACT = { task: "summarise", criteria: ["complete", "verbatim"] };
const WORDS = { first: "as the criteria say", second: "half of it is missing", rating: "on time" };

/** Plays a deal of several milestones, of which some are contested up to the arbiter. */
export async function playAuditScene(
  stack: Stack,
  { milestones = 2, contested = 1 }: { readonly milestones?: number; readonly contested?: number } = {},
): Promise<AuditScene> {
  const { address, domain, buyer, seller, relayer, arbiter, walletClient: wallet } = stack;
  const seated = await stack.seatJurors();
  const now = await stack.now();
  const terms = await exampleTerms(stack, {
    milestones: Array.from({ length: milestones }, () => ({ amount: 10n * USDC, deadline: now + 30 * DAY })),
    contestWindow: DAY,
    verdictWindow: DAY,
    verificationFee: USDC,
    marketplaceFee: 250,
    marketplace: relayer.address,
    pact: hashPact(PACT),
    disputes: { bond: 8n * USDC, pool: stack.pool, arbiter: arbiter.address, rulingWindow: DAY },
  });
  const validUntil = now + 3_600;
  const offer = await signOffer({
    domain,
    terms: { ...terms, silencePayout: 4_000 },
    validUntil,
    account: buyer,
  });
  const { signature: _, ...unsigned } = offer;
  const counter = await signOffer({
    domain,
    terms,
    answers: hashOffer(unsigned),
    validUntil,
    account: seller,
  });
  const token = await readTokenDomain(stack.publicClient, { token: stack.token });
  const bought = await acceptOffer({ domain, offer: counter, token, account: buyer });
  const sold = await acceptOffer({ domain, offer: counter, account: seller });
  const { dealId: deal } = await openDeal(wallet, {
    ...{ address, terms, buyerSignature: bought.signature, sellerSignature: sold.signature },
  });
  await stack.fundLedger(buyer.address, 8n * USDC * BigInt(contested));
  await stack.fundLedger(seller.address, 8n * USDC * BigInt(contested));
  const evidence: AuditDocument[] = [];
  const panels: (readonly Address[])[] = [];
  for (let milestone = 0; milestone < milestones; milestone += 1) {
    const files = new Map([["answer.txt", bytesOf(`the answer of milestone ${milestone}`)]]);
    const bundle = await createBundle({ deal, milestone, pact: terms.pact, files });
    evidence.push({ name: `${milestone}/manifest.json`, bytes: encodeManifest(bundle.manifest) });
    for (const [path, bytes] of bundle.files) evidence.push({ name: `${milestone}/${path}`, bytes });
    const claim = {
      deal,
      milestone,
      evidence: bundle.hash,
      evidenceUri: `https://seller.example/${milestone}`,
    };
    const delivery = await signDelivery({ domain, account: seller, ...claim });
    const isDelivered = milestone % 2 === 1;
    if (isDelivered) await deliver(wallet, { address, terms, delivery });
    const judged = { domain, deal, milestone, evidence: bundle.hash };
    const sign = (account: HDAccount, round: 1 | 2, score: number) =>
      signBallot({
        ...{ ...judged, round, score, account },
        reasons: hashReasons(round === 1 ? WORDS.first : WORDS.second),
      });
    const ballots = await Promise.all(stack.jurors.map((account) => sign(account, 1, 8_000)));
    await submitVerdict(wallet, { address, terms, ballots, ...(isDelivered ? {} : { delivery }) });
    if (milestone >= contested) continue;
    await object(stack, { terms, deal, milestone, round: 2, payout: 8_000, account: buyer });
    await stack.mine(27);
    const { panel } = await drawPanel(wallet, { address, terms, milestone });
    panels.push(panel);
    const drawn = panel.flatMap((juror) => seated.find((account) => account.address === juror) ?? []);
    const second = await Promise.all(drawn.slice(1).map((account) => sign(account, 2, 6_000)));
    await recordBallots(wallet, { address, terms, panel, ballots: second });
    await object(stack, { terms, deal, milestone, round: 3, payout: 6_000, account: seller });
    const ruling = { deal, milestone, evidence: bundle.hash, payout: 6_500 };
    const signature = await signRuling({ domain, ...ruling, account: arbiter });
    await rule(wallet, { address, terms, milestone, payout: 6_500, signature });
  }
  await stack.increaseTime(DAY + 1);
  for (let milestone = 0; milestone < milestones; milestone += 1) {
    if (milestone >= contested) await settle(wallet, { address, terms, milestone });
  }
  for (const [milestone, panel] of panels.entries()) {
    await releaseBond(wallet, { address, terms, milestone, round: 2, panel });
  }
  const rating = { score: 90, reasons: hashReasons(WORDS.rating) };
  const signature = await signRating({ domain, deal, rated: seller.address, ...rating, account: buyer });
  await rate(wallet, { address, terms, rater: buyer.address, ...rating, signature });
  const record = await fetchDealRecord(stack.publicClient, { address, dealId: deal });
  return {
    ...{ record, terms, evidence },
    documents: [
      { name: "pact.json", bytes: bytesOf(canonicalJson(PACT)) },
      { name: "offer-1.json", bytes: bytesOf(toJson(offer)) },
      { name: "offer-2.json", bytes: bytesOf(`${toJson(counter, 2)}\n`) },
      { name: "bought.json", bytes: bytesOf(toJson(bought)) },
      { name: "sold.json", bytes: bytesOf(toJson(sold)) },
      ...Object.values(WORDS).map((words, index) => ({
        name: `reasons-${index}.txt`,
        bytes: bytesOf(words),
      })),
    ],
  };
}

async function object(
  stack: Stack,
  input: {
    readonly terms: Terms;
    readonly deal: Hex;
    readonly milestone: number;
    readonly round: 2 | 3;
    readonly payout: number;
    readonly account: HDAccount;
  },
): Promise<void> {
  const { terms, deal, milestone, round, payout, account } = input;
  const { address, domain, walletClient } = stack;
  const { address: contester } = account;
  const objection = { deal, milestone, round, payout, bond: terms.disputes?.bond ?? 0n, payer: contester };
  const signature = await signContest({ domain, ...objection, fromWallet: false, account });
  await contest(walletClient, { address, terms, milestone, contester, payout, signature });
}
