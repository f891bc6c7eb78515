import type { Address, Hex } from "viem";
import { OfferExpiredError, OfferPartyError } from "../../errors/agents.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import {
  ApprovalNeededError,
  ApprovalUnknownError,
  DrawUnansweredError,
  MoveFailedError,
  NegotiationBusyError,
  NegotiationUnknownError,
  OfferRefusedError,
  StrangerRefusedError,
} from "../../errors/negotiation.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import type { NegotiationMessage } from "../messages/message.ts";
import { buildOffer, hashOffer, type SignedOffer, signOffer } from "../offers/offer.ts";
import { readOwnOffer } from "../offers/own-offer.ts";
import { otherSide, sideOf } from "../record/tree.ts";
import type { Move, NegotiationView } from "../strategies/strategy.ts";
import { type AdvanceSetup, advance } from "./advance.ts";
import { type Book, openBook } from "./book.ts";
import {
  keyOfFirst,
  type NegotiationEnvelope,
  parseNegotiationEnvelope,
  type RefusedMessage,
} from "./envelope.ts";
import { envelopeFor, isUnanswered, type Peer, peerAfter, takeAll } from "./exchange.ts";
import type { FirstMove, NegotiationNews, NegotiatorInput } from "./negotiator.ts";
import { Shelf } from "./shelf.ts";
import { type NegotiationStatus, statusOf } from "./status.ts";
import type { NegotiationStore } from "./store.ts";

/** What a desk is run with, beside what it signs with. */
export interface DeskOptions extends Pick<NegotiatorInput, "limits" | "onMessages" | "onProblem"> {
  readonly store: NegotiationStore;
  readonly admits: (counterparty: Address, offer: SignedOffer) => Promise<boolean> | boolean;
  readonly onTaken: () => void;
}

/** How often a side reads a negotiation again because another process wrote to it. */
const MOST_TRIES = 8;
/** Negotiations of which the other side's word about what it has is remembered. */
const MOST_PEERS = 1_024;

/** All negotiations of a side. */
export class Desk {
  readonly #setup: AdvanceSetup;
  readonly #options: DeskOptions;
  readonly #shelf: Shelf;
  readonly #peers = new Map<Hex, Peer>();

  constructor(setup: AdvanceSetup, options: DeskOptions) {
    this.#setup = setup;
    this.#options = options;
    const { own, domain, token, client } = setup;
    this.#shelf = new Shelf({ own, domain, token, client, store: options.store }, options.limits);
  }

  get ids(): readonly Hex[] {
    return this.#shelf.tally.ids;
  }

  count(): Promise<void> {
    return this.#shelf.count();
  }

  book(id: Hex): Promise<Book> {
    return this.#shelf.need(idOf(id));
  }

  forget(id: Hex): Promise<void> {
    return this.#shelf.alone(idOf(id), () => this.#shelf.forget(idOf(id)));
  }

  async status(id: Hex): Promise<NegotiationStatus> {
    return statusOf(await this.book(id), this.#setup.now());
  }

  async begin(given: FirstMove): Promise<NegotiationStatus> {
    const { gate } = this.#setup;
    for (;;) {
      const kept = gate.kept;
      const { first, byPrincipal } = await this.#firstOf(given);
      const begun = await this.#begun(first, byPrincipal ? undefined : kept);
      if (begun !== "again") return begun;
    }
  }

  #begun(first: SignedOffer, since: number | undefined): Promise<NegotiationStatus | "again"> {
    const id = hashOffer(first);
    return this.#shelf.alone(id, async () => {
      const known = await this.#shelf.open(id);
      if (known !== undefined) return statusOf(known, this.#setup.now());
      const counterparty = first.terms[otherSide(sideOf(first.terms, first.from))];
      const at = this.#setup.now();
      const leave = this.#shelf.tally.enter(counterparty, at);
      try {
        const book = await this.#newBook(id, first);
        const messages: NegotiationMessage[] = [{ kind: "offer", offer: first }];
        const kept = await this.#setup.gate.keep(since, async () => {
          if (!(await book.append({ kind: "messages", at, messages }))) throw new NegotiationBusyError(id);
          this.#shelf.note(book);
        });
        if (kept === "again") return kept;
        this.#setup.onStep?.("kept");
        return this.#noted(book, 0);
      } finally {
        leave();
      }
    });
  }

  /** A first offer, and whether it was not judged by what else is committed. */
  async #firstOf(given: FirstMove): Promise<{ readonly first: SignedOffer; readonly byPrincipal: boolean }> {
    requireOptions(given, "first" in given ? "first" : "terms validFor isApproved", "first");
    const { domain, account, own } = this.#setup;
    if ("first" in given) {
      const first = readOwnOffer(domain, given.first);
      if (isSameAddress(first.from, own)) return { first, byPrincipal: true };
      throw new OfferPartyError(own, "did not make this offer");
    }
    const { terms, validFor, isApproved = false } = given;
    const now = this.#setup.now();
    const validUntil = now + validFor;
    buildOffer({ domain, terms, from: own, validUntil });
    const byPrincipal = isApproved || (await this.#review(given, now));
    this.#setup.onStep?.("reviewed");
    const first = await signOffer({ domain, terms, validUntil, account });
    this.#setup.onStep?.("signed");
    return { first, byPrincipal };
  }

  async #review({ terms, validFor }: Extract<FirstMove, { terms: unknown }>, now: number): Promise<boolean> {
    const view: NegotiationView = {
      ...{ side: sideOf(terms, this.#setup.own), now, offers: [] },
      state: { phase: "withdrawn", path: [], agreed: [], doubled: [] },
    };
    const answer = await this.#setup.review?.({ kind: "offer", terms, validFor }, view);
    if (answer?.kind === "ask") throw new ApprovalNeededError(answer.reasons);
    if (answer?.kind === "refuse") throw new OfferRefusedError(answer.reasons);
    return answer === undefined || answer.byPrincipal === true;
  }

  async receive(given: unknown): Promise<NegotiationEnvelope> {
    const envelope = parseNegotiationEnvelope(given);
    const id = idOf(envelope.negotiation);
    return this.#shelf.alone(id, () =>
      this.#inTime(id, async () => {
        const { book, isNew, leave } = await this.#bookOf(id, envelope);
        const { messages } = envelope;
        const from = book.entries.length;
        let refused: readonly RefusedMessage[];
        try {
          refused = await takeAll(this.#setup, book, messages);
          if (!(await this.#keepNew(book))) return undefined;
          if (isNew) this.#shelf.note(book);
        } finally {
          leave();
        }
        this.#options.onTaken();
        return (await this.#advance(book, from)) ? this.#reply(book, envelope, refused, isNew) : undefined;
      }),
    );
  }

  #reply(
    book: Book,
    envelope: NegotiationEnvelope,
    refused: readonly RefusedMessage[],
    isNew: boolean,
  ): NegotiationEnvelope {
    const { id } = book.negotiation;
    const peer = peerAfter(isNew ? undefined : this.#peers.get(id), envelope, book.kept());
    this.#peers.delete(id);
    this.#peers.set(id, peer);
    const [oldest] = this.#peers.keys();
    if (this.#peers.size > MOST_PEERS && oldest !== undefined) this.#peers.delete(oldest);
    return envelopeFor(book, peer, refused);
  }

  async envelope(id: Hex): Promise<NegotiationEnvelope> {
    const book = await this.book(id);
    return envelopeFor(book, this.#peers.get(book.negotiation.id) ?? { have: [], refused: new Set() });
  }

  move(given: Hex, move?: Move): Promise<NegotiationStatus> {
    const id = idOf(given);
    return this.#shelf.alone(id, () =>
      this.#inTime(id, async () => {
        const book = await this.#shelf.need(id);
        const from = book.entries.length;
        if ((await advance(this.#setup, book, move)) === "late") return undefined;
        return this.#noted(book, from);
      }),
    );
  }

  async answer(approval: Hex, said: "allow" | "refuse"): Promise<NegotiationStatus> {
    if (said !== "allow" && said !== "refuse") refuseAnswer(said);
    const id = this.#shelf.negotiationOf(approval);
    return this.#shelf.alone(id, () =>
      this.#inTime(id, async () => {
        const book = await this.#shelf.need(id);
        const from = book.entries.length;
        const asked = book.question();
        if (asked?.id !== approval) throw new ApprovalUnknownError();
        const isAllowed = said === "allow";
        if (asked.isAllowed !== undefined && asked.isAllowed !== isAllowed) throw new ApprovalUnknownError();
        if (statusOf(book, this.#setup.now()).held === undefined && asked.isAllowed === undefined)
          throw new ApprovalUnknownError();
        const entry = { kind: "answer", at: this.#setup.now(), isAllowed } as const;
        if (asked.isAllowed === undefined && !(await book.append(entry))) return undefined;
        if ((await advance(this.#setup, book)) === "late") return undefined;
        return this.#noted(book, from);
      }),
    );
  }

  /** Runs again what came too late because another process of this side wrote first. */
  async #inTime<Result>(id: Hex, run: () => Promise<Result | undefined>): Promise<Result> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      try {
        const result = await run();
        if (result !== undefined) return result;
      } catch (error) {
        // What is in memory may be ahead of what is kept.
        this.#shelf.drop(id);
        throw error;
      }
      this.#shelf.drop(id);
    }
    throw new NegotiationBusyError(id);
  }

  /** The book of an envelope, for who shows that it got the first offer. */
  async #bookOf(id: Hex, { key, messages }: NegotiationEnvelope) {
    const known = await this.#shelf.open(id);
    if (known !== undefined) {
      if (keyOfFirst(known.negotiation.first) !== lowerCase(key)) throw new NegotiationUnknownError(id);
      return { book: known, isNew: false, leave: () => undefined };
    }
    const [opening] = messages;
    if (opening?.kind !== "offer" || hashOffer(opening.offer) !== id) throw new NegotiationUnknownError(id);
    if (keyOfFirst(opening.offer) !== lowerCase(key)) throw new NegotiationUnknownError(id);
    return { ...(await this.#admitted(id, opening.offer)), isNew: true };
  }

  async #admitted(id: Hex, first: SignedOffer): Promise<{ readonly book: Book; readonly leave: () => void }> {
    const { own, now } = this.#setup;
    const counterparty = first.terms[otherSide(sideOf(first.terms, own))];
    if (!isSameAddress(first.from, counterparty))
      throw new OfferPartyError(first.from, "is not the other side of this negotiation");
    const at = now();
    // It would count as none that is open, and any number of them would fill what is kept.
    if (at >= first.validUntil) throw new OfferExpiredError(first.validUntil, at);
    if (isUnanswered(this.#setup, first)) throw new DrawUnansweredError();
    // It has its place from here on, since others may come while it is looked at.
    const leave = this.#shelf.tally.enter(counterparty, at);
    try {
      const book = await this.#newBook(id, first);
      if (!(await this.#admits(counterparty, first))) throw new StrangerRefusedError(counterparty);
      return { book, leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** What it throws may say by what it decides, which is no stranger's business. */
  async #admits(counterparty: Address, first: SignedOffer): Promise<boolean> {
    try {
      return await this.#options.admits(counterparty, first);
    } catch (error) {
      throw new MoveFailedError(error);
    }
  }

  async #newBook(id: Hex, first: SignedOffer): Promise<Book> {
    const { own, domain, token, client } = this.#setup;
    const book = await openBook({ own, domain, token, client, store: this.#options.store }, id, first);
    if (book === undefined) throw new NegotiationUnknownError(id);
    return book;
  }

  /** Keeps the messages that a record has and its store has not. */
  async #keepNew(book: Book): Promise<boolean> {
    const messages = book.negotiation.missing(book.kept());
    if (messages.length === 0) return true;
    return book.append({ kind: "messages", at: this.#setup.now(), messages });
  }

  async #advance(book: Book, from: number): Promise<boolean> {
    const { onProblem } = this.#options;
    try {
      if ((await advance(this.#setup, book)) === "late") return false;
    } catch (error) {
      this.#noted(book, from);
      if (onProblem === undefined) throw new MoveFailedError(error);
      onProblem(error, book.negotiation.id);
      return true;
    }
    this.#noted(book, from);
    return true;
  }

  #noted(book: Book, from: number): NegotiationStatus {
    this.#shelf.note(book);
    const current = statusOf(book, this.#setup.now());
    const messages = book.entries
      .slice(from)
      .flatMap((entry) => (entry.kind === "messages" ? entry.messages : []));
    const news: NegotiationNews = { current, messages };
    if (messages.length > 0) this.#options.onMessages?.(news);
    return current;
  }
}

const idOf = (id: Hex): Hex => String(id).toLowerCase() as Hex;

function refuseAnswer(said: unknown): never {
  throw new InvalidFieldError({
    field: "said",
    value: said,
    problem: 'must be "allow" or "refuse"',
    remedy: "Pass what the principal said.",
  });
}
