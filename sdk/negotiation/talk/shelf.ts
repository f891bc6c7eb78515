import type { Hex } from "viem";
import { ApprovalUnknownError, NegotiationUnknownError } from "../../errors/negotiation.ts";
import type { SignedOffer } from "../offers/offer.ts";
import { otherSide, sideOf } from "../record/tree.ts";
import { type Book, type BookSetup, openBook, questionIn } from "./book.ts";
import { type NegotiationEntry, parseEntry } from "./entries.ts";
import { type NegotiationLimits, Tally } from "./tally.ts";

/** Books that stay open in memory; the others are read again. */
const MOST_OPEN_BOOKS = 256;

/** The books of a side, one turn after the other for each of them. */
export class Shelf {
  readonly tally: Tally;
  readonly #setup: BookSetup;
  readonly #books = new Map<Hex, Book>();
  readonly #turns = new Map<Hex, Promise<unknown>>();
  /** Which negotiation a question was asked in. */
  readonly #approvals = new Map<Hex, Hex>();

  constructor(setup: BookSetup, limits: NegotiationLimits | undefined) {
    this.#setup = setup;
    this.tally = new Tally(limits);
  }

  /** Counts what is in the store. Nothing is verified: it is the side's own. */
  async count(): Promise<void> {
    for (const id of await this.#setup.store.list()) {
      const entries = (await this.#setup.store.load(id)).map(parseEntry);
      this.#note(id, entries);
    }
  }

  /** A book from memory or from the store; made for a first offer that is new. */
  async open(id: Hex, first?: SignedOffer): Promise<Book | undefined> {
    const known = this.#books.get(id);
    if (known !== undefined && (await this.#isCurrent(known))) return known;
    const book = await openBook(this.#setup, id, first);
    if (book !== undefined && book.entries.length > 0) this.#keep(book);
    return book;
  }

  /** @throws NegotiationUnknownError */
  async need(id: Hex): Promise<Book> {
    const book = await this.open(id);
    if (book === undefined) throw new NegotiationUnknownError(id);
    return book;
  }

  /** Remembers what a book has become. */
  note(book: Book): void {
    this.#keep(book);
    this.#note(book.negotiation.id, book.entries);
  }

  /** Throws a book away that another process has written to, so that it is read again. */
  drop(id: Hex): void {
    this.#books.delete(id);
  }

  async forget(id: Hex): Promise<void> {
    await this.#setup.store.forget(id);
    this.#books.delete(id);
    this.tally.forget(id);
  }

  /** @throws ApprovalUnknownError */
  negotiationOf(approval: Hex): Hex {
    const id = this.#approvals.get(approval);
    if (id === undefined) throw new ApprovalUnknownError();
    return id;
  }

  /** One thing at a time in each negotiation. */
  async alone<Result>(id: Hex, run: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(run);
    const settled = turn.catch(() => undefined);
    this.#turns.set(id, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === settled) this.#turns.delete(id);
    }
  }

  /** Whether no other process has written to a book since it was read. */
  async #isCurrent({ negotiation, entries }: Book): Promise<boolean> {
    const later = await this.#setup.store.load(negotiation.id, entries.length);
    return later.length === 0;
  }

  #keep(book: Book): void {
    const { id } = book.negotiation;
    this.#books.delete(id);
    this.#books.set(id, book);
    const [oldest] = this.#books.keys();
    if (this.#books.size > MOST_OPEN_BOOKS && oldest !== undefined) this.#books.delete(oldest);
  }

  #note(id: Hex, entries: readonly NegotiationEntry[]): void {
    const messages = entries.flatMap((entry) => (entry.kind === "messages" ? entry.messages : []));
    const [opening] = messages;
    if (opening?.kind !== "offer") return;
    const { terms } = opening.offer;
    const counterparty = terms[otherSide(sideOf(terms, this.#setup.own))];
    const signers = new Map<Hex, Set<string>>();
    for (const each of messages) {
      if (each.kind !== "acceptance") continue;
      const { answers, party } = each.acceptance;
      signers.set(answers, (signers.get(answers) ?? new Set()).add(party));
    }
    const isOver =
      messages.some(({ kind }) => kind === "end") || [...signers.values()].some(({ size }) => size === 2);
    const times = messages.flatMap((each) => (each.kind === "offer" ? [each.offer.validUntil] : []));
    this.tally.set(id, { counterparty, openUntil: isOver ? 0 : Math.max(...times) });
    const question = questionIn(id, entries);
    if (question !== undefined) this.#approvals.set(question.id, id);
  }
}
