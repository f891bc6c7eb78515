import { type DocumentPlace, documentsAt, documentsIn } from "quittance/documents";
import type { ReputationAnswer } from "quittance/reputation";
import { UsageRefusal } from "../../refusal.ts";
import type { Session } from "../../session/session.ts";
import { storeReader } from "../../session/store-reader.ts";
import { filesIn } from "../audit/files.ts";

/** Where the user says that documents lie. */
export interface DocumentOptions {
  /** A folder, or the URL of a store. */
  readonly evidence?: string;
  readonly documents?: string;
}

/**
 * The places in which a recomputation looks for documents: those that the user names, else what the indexer keeps, which is hashed
 * again. Undefined where the indexer's answer rests on none.
 */
export function documentPlaces(
  { evidence, documents }: DocumentOptions,
  session: Session,
  claim: ReputationAnswer | undefined,
): readonly DocumentPlace[] | undefined {
  if (claim !== undefined && claim.documents === undefined) return undefined;
  const named = [
    ...(documents === undefined ? [] : [documentsIn({ files: filesIn(documents) })]),
    ...(evidence === undefined ? [] : [placeAt(evidence)]),
  ];
  if (named.length > 0) return named;
  return claim === undefined ? undefined : [session.indexer.documents()];
}

function placeAt(place: string): DocumentPlace {
  if (!/^https?:\/\//i.test(place)) return documentsIn({ files: filesIn(place) });
  if (!URL.canParse(place))
    throw new UsageRefusal("The URL of the evidence cannot be read. Name another one.");
  return documentsAt({ url: place, reader: storeReader(new URL(place)) });
}
