import { requireOptions } from "../json/options.ts";
import { openBundle } from "./bundle.ts";
import { encodeManifest } from "./manifest.ts";
import type { EvidenceStore, StoredEvidence } from "./store.ts";
import type { EvidenceBundle } from "./types.ts";

/** Where a bundle lies. */
export interface PublishedBundle {
  /** URI of the manifest: what the delivery says as `evidenceUri`. */
  readonly uri: string;
  /** Everything that was put into the store, the manifest last. */
  readonly stored: readonly StoredEvidence[];
}

/**
 * Puts a bundle into a store for anyone to read: each file under its own hash, and then the manifest, so that one who finds the
 * manifest finds the files beside it. Private evidence is encrypted first: `encryptBundle` of `quittance/evidence/private`.
 *
 * @throws EvidenceUnavailableError when the bundle's bytes are not those of its manifest.
 * @example
 * import { createBundle, memoryEvidenceStore, publishBundle } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * const { stored } = await publishBundle({ bundle, store: memoryEvidenceStore() });
 * console.log(stored.length); // 2
 */
export async function publishBundle(input: {
  readonly bundle: EvidenceBundle;
  readonly store: EvidenceStore;
}): Promise<PublishedBundle> {
  requireOptions(input, "bundle store");
  const { bundle, store } = input;
  const { manifest, files } = await openBundle({
    ...{ manifest: bundle.manifest, evidence: bundle.hash, files: bundle.files },
  });
  const stored: StoredEvidence[] = [];
  for (const bytes of files.values()) stored.push(await store.put(bytes));
  const last = await store.put(encodeManifest(manifest));
  return { uri: last.uri, stored: [...stored, last] };
}
