import { checkTerms } from "../../deals/terms/check.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { DrawUnansweredError } from "../../errors/negotiation.ts";
import { isFirst } from "../../jury/commitment.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { Review, ReviewReason } from "../approval/review.ts";
import { requireDrawn } from "../offers/draw.ts";
import { buildOffer } from "../offers/offer.ts";
import { MOST_ANSWERS, MOST_OFFERS, MOST_ROUNDS } from "../record/enter.ts";
import type { Move, NegotiationView, Strategy } from "../strategies/strategy.ts";
import type { Book } from "./book.ts";
import type { AskedMove, Decision, NegotiationEntry } from "./entries.ts";
import type { Gate } from "./gate.ts";
import { decisionOf, endOf, isStillAbout, mayMove, subjectOfMove } from "./moves.ts";
import { type SigningSetup, signDecision } from "./sign.ts";
import { viewOf } from "./view.ts";

/** How a side decides, and what it signs with. */
export interface AdvanceSetup extends SigningSetup {
  readonly own: `0x${string}`;
  readonly strategy: Strategy;
  readonly review?: Review | undefined;
  readonly now: () => number;
  /** Of all negotiations of the side. */
  readonly gate: Gate;
  /** Is told each step; a test ends the process there. */
  readonly onStep?: ((step: AdvanceStep) => void) | undefined;
}

/** What has just happened. */
export type AdvanceStep = "moved" | "reviewed" | "decided" | "asked" | "signed" | "kept";

/** `late`: another process wrote first, and the book has to be opened again. */
export type Advanced = "done" | "late";

/** More steps than any state takes one after the other. */
const MOST_STEPS = 16;

/**
 * Lets a side do what it has to: carries out what was decided, else asks the strategy, and the review. Each step is kept before the next
 * one, so that it goes on after a crash where it was, and signs nothing else than was decided.
 *
 * @param played A move that is made in place of the strategy's first one.
 */
export async function advance(setup: AdvanceSetup, book: Book, played?: Move): Promise<Advanced> {
  let move = played;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const kept = setup.gate.kept;
    const told: Told = { byPrincipal: setup.review === undefined || book.question() !== undefined };
    const next = await nextEntry(setup, book, move, told);
    if (next === undefined) return "done";
    if (next.kind === "decision" && next.decision.kind !== "end") {
      const appended = await setup.gate.keep(told.byPrincipal ? undefined : kept, () => book.append(next));
      if (appended === "again") continue;
      if (!appended) return "late";
      move = undefined;
      setup.onStep?.("decided");
      continue;
    }
    if (next.kind !== "messages" && next.kind !== "dropped") move = undefined;
    // What the record refuses must not be kept; where the entry comes too late, the book is thrown away with it.
    if (next.kind === "messages") for (const message of next.messages) await book.negotiation.take(message);
    if (!(await book.append(next))) return "late";
    setup.onStep?.(STEPS[next.kind]);
  }
  return "done";
}

/** What else there is to a decision. */
interface Told {
  /** Whether it was not judged by what else is committed. */
  byPrincipal: boolean;
}

const STEPS = {
  ...{ messages: "kept", decision: "decided", dropped: "decided", question: "asked", answer: "decided" },
} as const satisfies Record<NegotiationEntry["kind"], AdvanceStep>;

async function nextEntry(
  setup: AdvanceSetup,
  book: Book,
  played: Move | undefined,
  told: Told,
): Promise<NegotiationEntry | undefined> {
  const at = setup.now();
  const view = viewOf(book.negotiation, book.side, at);
  const decided = (decision: Decision): NegotiationEntry => ({ kind: "decision", at, decision });
  const pending = book.pending();
  if (pending !== undefined) {
    if (isOver(view) || !isTimely(setup, book, pending, view)) return { kind: "dropped", at };
    const messages = await signDecision(setup, book.negotiation, pending);
    setup.onStep?.("signed");
    return { kind: "messages", at, messages };
  }
  const question = book.question();
  if (question !== undefined) {
    const { about, move, isAllowed } = question;
    if (isAllowed === false) return isOver(view) ? { kind: "dropped", at } : decided(refusal("approval"));
    if (!isStillAbout(move, about, view)) return { kind: "dropped", at };
    return isAllowed === true ? decided(decisionOf(move, view)) : undefined;
  }
  if (isOver(view)) return undefined;
  if (played === undefined && !mayMove(view)) return undefined;
  const move = played ?? setup.strategy(view);
  setup.onStep?.("moved");
  if (move.kind === "wait") return undefined;
  if (move.kind === "end") return decided(endOf(move));
  return judged(setup, book, view, move, told);
}

/** Asks the review about a commitment that could be made. */
async function judged(
  setup: AdvanceSetup,
  book: Book,
  view: NegotiationView,
  move: AskedMove,
  told: Told,
): Promise<NegotiationEntry> {
  const { now: at } = view;
  const about = subjectOfMove(move, view);
  const isOffer = move.kind === "offer";
  if (isBoundElsewhere(book, isOffer ? undefined : about) || (isOffer && isFull(book, about, view)))
    return { kind: "decision", at, decision: { kind: "end", reason: "stalled", note: "" } };
  if (!isOffer && !isOpenable(setup, book, about, at))
    return { kind: "decision", at, decision: { kind: "end", reason: "deadline", note: "" } };
  requireSound(setup, book, view, move);
  const { kind, reasons, byPrincipal } = await answerOf(setup.review, move, view);
  told.byPrincipal ||= byPrincipal;
  setup.onStep?.("reviewed");
  if (kind === "refuse") return { kind: "decision", at, decision: refusal("policy") };
  if (kind === "ask") return { kind: "question", at, about, move: askedOf(move), reasons };
  // The review may have taken its time.
  const then = viewOf(book.negotiation, book.side, setup.now());
  if (!isStillAbout(move, about, then)) return { kind: "dropped", at: then.now };
  return { kind: "decision", at: then.now, decision: decisionOf(move, then) };
}

async function answerOf(review: Review | undefined, move: AskedMove, view: NegotiationView) {
  const answer = (await review?.(move, view)) ?? { kind: "allow" };
  const { kind } = answer;
  const reasons: readonly ReviewReason[] = kind === "allow" ? [] : answer.reasons;
  return { kind, reasons, byPrincipal: kind === "allow" && answer.byPrincipal === true };
}

/** Whether the record has no room for another answer. */
function isFull({ negotiation }: Book, about: `0x${string}`, { offers }: NegotiationView): boolean {
  const made = negotiation.missing([]).flatMap((each) => (each.kind === "offer" ? [each.offer] : []));
  const answers = made.filter((offer) => offer.answers === about).length;
  const depth = offers.findIndex(({ hash }) => hash === about) + 1;
  return depth >= MOST_ROUNDS || answers >= MOST_ANSWERS || made.length >= MOST_OFFERS;
}

/**
 * Whether this side has signed another offer. The other side can open that deal whenever it likes, also after it took its offer back or
 * let it expire: a second signature would be a second deal.
 */
function isBoundElsewhere({ negotiation, side }: Book, about: `0x${string}` | undefined): boolean {
  return negotiation
    .missing([])
    .some(
      (each) =>
        each.kind === "acceptance" && each.acceptance.party === side && each.acceptance.answers !== about,
    );
}

/** A strategy may add fields of its own to a move. */
function askedOf(move: AskedMove): AskedMove {
  if (move.kind === "accept") return { kind: "accept" };
  return { kind: "offer", terms: move.terms, validFor: move.validFor };
}

/** Refuses what could not be signed, before the principal is asked about it. */
function requireSound(setup: AdvanceSetup, book: Book, view: NegotiationView, move: AskedMove): void {
  const decision = decisionOf(move, view);
  const about = book.negotiation.offer(subjectOfMove(move, view));
  if (about === undefined || decision.kind === "end") return;
  if (decision.kind === "accept") {
    requireDrawn(about);
    return;
  }
  const { terms, answers, validUntil } = decision;
  const { buyer, seller } = book.negotiation.first.terms;
  if (!isSameAddress(terms.buyer, buyer) || !isSameAddress(terms.seller, seller)) {
    throw new InvalidFieldError({
      field: "move.terms",
      value: undefined,
      problem: "must have the buyer and the seller of the first offer",
      remedy: "Make them of the terms in the view, with changes.",
    });
  }
  buildOffer({ domain: setup.domain, terms, answers, from: setup.own, validUntil });
  checkTerms(terms, { contract: setup.domain.verifyingContract, now: view.now });
  if (about.draw !== undefined && isFirst(about.draw) && setup.answerDraw === undefined)
    throw new DrawUnansweredError();
}

const isOver = ({ state: { phase } }: NegotiationView) => phase === "agreed" || phase === "ended";

/** An offer and an end are signed as they were decided, also late. An acceptance binds, and is made while its offer stands only. */
function isTimely(setup: AdvanceSetup, book: Book, decision: Decision, view: NegotiationView): boolean {
  if (decision.kind !== "accept") return true;
  const { offer } = decision;
  if (isBoundElsewhere(book, offer)) return false;
  return isStillAbout({ kind: "accept" }, offer, view) && isOpenable(setup, book, offer, view.now);
}

/** Whether the contract would still open the terms of an offer: a deadline may have passed since it was made. */
function isOpenable({ domain, token }: AdvanceSetup, book: Book, hash: `0x${string}`, now: number): boolean {
  const terms = book.negotiation.offer(hash)?.terms;
  const known = token === undefined ? {} : { token: token.verifyingContract };
  try {
    checkTerms(terms, { contract: domain.verifyingContract, now, ...known });
    return true;
  } catch (error) {
    if (error instanceof InvalidFieldError) return false;
    throw error;
  }
}

/** The other side is not told why: the reasons name this side's limits. */
const refusal = (reason: "policy" | "approval"): Decision => ({ kind: "end", reason, note: "" });
