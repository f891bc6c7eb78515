import { type Hex, keccak256 } from "viem";

const SCHEME = "demo:";

/** Where evidence and reasons lie for everybody to fetch; named by their hash, so that nobody can change them. */
export interface EvidenceStore {
  /** Keeps bytes and says where they can be fetched. */
  put(bytes: Uint8Array): string;
  /** The bytes at an evidence URI; undefined when there is nothing. */
  fetch(evidenceUri: string): Uint8Array | undefined;
}

/** A store in memory. */
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
