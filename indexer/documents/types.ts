import type { DocumentKind } from "quittance/documents";

export type Hex = `0x${string}`;

/** Who names a document: a deal, and what of it. */
export interface Naming {
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly deal: Hex;
  /** Of evidence and reasons. */
  readonly milestone?: number | undefined;
  /** Of reasons: the round and the position of the juror in its panel. */
  readonly round?: number | undefined;
  readonly position?: number | undefined;
  /** Who wrote the reasons of a ballot or a rating. */
  readonly by?: Hex | undefined;
  /** Where the delivery says that it lies; a stranger's text. */
  readonly uri?: string | undefined;
}

/** A deal whose terms refer to a document, which may be a joint draw. */
export interface DrawnDeal {
  readonly deal: Hex;
  readonly hash: Hex;
  readonly pact: Hex;
  /** Packed. */
  readonly terms: Hex;
}
