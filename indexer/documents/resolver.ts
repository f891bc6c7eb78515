import {
  type CheckedDraw,
  type DocumentKind,
  type DocumentPlace,
  type DocumentReading,
  type FoundDocument,
  findDocument,
} from "quittance/documents";
import { nextTry, PATIENCE, type Patience } from "./patience.ts";
import type { DocumentGroup, DocumentStore, DueDocument, Tried } from "./store.ts";
import type { DrawnDeal } from "./types.ts";

export interface ResolverOptions {
  readonly store: DocumentStore;
  readonly places: readonly DocumentPlace[];
  /** Checks the draw of a deal against the chain. Throws when the node does not answer. */
  readonly checkDraw: (
    deal: DrawnDeal,
    transcript: Uint8Array,
    pact: Uint8Array,
  ) => Promise<CheckedDraw | undefined>;
  /** Bytes of contents that are kept, of all kinds together. */
  readonly mostBytes: number;
  readonly patience?: Patience;
  /** Milliseconds for one try of one document, all places together. */
  readonly tryMs?: number;
  readonly now?: () => number;
}

/** Documents of a group that are looked for at the same time. */
const AT_ONCE = 4;
const TRY_MS = 30_000;
/** A larger document is verified, and its bytes are not kept. */
const MOST_KEPT = 1_048_576;
/** No kind may take the room of the others: strangers name evidence, and serve it themselves. */
const SHARE = 4;
const FINAL_DRAW_TRIES = 8;

/** Looks for documents that are due, checks them, and writes down what came of it. */
export class Resolver {
  readonly #options: ResolverOptions;
  readonly #now: () => number;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Tries some that are due, of one group or of all. @returns How many there were. */
  async work(group?: DocumentGroup): Promise<number> {
    const { store } = this.#options;
    const due = await store.due(this.#now(), AT_ONCE * 2, group);
    const waiting = due.values();
    const lane = async () => {
      for (const document of waiting) await this.#try(document);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (group === "evidence") return due.length;
    const draws = await store.drawsDue(this.#now(), AT_ONCE);
    for (const draw of draws) await this.#check(draw);
    return due.length + draws.length;
  }

  async #try(document: DueDocument): Promise<void> {
    const { store, places, tryMs = TRY_MS, patience = PATIENCE } = this.#options;
    const { kind, hash, uris } = document;
    const late = AbortSignal.timeout(tryMs);
    const found = await findDocument({ kind, hash, uris, places, signal: late });
    await this.#inTurn(async () => {
      const now = this.#now();
      const result: Tried =
        found.state === "verified"
          ? await this.#verified(kind, found)
          : {
              ...{ state: found.state, reason: found.reason },
              ...(found.isFinal ? { size: 0 } : { nextAt: nextTry(patience, document.tries + 1, now) }),
            };
      await store.tried(document, result, now);
    });
  }

  /** One after the other: each takes the next number, and what room the one before left. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(write);
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #verified(
    kind: DocumentKind,
    found: Extract<FoundDocument, { readonly state: "verified" }>,
  ): Promise<Tried> {
    const { store, mostBytes } = this.#options;
    const { bytes, reading } = found;
    const size = bytes.length;
    const hasRoom = size <= MOST_KEPT && size + (await store.keptBytes(kind)) <= mostBytes / SHARE;
    return {
      ...{ state: "verified", size, format: formatOf(reading), subject: subjectOf(reading) },
      ...(hasRoom ? { content: bytes } : {}),
    };
  }

  async #check(deal: DrawnDeal & { readonly tries: number }): Promise<void> {
    const { store, checkDraw, patience = PATIENCE } = this.#options;
    const [transcript, pact] = await Promise.all([
      store.content("reference", deal.hash),
      store.content("pact", deal.pact),
    ]);
    // Without their bytes there is nothing to check with.
    if (transcript === undefined || pact === undefined) return store.drawChecked(deal.deal, {});
    let checked: CheckedDraw | undefined;
    try {
      checked = await checkDraw(deal, transcript, pact);
    } catch {
      const tries = deal.tries + 1;
      const nextAt = tries >= FINAL_DRAW_TRIES ? undefined : nextTry(patience, tries, this.#now());
      return store.drawChecked(deal.deal, { nextAt });
    }
    if (checked === undefined || checked.unchecked.length > 0) return store.drawChecked(deal.deal, {});
    const { panel, pool } = checked;
    return store.drawChecked(deal.deal, { panel, pool });
  }
}

const KNOWN_FORMATS = { reasons: "quittance/reasons/1", reference: "quittance/draw/1" } as const;

function formatOf(reading: DocumentReading): string | undefined {
  switch (reading.kind) {
    case "pact":
      return reading.pact.format;
    case "evidence":
      return reading.manifest.format;
    case "reasons":
      return reading.reasons === undefined ? undefined : KNOWN_FORMATS.reasons;
    case "reference":
      return reading.transcript === undefined ? undefined : KNOWN_FORMATS.reference;
    case "rating":
      return undefined;
  }
}

/** What a manifest is for: whether that is the deal that names it is asked each time it is shown. */
function subjectOf(reading: DocumentReading): string | undefined {
  if (reading.kind !== "evidence") return undefined;
  const { deal, milestone, pact } = reading.manifest;
  return `${deal}/${milestone}/${pact}`;
}
