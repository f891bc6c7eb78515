import { type Hex, keccak256 } from "viem";

const SCHEME = "memory:";

/** A place where evidence and reasons lie for all parties to fetch. Each is named by its hash, so no one can change it. */
export interface EvidenceStore {
  /** Keeps bytes and returns the URI at which they can be fetched. */
  readonly put: (bytes: Uint8Array) => string;
  /** The bytes at a URI; undefined when there are none. */
  readonly fetch: (evidenceUri: string) => Uint8Array | undefined;
}

/** A store in memory, in place of a server that all parties reach. */
export function openEvidenceStore(): EvidenceStore {
  const kept = new Map<Hex, Uint8Array>();
  return {
    put: (bytes) => {
      const hash = keccak256(bytes);
      kept.set(hash, Uint8Array.from(bytes));
      return `${SCHEME}${hash}`;
    },
    fetch: (evidenceUri) => kept.get(evidenceUri.slice(SCHEME.length) as Hex),
  };
}
