import type { Hex } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { requireList, requireOptions } from "../json/options.ts";
import { checkDocument, documentBounds } from "./check.ts";
import type { DocumentPlace } from "./places.ts";
import type { DocumentKind, DocumentReading, DocumentState } from "./types.ts";

/** What came of looking for a document. */
export type FoundDocument =
  | { readonly state: "verified"; readonly bytes: Uint8Array; readonly reading: DocumentReading }
  | {
      readonly state: Exclude<DocumentState, "verified">;
      /** In words. */
      readonly reason: string;
      /** The bytes have the hash, and are no document of the kind: no other place can have better ones. */
      readonly isFinal: boolean;
    };

const FOUND_WORSE = { wrong: 3, "too-large": 2, missing: 1 } as const;

/**
 * Looks for a document in several places, one after the other, until one has it. A wrong answer of one does not keep the next from
 * being asked. Where none has it, the state is what says most: other bytes, then too many, then none.
 *
 * @param input.signal Ends the search: the document counts as missing.
 * @throws InvalidFieldError for a kind or a hash that is none.
 * @example
 * import { hashEvidence } from "quittance";
 * import { documentsIn, findDocument } from "quittance/documents";
 *
 * const bytes = new TextEncoder().encode("the text was fluent");
 * const places = [documentsIn({ files: [{ bytes }] })];
 * console.log((await findDocument({ kind: "rating", hash: hashEvidence(bytes), places })).state); // verified
 * console.log((await findDocument({ kind: "rating", hash: `0x${"11".repeat(32)}`, places })).state); // missing
 */
export async function findDocument(input: {
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly uris?: readonly string[] | undefined;
  readonly places: readonly DocumentPlace[];
  readonly signal?: AbortSignal | undefined;
}): Promise<FoundDocument> {
  requireOptions(input, "kind hash uris places signal");
  const { kind, hash, uris, places, signal } = input;
  requireList("places", places);
  let worst: Exclude<FoundDocument, { readonly state: "verified" }> = {
    ...{ state: "missing", reason: "no place was asked", isFinal: false },
  };
  for (const [index, place] of places.entries()) {
    const found = await lookIn(place, { kind, hash, uris, signal });
    if (found.state === "verified" || found.isFinal) return found;
    if (index === 0 || FOUND_WORSE[found.state] > FOUND_WORSE[worst.state]) worst = found;
    if (signal?.aborted) break;
  }
  return worst;
}

async function lookIn(
  place: DocumentPlace,
  asked: {
    readonly kind: DocumentKind;
    readonly hash: Hex;
    readonly uris: readonly string[] | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<FoundDocument> {
  const { kind, hash } = asked;
  try {
    const bytes = await place.read({ ...asked, maxBytes: documentBounds[kind] });
    const check = checkDocument({ kind, hash, bytes });
    if (check.holds) return { state: "verified", bytes, reading: check.reading };
    return { state: "wrong", reason: check.problem, isFinal: check.isNamed };
  } catch (error) {
    if (!(error instanceof EvidenceUnavailableError)) throw error;
    return { ...stateOf(error, documentBounds[kind]), isFinal: false };
  }
}

function stateOf(
  { reason, details }: EvidenceUnavailableError,
  maxBytes: number,
): { readonly state: Exclude<DocumentState, "verified">; readonly reason: string } {
  if (reason === "too-large") return { state: "too-large", reason: `it has more than ${maxBytes} bytes` };
  if (reason === "mismatch") return { state: "wrong", reason: "its bytes have another hash" };
  const said = { "not-found": "it is not there", unreachable: "the place does not answer" } as const;
  const words =
    Reflect.get(said, reason) ?? (reason === "aborted" ? "the time for it was over" : "its place is refused");
  return { state: "missing", reason: details === undefined ? String(words) : `${words}: ${details}` };
}
