import { REASONS, type RefusalReason } from "../fitness.ts";
import { type Quoting, quoteAroundPhrase, quoteOpening, quoteSentence } from "./quotation.ts";
import { type Reading, readBytes, readTidied, readUnits } from "./reading.ts";
import { type Condensing, condenseClause, condenseOpening } from "./summary.ts";

export type PassName = "draft" | "revised" | "final";

/** How thoroughly the seller's program goes over the corpus for one milestone. */
export type Pass = {
  readonly name: PassName;
  /** For people: what the pass does, and where it cuts corners. */
  readonly note: string;
  readonly read: (text: string) => Reading;
  /** Documents longer than this, in code units, are left for later. */
  readonly longestDocument: number;
  /** How much of a document is read, in code units. */
  readonly window: number;
  /** The reasons for refusing that the pass knows; a text it cannot refuse gets an answer all the same. */
  readonly refusesFor: readonly RefusalReason[];
  /** Whether one sentence may show several kinds. */
  readonly sharesSentences: boolean;
  readonly quote: Quoting;
  readonly condense: Condensing;
};

/** The seller's three passes, one per milestone. */
export const PASSES: Readonly<Record<PassName, Pass>> = {
  draft: {
    name: "draft",
    note: "tidies white space before it counts, leaves long texts for later, never says no",
    read: readTidied,
    longestDocument: 20_000,
    window: 20_000,
    refusesFor: [],
    sharesSentences: false,
    quote: quoteSentence,
    condense: condenseOpening,
  },
  revised: {
    name: "revised",
    note: "quotes the text as it stands, but counts bytes, breaks long sentences off and reads no foreign language",
    read: readBytes,
    longestDocument: Number.POSITIVE_INFINITY,
    window: 24_000,
    refusesFor: ["too-short", "no-obligation"],
    sharesSentences: true,
    quote: quoteOpening,
    condense: condenseClause,
  },
  final: {
    name: "final",
    note: "counts as the pact says, quotes whole words around the duty and refuses what is unfit",
    read: readUnits,
    longestDocument: Number.POSITIVE_INFINITY,
    window: Number.POSITIVE_INFINITY,
    refusesFor: REASONS,
    sharesSentences: true,
    quote: quoteAroundPhrase,
    condense: condenseClause,
  },
};
