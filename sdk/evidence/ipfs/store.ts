import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { requireOptions } from "../../json/options.ts";
import type { EvidenceStore } from "../store.ts";
import { cidOf } from "./cid.ts";
import { maxRawBlock } from "./reader.ts";

/**
 * A store whose URIs are CIDs: what is put into it is named as IPFS names it. Something else has to offer the store's bytes to IPFS,
 * such as a node that gets each of them with `ipfs block put`. Bytes beyond `maxRawBlock` are refused.
 *
 * @example
 * import { memoryEvidenceStore } from "quittance/evidence";
 * import { withCids } from "quittance/evidence/ipfs";
 *
 * const store = withCids({ store: memoryEvidenceStore() });
 * console.log((await store.put(new TextEncoder().encode("42"))).uri.slice(0, 11)); // ipfs://bafk
 */
export function withCids(input: { readonly store: EvidenceStore }): EvidenceStore {
  requireOptions(input, "store");
  const { store } = input;
  return {
    ...store,
    put: async (bytes) => {
      if (bytes.length > maxRawBlock) {
        throw new EvidenceUnavailableError(
          "too-large",
          `IPFS carries blocks of at most ${maxRawBlock} bytes`,
        );
      }
      const stored = await store.put(bytes);
      return { ...stored, uri: `ipfs://${cidOf({ sha256: stored.sha256 })}` };
    },
  };
}
