import type { Hex } from "viem";

/** What is to be read. */
export interface EvidenceRequest {
  /** Where it was said to be. Stores that know things by their hash alone do not look at it when they are given `sha256`. */
  readonly uri: string;
  /**
   * SHA-256 of the bytes. Without it, it is taken from the last part of the URI; where that names none either, nothing has been
   * checked, and the caller must check what it gets.
   */
  readonly sha256?: Hex | undefined;
  /** True when `uri` is that of a manifest, and what is asked for lies beside it under the name that `sha256` gives it. */
  readonly beside?: boolean | undefined;
  /** Bytes at which reading stops with an error. */
  readonly maxBytes: number;
  /** Ends the reading with an error. */
  readonly signal?: AbortSignal | undefined;
}

/** A way to read evidence: a store, a gateway, a website, or several of them in turn. */
export interface EvidenceReader {
  /** The bytes, re-hashed. Throws EvidenceUnavailableError with the reason when there are none, or others. */
  readonly read: (request: EvidenceRequest) => Promise<Uint8Array>;
}

/** What was put into a store. */
export interface StoredEvidence {
  readonly uri: string;
  readonly sha256: Hex;
  /** Bytes. */
  readonly size: number;
}

/** A place where evidence lies. Each entry is named by the SHA-256 of its bytes, so that nothing in it can change. */
export interface EvidenceStore extends EvidenceReader {
  /** Resolves when it is safe. Bytes that are there already are not written twice. */
  readonly put: (bytes: Uint8Array) => Promise<StoredEvidence>;
  readonly has: (sha256: Hex) => Promise<boolean>;
  /** False when there was nothing to delete. */
  readonly delete: (sha256: Hex) => Promise<boolean>;
}
