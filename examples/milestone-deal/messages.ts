/** The first message to a seller. Each field is JSON text, as it travels. */
export interface Invitation {
  /** With the buyer's commitment to a joint draw of the panel. */
  readonly offer: string;
  /** The pact that the offer names by its hash. */
  readonly pact: string;
  /** The block whose seats are drawn from: the seller reads them from the chain itself. */
  readonly snapshotBlock: number;
}

/** The seller's answer. */
export interface Answer {
  /** With the seller's commitment to the same draw. */
  readonly offer: string;
}

/** What the buyer sends at the end. */
export interface Agreement {
  /** The seller's prices, with the panel that was drawn. */
  readonly offer: string;
  /** How the panel was drawn; the terms refer to its hash. */
  readonly transcript: string;
  /** The buyer's yes, which pays. */
  readonly acceptance: string;
}
