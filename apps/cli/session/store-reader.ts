import { type EvidenceFetch, type EvidenceReader, httpEvidence } from "quittance/evidence";
import { guardedFetch } from "quittance/node";

/** Reads a store that the user named: it may be on a private network; where it redirects to may not. */
export function storeReader({ origin }: URL): EvidenceReader {
  const guarded = guardedFetch();
  const ofStore: EvidenceFetch = (url, init) =>
    new URL(url).origin === origin ? fetch(url, init) : guarded(url, init);
  return httpEvidence({ allowPrivate: true, fetch: ofStore });
}
