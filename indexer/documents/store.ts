import { type DocumentKind, type DocumentState, documentKinds } from "quittance/documents";
import type { Columns, Database, Statements } from "./database.ts";
import type { DrawnDeal, Hex, Naming } from "./types.ts";

/** A document as it is kept. Times are milliseconds. */
export interface KeptDocument {
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly state: DocumentState;
  readonly reason: string | undefined;
  readonly tries: number;
  /** Undefined: it is not tried again. */
  readonly nextAt: number | undefined;
  readonly verifiedAt: number | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** What it calls its form, of those that are known. */
  readonly format: string | undefined;
  /** What a manifest is for: deal, milestone and pact. */
  readonly subject: string | undefined;
}

/** One that is tried next, and where deliveries say that it lies. */
export interface DueDocument {
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly tries: number;
  readonly uris: readonly string[];
}

/** Evidence may lie where its seller says, who may be slow on purpose: the others do not wait for it. */
export type DocumentGroup = "evidence" | "others";

/** What came of a try. */
export interface Tried {
  readonly state: DocumentState;
  readonly reason?: string | undefined;
  readonly nextAt?: number | undefined;
  readonly size?: number | undefined;
  readonly format?: string | undefined;
  readonly subject?: string | undefined;
  /** Left out: the bytes are not kept. */
  readonly content?: Uint8Array | undefined;
}

/** How the panel of a deal came about. */
export interface KnownPanel {
  readonly deal: Hex;
  readonly hash: Hex;
  readonly panel: string;
  readonly pool: Hex;
}

const MOST_URIS = 4;
/** Deals that are looked at to say who names a document. */
const MOST_NAMING = 100;
/** Lets documents be tried again from the beginning, but for those whose very bytes are no such document. */
const AGAIN =
  "UPDATE document SET tries = 0, next_at = ? WHERE state <> 'verified' AND (next_at IS NOT NULL OR size IS NULL)";
const OF_GROUP = { evidence: "AND kind = 'evidence'", others: "AND kind <> 'evidence'", all: "" } as const;
const STATE = "kind, hash, state, reason, tries, next_at, verified_at, size, format, subject";

/** What is known of documents, by kind and hash, and who named them. */
export class DocumentStore {
  readonly #database: Database;
  readonly #contract: string;

  /** @param contract Chain and address that the rows are of. */
  constructor(database: Database, contract: string) {
    this.#database = database;
    this.#contract = contract;
  }

  claim = (): Promise<boolean> => this.#database.claim();
  close = (): Promise<void> => this.#database.close();

  /** Takes in what is named, and up to where the rows were read, at once. What is known already stays as it is. */
  async take(
    namings: readonly Naming[],
    draws: readonly DrawnDeal[],
    place: string,
    now: number,
  ): Promise<void> {
    await this.#database.together(async (within) => {
      for (const { kind, hash, deal, uri = "" } of namings) {
        await within.run(
          `INSERT INTO document (kind, hash, state, tries, next_at) VALUES (?, ?, 'missing', 0, ?) ON CONFLICT DO NOTHING`,
          ...[kind, hash, now],
        );
        const key = [this.#contract, kind, hash, deal, uri];
        const isNew = await within.run(
          "INSERT INTO naming (contract, kind, hash, deal, uri) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
          ...key,
        );
        // Who names it again may say where it lies, and has a right to as many tries.
        if (isNew > 0) await within.run(`${AGAIN} AND kind = ? AND hash = ?`, now, kind, hash);
      }
      for (const { deal, hash, pact, terms } of draws) {
        const values = [this.#contract, deal, hash, pact, terms, now];
        await within.run(
          "INSERT INTO draw (contract, deal, hash, pact, terms, tries, next_at) VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
          ...values,
        );
      }
      await this.#keepPlace(within, `rows ${this.#contract}`, place);
    });
  }

  /** Up to where the rows were read. */
  async place(): Promise<string | undefined> {
    return this.#placeOf(`rows ${this.#contract}`);
  }

  /** Whether an indexer looks for documents, or did. */
  async isUsed(): Promise<boolean> {
    return (await this.#placeOf(`places ${this.#contract}`)) !== undefined;
  }

  /** Tries everything again that other places were asked for: the operator named others since. */
  async usePlaces(places: string, now: number): Promise<void> {
    const name = `places ${this.#contract}`;
    if ((await this.#placeOf(name)) === places) return;
    await this.#database.together(async (within) => {
      await within.run(AGAIN, now);
      await this.#keepPlace(within, name, places);
    });
  }

  async #placeOf(name: string): Promise<string | undefined> {
    const [found] = await this.#database.all("SELECT text FROM place WHERE name = ?", name);
    return found === undefined ? undefined : String(found.text);
  }

  async #keepPlace(within: Statements, name: string, text: string): Promise<void> {
    await within.run(
      "INSERT INTO place (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
      ...[name, text],
    );
  }

  /** Those to be tried now, the least often tried first: evidence, the others, or all. */
  async due(now: number, limit: number, group?: DocumentGroup): Promise<DueDocument[]> {
    const rows = await this.#database.all(
      `SELECT kind, hash, tries FROM document WHERE next_at IS NOT NULL AND next_at <= ? ${OF_GROUP[group ?? "all"]}
        ORDER BY tries, next_at LIMIT ?`,
      ...[now, limit],
    );
    return Promise.all(
      rows.map(async ({ kind, hash, tries }) => {
        const uris = await this.#database.all(
          "SELECT DISTINCT uri FROM naming WHERE kind = ? AND hash = ? AND uri <> '' ORDER BY uri LIMIT ?",
          ...[String(kind), String(hash), MOST_URIS],
        );
        return {
          ...{ kind: kind as DocumentKind, hash: hash as Hex, tries: Number(tries) },
          uris: uris.map(({ uri }) => String(uri)),
        };
      }),
    );
  }

  /** Writes down what came of a try. */
  async tried({ kind, hash }: Pick<DueDocument, "kind" | "hash">, result: Tried, now: number): Promise<void> {
    const isVerified = result.state === "verified";
    await this.#database.together(async (within) => {
      const [last] = isVerified ? await within.all("SELECT MAX(sequence) AS last FROM document") : [];
      await within.run(
        "UPDATE document SET state = ?, reason = ?, tries = tries + 1, next_at = ?, verified_at = ?, sequence = ?, size = ?, format = ?, subject = ?, content = ? WHERE kind = ? AND hash = ?",
        ...[result.state, result.reason ?? null, result.nextAt ?? null, isVerified ? now : null],
        ...[isVerified ? Number(last?.last ?? 0) + 1 : null, result.size ?? null, result.format ?? null],
        ...[result.subject ?? null, result.content ?? null, kind, hash],
      );
    });
  }

  /** Bytes that are kept of documents of a kind. */
  async keptBytes(kind: DocumentKind): Promise<number> {
    const [found] = await this.#database.all(
      "SELECT SUM(size) AS bytes FROM document WHERE kind = ? AND content IS NOT NULL",
      kind,
    );
    return Number(found?.bytes ?? 0);
  }

  /** All readings of a hash, one for each kind that it was named as. */
  async documents(hash: Hex): Promise<KeptDocument[]> {
    const rows = await this.#database.all(`SELECT ${STATE} FROM document WHERE hash = ?`, hash);
    return inOrder(rows.map(keptOf));
  }

  async documentsOf(hashes: readonly Hex[]): Promise<KeptDocument[]> {
    const found: KeptDocument[] = [];
    for (const hash of new Set(hashes)) found.push(...(await this.documents(hash)));
    return found;
  }

  /** The bytes of a document; undefined where they are not kept. */
  async content(kind: DocumentKind, hash: Hex): Promise<Uint8Array | undefined> {
    const [found] = await this.#database.all(
      "SELECT content FROM document WHERE kind = ? AND hash = ? AND state = 'verified'",
      ...[kind, hash],
    );
    return found?.content instanceof Uint8Array ? found.content : undefined;
  }

  /** Deals that named a hash when they were read; the first hundred. */
  async dealsNaming(hash: Hex): Promise<Hex[]> {
    const found: Hex[] = [];
    for (const kind of documentKinds) {
      const rows = await this.#database.all(
        "SELECT DISTINCT deal FROM naming WHERE kind = ? AND hash = ? AND contract = ? ORDER BY deal LIMIT ?",
        ...[kind, hash, this.#contract, MOST_NAMING],
      );
      found.push(...rows.map(({ deal }) => deal as Hex));
    }
    return [...new Set(found)].slice(0, MOST_NAMING);
  }

  /** How many documents are in which state. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.#database.all("SELECT state, COUNT(*) AS number FROM document GROUP BY state");
    return Object.fromEntries(rows.map(({ state, number }) => [String(state), Number(number)]));
  }

  /** Draws to be checked now, whose pact and transcript are kept. */
  async drawsDue(now: number, limit: number): Promise<(DrawnDeal & { readonly tries: number })[]> {
    const rows = await this.#database.all(
      `SELECT draw.deal, draw.hash, draw.pact, draw.terms, draw.tries FROM draw
        JOIN document AS reference ON reference.kind = 'reference' AND reference.hash = draw.hash AND reference.state = 'verified'
        JOIN document AS pact ON pact.kind = 'pact' AND pact.hash = draw.pact AND pact.state = 'verified'
        WHERE draw.contract = ? AND draw.next_at IS NOT NULL AND draw.next_at <= ? ORDER BY draw.tries, draw.next_at LIMIT ?`,
      ...[this.#contract, now, limit],
    );
    return rows.map(({ deal, hash, pact, terms, tries }) => ({
      ...{
        deal: deal as Hex,
        hash: hash as Hex,
        pact: pact as Hex,
        terms: terms as Hex,
        tries: Number(tries),
      },
    }));
  }

  async drawChecked(
    deal: Hex,
    {
      panel,
      pool,
      nextAt,
    }: { readonly panel?: string; readonly pool?: Hex; readonly nextAt?: number | undefined },
  ): Promise<void> {
    await this.#database.run(
      "UPDATE draw SET panel = ?, pool = ?, next_at = ?, tries = tries + 1 WHERE contract = ? AND deal = ?",
      ...[panel ?? null, pool ?? null, nextAt ?? null, this.#contract, deal],
    );
  }

  /** Panels whose draws were checked as a whole. */
  async panels(): Promise<KnownPanel[]> {
    const rows = await this.#database.all(
      "SELECT deal, hash, panel, pool FROM draw WHERE contract = ? AND panel IS NOT NULL AND pool IS NOT NULL",
      this.#contract,
    );
    return rows.map(({ deal, hash, panel, pool }) => ({
      ...{ deal: deal as Hex, hash: hash as Hex, panel: String(panel), pool: pool as Hex },
    }));
  }

  async panelOf(deal: Hex): Promise<KnownPanel | undefined> {
    const [row] = await this.#database.all(
      "SELECT deal, hash, panel, pool FROM draw WHERE contract = ? AND deal = ? AND panel IS NOT NULL AND pool IS NOT NULL",
      ...[this.#contract, deal],
    );
    return row && { deal, hash: row.hash as Hex, panel: String(row.panel), pool: row.pool as Hex };
  }

  /** Pacts and reasons that were verified after a place, in that order, with their bytes. */
  async verifiedAfter(sequence: number, limit: number) {
    const rows = await this.#database.all(
      "SELECT kind, hash, content, sequence FROM document WHERE sequence > ? AND kind IN ('pact', 'reasons') AND content IS NOT NULL ORDER BY sequence LIMIT ?",
      ...[sequence, limit],
    );
    return rows.map(({ kind, hash, content, sequence: place }) => ({
      ...{ kind: kind as "pact" | "reasons", hash: hash as Hex, sequence: Number(place) },
      content: content as Uint8Array,
    }));
  }
}

const orUndefined = <Value>(value: unknown, read: (value: unknown) => Value): Value | undefined =>
  value === null || value === undefined ? undefined : read(value);

function keptOf(row: Columns): KeptDocument {
  return {
    ...{ kind: row.kind as DocumentKind, hash: row.hash as Hex, state: row.state as DocumentState },
    ...{ reason: orUndefined(row.reason, String), tries: Number(row.tries) },
    ...{ nextAt: orUndefined(row.next_at, Number), verifiedAt: orUndefined(row.verified_at, Number) },
    ...{ size: orUndefined(row.size, Number), format: orUndefined(row.format, String) },
    subject: orUndefined(row.subject, String),
  };
}

const inOrder = (documents: readonly KeptDocument[]) =>
  [...documents].sort((a, b) => documentKinds.indexOf(a.kind) - documentKinds.indexOf(b.kind));
