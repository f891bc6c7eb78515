import { type EvidenceReader, httpEvidence } from "quittance/evidence";
import { guardedFetch } from "quittance/node";

/** Reads a store that the user named: it may be on a private network; where it redirects to may not. */
export const storeReader = ({ href }: URL): EvidenceReader =>
  httpEvidence({ allowPrivate: true, fetch: guardedFetch({ store: href }) });
