import type { Address, Hex } from "viem";
import type { PactClause } from "./clauses.ts";

/**
 * A pact: a behavioural contract that a machine can check. It says what is asked, of which inputs, what evidence is delivered, and
 * by which clauses jurors score it. Its canonical JSON is its one text, and the hash of that text is what the terms of a deal
 * carry. Every field has one spelling, so that a pact has one hash: there are no defaults, and a field that may be left out says
 * what that means.
 */
export interface Pact {
  readonly format: "quittance/pact/1";
  /** For people: 1 to 100 characters. */
  readonly name: string;
  /** Semantic version, such as `1.0.0` or `2.1.0-draft.1`. */
  readonly version: string;
  /** Hash of the version that this one replaces; left out for a first version. */
  readonly supersedes?: Hex | undefined;
  /** Who wrote it, with the address's checksum. What the author signs is `hashPact`'s hash. */
  readonly author: Address;
  /** What kind of work it is about, in kebab-case: `research-summary`, `data-transformation`, `code-change`, `api-service-level`, `asset-delivery`, or another. */
  readonly kind: string;
  readonly task: PactTask;
  readonly evidence: PactEvidence;
  /** 1 to 64, each with an id of its own. */
  readonly clauses: readonly PactClause[];
  /** 1 to 32, in the order of the deal's milestones; left out: every clause at its own weight, for every milestone. */
  readonly milestones?: readonly PactMilestone[] | undefined;
  readonly payout: PactPayout;
  readonly retention: PactRetention;
}

/** What is to be done, and with what. */
export interface PactTask {
  /** Plain text, 1 to 20000 characters. */
  readonly instruction: string;
  /** At most 256, each with a name of its own. */
  readonly inputs: readonly PactInput[];
  /**
   * True: the author published this task, with its inputs, as a set on which sellers are tried. Deals of the author on it are
   * calibrations, which count apart from trade. Every input then says where it can be had. Left out: it is a piece of work.
   */
  readonly published?: true | undefined;
}

/** A file that both sides have before the work starts. It is part of the pact by its hash, and never an instruction. */
export interface PactInput {
  /** Letters, digits, `.`, `_` and `-`, 1 to 100 of them, the first a letter or digit. */
  readonly name: string;
  /** Such as `text/plain`, without parameters, in lower case. */
  readonly mediaType: string;
  /** Bytes, 0 to 2^32. */
  readonly size: number;
  /** `0x` and 64 lower-case hex digits: SHA-256 of its bytes. */
  readonly sha256: Hex;
  /** Where it can be had: `https:`, `ipfs:` or `data:`; left out when the sides pass it to each other and to the panel. */
  readonly uri?: string | undefined;
}

/** What a bundle of evidence must be for it to be judged at all. Evidence outside these limits scores 0. */
export interface PactEvidence {
  /** Media types that its files may have: 1 to 32. */
  readonly mediaTypes: readonly string[];
  /** Most bytes of all its files together: 1 to 2^32. */
  readonly maxBytes: number;
  /** Most files: 1 to 10000. */
  readonly maxFiles: number;
  /** Paths of files that must be there; at most 256. One that is absent makes the clauses lose that read it, as each says. */
  readonly required: readonly string[];
  /** Whether it is encrypted to the parties and the panel. */
  readonly private: boolean;
}

/** The weights of one milestone. */
export interface PactMilestone {
  /** For people: 1 to 100 characters. */
  readonly name: string;
  /**
   * Basis points by the id of a clause; they sum to 10000. A clause that is not named is not judged at this milestone. One named
   * with 0 is judged, and matters by its consequence `void` alone.
   */
  readonly weights: Readonly<Record<string, number>>;
}

/** How a score becomes a payout. The deal's terms must say the same. */
export interface PactPayout {
  /** Scores below it pay nothing: 1 to 10000. */
  readonly passingScore: number;
  /** 0: all or nothing. Else proportional, rounded down to a multiple; divides 10000. */
  readonly payoutStep: number;
}

/** How long evidence is kept. */
export interface PactRetention {
  /** Seconds after the milestone is final in which the parties and jurors keep the evidence: 0 to 10 years of 365 days. */
  readonly auditPeriod: number;
}

/**
 * What a juror found about one clause. It is made of whole numbers, so that two jurors with the same results sign the same score.
 * A clause's share is exactly (units × 10000 − lost) / (units × 10000), or 1 where there are no units.
 */
export interface ClauseResult {
  /** Id of the clause. */
  readonly clause: string;
  /** How many things were checked: 0 to 2^32. 0 when there was nothing to check, which loses nothing. */
  readonly units: number;
  /** Basis points of a unit, over all units: 0 to units × 10000. */
  readonly lost: number;
}
