import {
  dealIdOf,
  hashOffer,
  parseBallot,
  parseDelivery,
  parseOffer,
  type SignedBallot,
  type Terms,
  toJson,
} from "quittance";
import type { Stack } from "quittance/testing";
import { type Address, type Hex, isAddressEqual } from "viem";
import { jurors, loadCorpus, type Pact, type PassName } from "../document-review/index.ts";
import { startBuyer } from "./buyer-agent.ts";
import { type EvidenceStore, openEvidenceStore } from "./evidence-store.ts";
import { type Judged, type JurorAgent, seatJuror } from "./juror-agent.ts";
import { startRelayer } from "./relayer.ts";
import type { Seat } from "./seat.ts";
import { type Delivered, startSeller } from "./seller-agent.ts";
import { type Balances, readBalances } from "./wallets.ts";

/** A transaction and what it cost. */
export interface Sent {
  readonly hash: Hex;
  readonly block: bigint;
  readonly gas: bigint;
}

/** What is known before anybody signs. */
export interface Introduction {
  readonly pact: { readonly hash: Hex; readonly title: string };
  readonly corpus: { readonly hash: Hex; readonly documents: number; readonly characters: number };
  readonly buyer: Address;
  readonly seller: Address;
  readonly relayer: Address;
  readonly jurors: readonly Pick<JurorAgent, "name" | "method" | "address">[];
  readonly balances: Balances;
}

export interface OfferMade {
  readonly hash: Hex;
  readonly by: "buyer" | "seller";
  readonly answers: Hex;
  readonly amounts: readonly bigint[];
}

export interface Opening extends Sent {
  readonly dealId: Hex;
  readonly terms: Terms;
  readonly balances: Balances;
}

/** One juror's signed ballot, and whether it was among those submitted. */
export interface CastBallot extends SignedBallot {
  readonly name: string;
  readonly faults: number;
  readonly submitted: boolean;
}

/** A milestone from delivery to payout. */
export interface MilestoneStory extends Sent {
  readonly index: number;
  readonly name: PassName;
  readonly amount: bigint;
  readonly evidence: Hex;
  readonly evidenceUri: string;
  readonly delivered: Delivered;
  readonly judged: readonly (Judged & { readonly name: string })[];
  readonly ballots: readonly CastBallot[];
  /** Basis points to the seller. */
  readonly payout: number;
  readonly balances: Balances;
}

/** Everything that happened. */
export interface TradeRecord {
  readonly introduction: Introduction;
  readonly offers: readonly OfferMade[];
  readonly opening: Opening;
  readonly milestones: readonly MilestoneStory[];
  /** Where evidence and reasons lie. */
  readonly store: EvidenceStore;
}

/** Who wants to hear of the trade while it happens. */
export interface Audience {
  introduced(introduction: Introduction): Promise<void>;
  offered(offer: OfferMade): Promise<void>;
  opened(opening: Opening): Promise<void>;
  delivered(name: PassName, delivered: Delivered): Promise<void>;
  settled(story: MilestoneStory): Promise<void>;
}

/** Buyer, seller, jurors and relayer, each with its own account, close a deal and live it to its end. */
export async function trade(stack: Stack, audience: Audience): Promise<TradeRecord> {
  const corpus = loadCorpus();
  const store = openEvidenceStore();
  const seatOf = (account: Stack["buyer"]): Seat => ({
    account,
    client: stack.clientOf(account),
    domain: stack.domain,
    token: stack.token,
  });
  const buyer = startBuyer(seatOf(stack.buyer), corpus);
  const seller = startSeller(seatOf(stack.seller), corpus, store);
  const relayer = startRelayer(seatOf(stack.relayer));
  const panel = stack.jurors.map((account, seat) => {
    const program = jurors[seat];
    if (program === undefined) throw new Error(`there is no program for juror ${account.address}`);
    return seatJuror(seatOf(account), program, corpus, store);
  });
  const addresses = panel.map(({ address }) => address);

  const introduction: Introduction = {
    pact: { hash: buyer.pact.hash, title: buyer.pact.pact.task.title },
    corpus: {
      hash: corpus.manifestHash,
      documents: corpus.documents.length,
      characters: corpus.documents.reduce((sum, { text }) => sum + text.length, 0),
    },
    buyer: stack.buyer.address,
    seller: stack.seller.address,
    relayer: relayer.address,
    jurors: panel.map(({ name, method, address }) => ({ name, method, address })),
    balances: await readBalances(stack),
  };
  await audience.introduced(introduction);

  const invitation = await buyer.invite(stack.seller.address, addresses);
  const first = offerMade("buyer", invitation.offer);
  await audience.offered(first);
  const agreed = await seller.answer(invitation, addresses);
  const second = offerMade("seller", agreed);
  await audience.offered(second);
  const paid = await buyer.close(agreed);
  const opened = await relayer.open(agreed, [paid, await seller.sign(paid)]);
  const opening: Opening = {
    ...sent(opened),
    dealId: opened.dealId,
    terms: opened.terms,
    balances: await readBalances(stack, opened.receipt.blockNumber),
  };
  requireSameDeal(opening, dealIdOf({ domain: stack.domain, terms: parseOffer(agreed).terms }));
  await audience.opened(opening);

  const milestones: MilestoneStory[] = [];
  for (const [index, { name }] of buyer.pact.pact.milestones.entries()) {
    const pass = passOf(name);
    const delivered = await seller.deliver(pass);
    await audience.delivered(pass, delivered);
    const matter = { terms: toJson(opening.terms), pact: buyer.pact.json, delivery: delivered.delivery };
    const judged: (Judged & { readonly name: string })[] = [];
    for (const juror of panel) judged.push({ name: juror.name, ...(await juror.judge(matter)) });
    const verdict = await relayer.submit(
      agreed,
      delivered.delivery,
      judged.map(({ ballot }) => ballot),
    );
    const seats = new Set(verdict.ballots.map(({ position }) => opening.terms.panel[position]));
    const { evidence, evidenceUri } = parseDelivery(delivered.delivery);
    const story: MilestoneStory = {
      ...sent(verdict),
      ...{ index, name: pass, evidence, evidenceUri, delivered, judged },
      amount: opening.terms.milestones[index]?.amount ?? 0n,
      ballots: judged.map(({ name: juror, ballot, faults }) => {
        const cast = parseBallot(ballot);
        const submitted = [...seats].some((seat) => seat !== undefined && isAddressEqual(seat, cast.juror));
        return { ...cast, name: juror, faults, submitted };
      }),
      payout: verdict.payout,
      balances: await readBalances(stack, verdict.receipt.blockNumber),
    };
    milestones.push(story);
    await audience.settled(story);
  }
  return { introduction, offers: [first, second], opening, milestones, store };
}

/** An offer as it is told: JSON text of one that was signed. */
export function offerMade(by: OfferMade["by"], text: string): OfferMade {
  const offer = parseOffer(text);
  const amounts = offer.terms.milestones.map(({ amount }) => amount);
  return { hash: hashOffer(offer), by, answers: offer.answers, amounts };
}

export function sent(outcome: {
  readonly hash: Hex;
  readonly receipt: { readonly blockNumber: bigint; readonly gasUsed: bigint };
}): Sent {
  const { hash, receipt } = outcome;
  return { hash, block: receipt.blockNumber, gas: receipt.gasUsed };
}

export function requireSameDeal({ dealId }: Opening, expected: Hex): void {
  if (dealId === expected) return;
  throw new Error(`the contract opened deal ${dealId}, the parties agreed to ${expected}`);
}

function passOf(name: Pact["milestones"][number]["name"]): PassName {
  if (name === "draft" || name === "revised" || name === "final") return name;
  throw new Error(`the seller has no pass for the milestone "${name}"`);
}
