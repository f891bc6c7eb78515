import type { Hex } from "viem";

/** What a manifest calls its format. */
export const FORMAT = "quittance/evidence/1";

/** A file of a bundle, as its manifest lists it. */
export interface EvidenceFile {
  /** Relative, with `/` between its parts: `answers/1.json`. See `requireEvidencePath`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its bytes; it names the file in every store. */
  readonly sha256: Hex;
  /** Such as `application/json`, in lower case and without parameters. */
  readonly mediaType: string;
}

/** What a delivery consists of, and what for. keccak256 of its canonical JSON is the evidence hash that goes on-chain. */
export interface EvidenceManifest {
  readonly format: typeof FORMAT;
  /** The deal's id. */
  readonly deal: Hex;
  /** Number of the milestone, from 0. */
  readonly milestone: number;
  /** Hash of the pact that it answers. */
  readonly pact: Hex;
  /** Sorted by path, by their UTF-8 bytes; every path once. */
  readonly files: readonly EvidenceFile[];
  /** Merkle root over path and SHA-256 of every file; see `proveEvidenceFile`. */
  readonly root: Hex;
  /** 32 random bytes, which keep a guess at private evidence from being tested against its public hash. */
  readonly salt?: Hex | undefined;
  /** A remark for people, of at most 1024 characters. No juror judges it. */
  readonly note?: string | undefined;
}

/** Evidence whose every byte was checked against its manifest. */
export interface EvidenceBundle {
  readonly manifest: EvidenceManifest;
  /** The evidence hash: keccak256 of the canonical manifest. */
  readonly hash: Hex;
  /** The bytes of each file by its path; exactly the manifest's files. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What a pact says of the evidence; the field `evidence` of a pact fits. */
export interface EvidenceRules {
  /** Media types a file may have, such as `text/plain`; `text/*` means every text. */
  readonly mediaTypes: readonly string[];
  /** Bytes of all files together. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Paths that must be there. One that is absent costs what the pact's clauses say. */
  readonly required: readonly string[];
  /** True when only the parties and the panel may read it. */
  readonly private: boolean;
}
