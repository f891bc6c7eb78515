/** What a buyer hands to a seller beside its first offer. */
export interface Brief {
  /** The pact that the offer names by its hash: JSON text. */
  readonly pact: string;
  /** The block whose seats are drawn from: the seller reads them from the chain itself. */
  readonly snapshotBlock: number;
}
