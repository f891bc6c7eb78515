import type { Hex } from "viem";
import type { NamedPact } from "../pact.ts";
import type { Corpus, Opinion } from "../types.ts";

/** What a juror is given. `milestone` is the milestone's index in the pact. */
export type Case = {
  readonly pact: NamedPact;
  readonly corpus: Corpus;
  /** The delivered bytes, as fetched; anything may be in them. */
  readonly evidence: Uint8Array;
  /** The keccak256 the delivery names. */
  readonly evidenceHash: Hex;
  readonly milestone: number;
};

/** One juror's own way of checking evidence against a pact. Throws only when the case itself is impossible. */
export type Examine = (matter: Case) => Opinion;
