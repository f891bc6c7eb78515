import type { Hex } from "viem";

/** One text of the corpus. `hash` is the keccak256 of the text's UTF-8 bytes. */
export type CorpusDocument = {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly hash: Hex;
};

/** What the manifest says of one document; `length` is in UTF-16 code units. */
export type ManifestEntry = Omit<CorpusDocument, "text"> & { readonly length: number };

export type CorpusManifest = {
  readonly format: "quittance-demo/corpus/1";
  readonly source: string;
  readonly documents: readonly ManifestEntry[];
};

/** The texts to work on; `manifestHash` is the keccak256 of the canonical manifest and stands for all of them. */
export type Corpus = {
  readonly documents: readonly CorpusDocument[];
  readonly manifest: CorpusManifest;
  readonly manifestHash: Hex;
};

export type RefusalReason = "too-short" | "foreign-language" | "no-obligation";

/** One duty found in a document; offsets are UTF-16 code units, `start` inclusive, `end` exclusive. */
export type Obligation = {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly quotation: string;
  readonly summary: string;
};

/** The seller's answer for one document of the corpus. */
export type Answer =
  | {
      readonly document: string;
      readonly hash: Hex;
      readonly outcome: "extracted";
      readonly obligations: readonly Obligation[];
    }
  | {
      readonly document: string;
      readonly hash: Hex;
      readonly outcome: "refused";
      readonly reason: RefusalReason;
      readonly explanation: string;
    };

export type Evidence = {
  readonly format: "quittance-demo/evidence/1";
  readonly pact: Hex;
  readonly corpus: Hex;
  readonly milestone: string;
  readonly answers: readonly Answer[];
};

export type Criterion = "coverage" | "refusals" | "quotations" | "completeness" | "summaries";

export type Fault =
  | "unreadable"
  | "malformed"
  | "missing-document"
  | "repeated-document"
  | "unknown-document"
  | "wrong-hash"
  | "missing-refusal"
  | "bogus-refusal"
  | "wrong-reason"
  | "wrong-length"
  | "absent-quotation"
  | "misplaced-quotation"
  | "ragged-quotation"
  | "wrong-kind"
  | "repeated-obligation"
  | "surplus-obligation"
  | "missing-kind"
  | "unfaithful-summary";

/**
 * One fault a juror found. `document` is null when the fault is of no single document of the corpus, `obligation` is
 * the obligation's place in its answer, and `severity` is how much of the unit is lost, in basis points.
 */
export type Finding = {
  readonly criterion: Criterion | "structure";
  readonly fault: Fault;
  readonly document: string | null;
  readonly obligation: number | null;
  readonly severity: number;
  readonly detail: string;
};

/** How one criterion came out: `units` checked, `lost` units in basis points (10000 is one whole unit). */
export type CriterionResult = {
  readonly criterion: Criterion;
  readonly units: number;
  readonly lost: number;
};

/** What a juror concludes, before it is put into canonical form. `score` is 0 to 10000. */
export type Opinion = {
  readonly score: number;
  readonly summary: string;
  readonly criteria: readonly CriterionResult[];
  readonly findings: readonly Finding[];
};

/** A juror's written reasons; the hash of their canonical form goes into its ballot. */
export type Reasons = Opinion & {
  readonly format: "quittance-demo/reasons/1";
  readonly juror: string;
  readonly milestone: string;
  readonly evidence: Hex;
  /** Findings left out because there were more than the reasons may hold. */
  readonly omitted: number;
};

export type Judgement = {
  readonly score: number;
  readonly reasons: Reasons;
  /** The reasons in RFC 8785 form. */
  readonly reasonsJson: string;
  readonly reasonsHash: Hex;
};
