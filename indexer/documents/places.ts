import { type DocumentPlace, documentsAt, documentsByUri } from "quittance/documents";
import { EvidenceUnavailableError } from "quittance/errors";
import { type EvidenceReader, httpEvidence } from "quittance/evidence";
import { ipfsEvidence } from "quittance/evidence/ipfs";
import { guardedFetch } from "quittance/node";
import type { DocumentSettings } from "../settings/documents.ts";

/** A document is tried again later, so that each place is asked once, and not for long. */
const BOUNDS = { attempts: 1, timeoutMs: 10_000, redirects: 2 } as const;

/** Hosts of strangers, and gateways that look for what strangers name, have less time. */
const STRANGERS = { ...BOUNDS, timeoutMs: 5_000 } as const;

/** After so many questions without an answer a place rests, so that it keeps no others waiting. */
const MOST_SILENT = 3;
const REST_MS = 60_000;

/** The places that the operator named, in the order in which they are asked. */
export function openPlaces(
  { stores, gateways, fromSellers }: DocumentSettings,
  now = Date.now,
): DocumentPlace[] {
  const guarded = guardedFetch();
  return [
    ...stores.map((url) => resting(documentsAt({ url, reader: storeReader(url) }), now)),
    ...(gateways.length === 0
      ? []
      : [documentsByUri({ reader: ipfsEvidence({ gateways, fetch: guarded, ...STRANGERS }) })]),
    documentsByUri({ reader: fromSellers ? httpEvidence({ fetch: guarded, ...STRANGERS }) : dataUris() }),
  ];
}

/** A store may be on a private network, as the operator named it; where it redirects to may not. */
const storeReader = (store: string): EvidenceReader =>
  httpEvidence({ allowPrivate: true, fetch: guardedFetch({ store }), ...BOUNDS });

/** What stands in the chain itself needs no one to be asked. */
function dataUris(): EvidenceReader {
  const reader = httpEvidence(BOUNDS);
  return {
    read: async (request) => {
      if (/^data:/i.test(request.uri)) return reader.read(request);
      throw new EvidenceUnavailableError("not-found", "what sellers name is not read here");
    },
  };
}

/** The same store, which is left alone for a minute after it did not answer several times. Strangers cannot bring that about. */
export function resting(place: DocumentPlace, now: () => number): DocumentPlace {
  let [silent, until] = [0, 0];
  return {
    read: async (request) => {
      if (now() < until)
        throw new EvidenceUnavailableError("unreachable", "it did not answer before, and rests");
      try {
        const bytes = await place.read(request);
        silent = 0;
        return bytes;
      } catch (error) {
        const reason = error instanceof EvidenceUnavailableError ? error.reason : undefined;
        silent = reason === "unreachable" || reason === "aborted" ? silent + 1 : 0;
        if (silent >= MOST_SILENT) [silent, until] = [0, now() + REST_MS];
        throw error;
      }
    },
  };
}
