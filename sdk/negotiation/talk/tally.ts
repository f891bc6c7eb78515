import type { Address, Hex } from "viem";
import { NegotiationLimitError } from "../../errors/negotiation.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { lowerCase } from "../../protocol/address.ts";

/** How many negotiations a side keeps. One is open until both have signed, one ended it, or its last offer has expired. */
export interface NegotiationLimits {
  /** Open in all; 1,000 when left out. */
  readonly open?: number;
  /** Open with one counterparty; 16 when left out. */
  readonly perCounterparty?: number;
  /** Kept, open or not; 10,000 when left out. `forget` makes room. */
  readonly kept?: number;
}

/** What is counted of a negotiation. */
export interface Counted {
  readonly counterparty: Address;
  /** Unix seconds; 0 when it is over. */
  readonly openUntil: number;
}

const OPEN = 1_000;
const PER_COUNTERPARTY = 16;
const KEPT = 10_000;

/** Counts the negotiations of a side. */
export class Tally {
  readonly #limits: Required<NegotiationLimits>;
  readonly #all = new Map<Hex, Counted>();
  /** Of each that is looked at, its counterparty. */
  readonly #entering = new Set<{ readonly counterparty: Address }>();

  constructor(limits: NegotiationLimits = {}) {
    requireOptions(limits, "open perCounterparty kept", "limits");
    this.#limits = { open: OPEN, perCounterparty: PER_COUNTERPARTY, kept: KEPT, ...limits };
    for (const [name, most] of Object.entries(this.#limits)) requirePositiveInteger(`limits.${name}`, most);
  }

  get ids(): readonly Hex[] {
    return [...this.#all.keys()];
  }

  set(negotiation: Hex, counted: Counted): void {
    this.#all.set(negotiation, counted);
  }

  forget(negotiation: Hex): void {
    this.#all.delete(negotiation);
  }

  /**
   * Takes a place for one that is not kept yet.
   *
   * @returns What gives the place back, once it is counted or was refused.
   * @throws NegotiationLimitError when there is no room for another one.
   */
  enter(counterparty: Address, now: number): () => void {
    this.requireRoom(counterparty, now);
    const place = { counterparty };
    this.#entering.add(place);
    return () => {
      this.#entering.delete(place);
    };
  }

  /** @throws NegotiationLimitError when there is no room for another one. */
  requireRoom(counterparty: Address, now: number): void {
    const { open, perCounterparty, kept } = this.#limits;
    const entering = [...this.#entering];
    if (this.#all.size + entering.length >= kept) throw new NegotiationLimitError("kept here", kept);
    const live = [...entering, ...[...this.#all.values()].filter(({ openUntil }) => now < openUntil)];
    if (live.length >= open) throw new NegotiationLimitError("open", open);
    const own = live.filter((each) => lowerCase(each.counterparty) === lowerCase(counterparty));
    if (own.length >= perCounterparty)
      throw new NegotiationLimitError("open with this counterparty", perCounterparty);
  }
}
