import type { KeptDocument } from "../documents/store.ts";
import type { Hex, Naming } from "../documents/types.ts";

const SECOND_MS = 1_000;

/** What is known of a document, as it is answered. */
export interface DocumentAnswer {
  readonly kind: string;
  readonly hash: Hex;
  readonly state: string;
  /** Why it is not verified, in words; null for one that is, and for one that was not looked for yet. */
  readonly reason: string | null;
  readonly tries: number;
  /** Unix seconds; null: it is not looked for again. */
  readonly nextTry: number | null;
  readonly verifiedAt: number | null;
  /** Bytes. */
  readonly size: number | null;
  readonly format: string | null;
}

const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.floor(ms / SECOND_MS));

export function documentAnswer(kept: KeptDocument): DocumentAnswer {
  const isVerified = kept.state === "verified";
  return {
    ...{
      kind: kept.kind,
      hash: kept.hash,
      state: kept.state,
      reason: kept.reason ?? null,
      tries: kept.tries,
    },
    ...{ nextTry: seconds(kept.nextAt), verifiedAt: seconds(kept.verifiedAt) },
    ...{ size: isVerified ? (kept.size ?? null) : null, format: kept.format ?? null },
  };
}

/** One that was not looked for yet. */
const unknown = ({ kind, hash }: Naming): DocumentAnswer => ({
  ...{ kind, hash, state: "missing", reason: null, tries: 0, nextTry: null, verifiedAt: null },
  ...{ size: null, format: null },
});

/** Who names a document, as it is answered. */
export function namingAnswer({ kind, deal, milestone, round, position, by }: Naming) {
  return {
    ...{ kind, deal, milestone: milestone ?? null, round: round ?? null, position: position ?? null },
    by: by ?? null,
  };
}

/** What a deal names, with what is known of each document. Evidence that was made for something else is wrong here. */
export function dealDocument(naming: Naming, known: readonly KeptDocument[], pact: Hex | undefined) {
  const kept = known.find(({ kind, hash }) => kind === naming.kind && hash === naming.hash);
  const answer = kept === undefined ? unknown(naming) : documentAnswer(kept);
  const isMisbound =
    kept?.state === "verified" &&
    kept.subject !== undefined &&
    kept.subject !== `${naming.deal}/${naming.milestone}/${pact}`;
  const { milestone, round, position, by } = namingAnswer(naming);
  return {
    ...answer,
    ...(isMisbound
      ? { state: "wrong", reason: "it is made for another deal, milestone or pact", nextTry: null }
      : {}),
    ...{ milestone, round, position, by },
  };
}

/** The text of a document; null where its bytes are none. */
export function contentText(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
