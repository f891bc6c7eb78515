import type { Hex } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { nameOf, sha256Of } from "./digest.ts";
import {
  rehashed,
  requireRequest,
  requireSha256,
  requireWanted,
  requireWithin,
  sha256Asked,
} from "./reading.ts";
import type { EvidenceStore } from "./store.ts";

/** What the URI of evidence begins with that a store knows by its hash, and that lies nowhere else. */
export const LOCAL = "sha256:";

/**
 * A store in this process, which forgets when it ends: for tests and examples.
 *
 * @example
 * import { memoryEvidenceStore } from "quittance/evidence";
 *
 * const store = memoryEvidenceStore();
 * const { uri } = await store.put(new TextEncoder().encode("42"));
 * console.log(new TextDecoder().decode(await store.read({ uri, maxBytes: 10 }))); // 42
 */
export function memoryEvidenceStore(): EvidenceStore {
  const kept = new Map<Hex, Uint8Array>();
  return {
    put: async (bytes) => {
      const sha256 = await sha256Of(bytes);
      kept.set(sha256, Uint8Array.from(bytes));
      return { uri: `${LOCAL}${nameOf(sha256)}`, sha256, size: bytes.length };
    },
    read: async (request) => {
      requireRequest(request);
      requireWanted(request.signal);
      const sha256 = sha256Asked(request);
      const bytes = sha256 === undefined ? undefined : kept.get(sha256);
      if (bytes === undefined) throw new EvidenceUnavailableError("not-found");
      requireWithin(bytes.length, request.maxBytes);
      return rehashed(Uint8Array.from(bytes), sha256);
    },
    has: async (sha256) => {
      requireSha256(sha256);
      return kept.has(sha256);
    },
    delete: async (sha256) => {
      requireSha256(sha256);
      return kept.delete(sha256);
    },
  };
}
