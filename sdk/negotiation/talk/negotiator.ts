import type { Address, Hex } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { Review } from "../approval/review.ts";
import type { NegotiationMessage } from "../messages/message.ts";
import type { SignedOffer } from "../offers/offer.ts";
import type { AgreedDeal } from "../record/negotiation.ts";
import type { Move, Strategy } from "../strategies/strategy.ts";
import { type NegotiationTranscript, transcriptOf } from "../transcript/transcript.ts";
import type { AdvanceSetup, AdvanceStep } from "./advance.ts";
import { Desk } from "./desk.ts";
import type { NegotiationEntry } from "./entries.ts";
import type { NegotiationEnvelope } from "./envelope.ts";
import { Gate } from "./gate.ts";
import type { DrawAnswerer } from "./sign.ts";
import type { NegotiationStatus } from "./status.ts";
import { memoryNegotiations, type NegotiationStore } from "./store.ts";
import type { NegotiationLimits } from "./tally.ts";

/** Who negotiates, and how. */
export interface NegotiatorInput {
  /** Your own deployment (`getDomain`). */
  readonly domain: QuittanceDomain;
  /** Signs for the side: buyer or seller of every negotiation it takes part in. */
  readonly account: Actor;
  readonly strategy: Strategy;
  /** Judges every offer and acceptance before anything is signed. */
  readonly review?: Review | undefined;
  /** In memory when left out. */
  readonly store?: NegotiationStore | undefined;
  /** The token's domain (`readTokenDomain`): needed where buyers pay from their wallets. */
  readonly token?: TokenDomain | undefined;
  /** Asks contract wallets about signatures, and the pool about seats. */
  readonly client?: ReadingClient | undefined;
  readonly fewSeats?: boolean | undefined;
  /** Answers commitments to a joint draw; without it, offers that carry one are refused. */
  readonly answerDraw?: DrawAnswerer | undefined;
  /** Whether strangers' first offers are taken; all are when left out. Nothing of the offer is kept before. */
  readonly admits?: ((counterparty: Address, offer: SignedOffer) => Promise<boolean> | boolean) | undefined;
  readonly limits?: NegotiationLimits | undefined;
  /** Is told what is new and kept. What it throws is thrown on. */
  readonly onMessages?: ((news: NegotiationNews) => void) | undefined;
  /** Is told what the strategy, the review or the signer threw; the negotiation waits then. `receive` throws it when left out. */
  readonly onProblem?: ((error: unknown, negotiation: Hex) => void) | undefined;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: (() => number) | undefined;
}

/** New messages of a negotiation. */
export interface NegotiationNews {
  readonly current: NegotiationStatus;
  readonly messages: readonly NegotiationMessage[];
}

/** A first offer of this side. */
export type FirstMove =
  | {
      readonly terms: Terms;
      /** Seconds for which it is good. */
      readonly validFor: number;
      /** True when the principal has allowed it, so that the review is not asked. */
      readonly isApproved?: boolean;
    }
  /** Signed before, such as one with a commitment to a draw. */
  | { readonly first: SignedOffer };

/** A side that negotiates with any number of others. */
export interface Negotiator {
  readonly address: Address;
  /**
   * Opens a negotiation with a first offer, which is kept and not sent yet.
   *
   * @throws ApprovalNeededError, OfferRefusedError by the review; NegotiationLimitError; OfferPartyError when this side is no party.
   */
  readonly begin: (first: FirstMove) => Promise<NegotiationStatus>;
  /**
   * Takes what the other side sent, lets this side move, and gives what the other one lacks.
   *
   * @throws InvalidFieldError for what is no envelope; NegotiationUnknownError; NegotiationLimitError; OfferPartyError; what the record
   * throws for a first offer that is wrong; MoveFailedError.
   */
  readonly receive: (envelope: unknown) => Promise<NegotiationEnvelope>;
  /** What the other side lacks, as far as it said what it has. To send it twice changes nothing. */
  readonly envelope: (negotiation: Hex) => Promise<NegotiationEnvelope>;
  /** Lets this side do what time or a restart left to be done: carry out what it decided, or move again after an offer has expired. */
  readonly advance: (negotiation: Hex) => Promise<NegotiationStatus>;
  /**
   * Makes a move in place of the strategy. The review is asked all the same.
   *
   * @throws MoveRefusedError when the state does not allow it.
   */
  readonly play: (negotiation: Hex, move: Move) => Promise<NegotiationStatus>;
  /**
   * The principal's word about a commitment that is held. It is signed when allowed; else the negotiation ends with the reason `approval`.
   *
   * @throws ApprovalUnknownError when nothing waits under this id, or its offer stands no longer.
   */
  readonly answer: (approval: Hex, said: "allow" | "refuse") => Promise<NegotiationStatus>;
  /** @throws NegotiationUnknownError */
  readonly status: (negotiation: Hex) => Promise<NegotiationStatus>;
  /** Every negotiation that is kept. */
  readonly list: () => readonly Hex[];
  /**
   * What opens the deal.
   *
   * @throws NotAgreedError while a signature is missing.
   */
  readonly agreed: (negotiation: Hex) => Promise<AgreedDeal>;
  /** All that happened, in order. */
  readonly entries: (negotiation: Hex) => Promise<readonly NegotiationEntry[]>;
  /** All messages of both sides as one document, for an audit or for the other side to compare. */
  readonly transcript: (negotiation: Hex) => Promise<NegotiationTranscript>;
  /** Forgets a negotiation. Keep those in which this side has signed an acceptance: it could sign something else. */
  readonly forget: (negotiation: Hex) => Promise<void>;
}

const FIELDS =
  "domain account strategy review store token client fewSeats answerDraw admits limits onMessages onProblem now";

/**
 * Opens a side that negotiates: it takes messages by any road, asks its strategy for the next move and its review about every commitment,
 * keeps what it decided before it signs, and what it signed before it is sent. It goes on after a crash where it was, and never signs two
 * answers to the same offer, unless it took the first one back. The side that offered signs last, after the other's acceptance was verified,
 * and only if strategy and review still allow it.
 *
 * @throws InvalidFieldError for options that are wrong, or a store that gives something else than it was given.
 * @example
 * import { openDeal, readTokenDomain } from "quittance";
 * import { openNegotiator } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, walletClient } = stack;
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const start = await stack.now();
 * const common = { domain, token, now: () => start };
 * const seller = await openNegotiator({ ...common, account: stack.seller, strategy: () => ({ kind: "accept" }) });
 * const buyer = await openNegotiator({
 *   ...common,
 *   account: stack.buyer,
 *   strategy: ({ state }) => (state.phase === "accepted" ? { kind: "accept" } : { kind: "wait" }),
 * });
 *
 * const { negotiation } = await buyer.begin({ terms: await exampleTerms(stack), validFor: 600 });
 * const yes = await seller.receive(await buyer.envelope(negotiation)); // over HTTP, a socket, A2A
 * await seller.receive(await buyer.receive(yes));
 * console.log((await seller.status(negotiation)).status); // agreed
 * const deal = await openDeal(walletClient, { address, ...(await buyer.agreed(negotiation)) });
 * console.log(deal.terms.buyer === buyer.address); // true
 * await stack.stop();
 */
export function openNegotiator(input: NegotiatorInput): Promise<Negotiator> {
  requireOptions(input, FIELDS);
  return openNegotiatorWith(input, undefined);
}

/** `openNegotiator`, of which a test is told each step. */
export async function openNegotiatorWith(
  input: NegotiatorInput,
  onStep: ((step: AdvanceStep | "taken") => void) | undefined,
): Promise<Negotiator> {
  const { account, strategy, review, token, client, fewSeats, answerDraw, limits } = input;
  const domain = requireDomain("domain", input.domain);
  const { store = memoryNegotiations(), now, admits = () => true, onMessages, onProblem } = input;
  requireFunctions({ strategy, review, answerDraw, admits, onMessages, onProblem, now });
  const setup: AdvanceSetup = {
    ...{ domain, account, token, client, fewSeats, answerDraw },
    ...{ own: signerAddress(account), strategy, review, onStep, gate: new Gate() },
    now: () => momentOrClock("now", now?.()),
  };
  const desk = new Desk(setup, {
    store,
    limits,
    admits,
    onMessages,
    onProblem,
    onTaken: () => onStep?.("taken"),
  });
  await desk.count();
  return {
    address: setup.own,
    begin: (first) => desk.begin(first),
    receive: (envelope) => desk.receive(envelope),
    envelope: (id) => desk.envelope(id),
    advance: (id) => desk.move(id),
    play: (id, move) => desk.move(id, move),
    answer: (approval, said) => desk.answer(approval, said),
    status: (id) => desk.status(id),
    list: () => desk.ids,
    agreed: async (id) => (await desk.book(id)).negotiation.agreed(),
    entries: async (id) => [...(await desk.book(id)).entries],
    transcript: async (id) => {
      const { negotiation, entries } = await desk.book(id);
      return transcriptOf(setup.own, negotiation.first, negotiation.id, entries);
    },
    forget: (id) => desk.forget(id),
  };
}

function requireFunctions(given: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(given)) {
    if (typeof value === "function" || (value === undefined && field !== "strategy")) continue;
    throw new InvalidFieldError({
      field,
      value,
      secret: true,
      problem: "must be a function",
      remedy: field === "strategy" ? "Pass a strategy." : "Pass a function, or leave it out.",
    });
  }
}
