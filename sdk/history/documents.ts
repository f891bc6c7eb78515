import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import { type DocumentKind, type DocumentState, documentKinds, documentStates } from "../documents/types.ts";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { requireOptions } from "../json/options.ts";
import type { FactPanel } from "../reputation/facts.ts";
import { type AsOfMoment, momentColumns } from "./accounts.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { idOf } from "./page.ts";
import {
  type Columns,
  flagged,
  hash,
  holder,
  listOf,
  maybe,
  object,
  one,
  readAnswer,
  whole,
  words,
} from "./values.ts";

/** What an indexer knows of a document that the chain names by its hash. */
export interface DocumentRecord {
  /** What it is named as: bytes of one hash are read as each kind that they are named as. */
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly state: DocumentState;
  /** Why it is not verified, in words; undefined before the first try. */
  readonly reason: string | undefined;
  readonly tries: number;
  /** Unix seconds; undefined: it is not looked for again. */
  readonly nextTry: number | undefined;
  /** Unix seconds. */
  readonly verifiedAt: number | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** What it calls its form, such as `quittance/pact/1`. */
  readonly format: string | undefined;
}

/** Where in a deal a document is named. */
export interface DocumentPlaceInDeal {
  readonly milestone: number | undefined;
  /** Of reasons: round and position of the ballot. */
  readonly round: number | undefined;
  readonly position: number | undefined;
  /** Who wrote the reasons of a ballot or of a rating. */
  readonly by: Address | undefined;
}

/** Who names a document, and as what. */
export interface DocumentNaming extends DocumentPlaceInDeal {
  readonly kind: DocumentKind;
  readonly deal: Hex;
}

/** A document, with its text where it was verified. */
export interface DocumentAnswer {
  readonly asOf: AsOfMoment;
  readonly hash: Hex;
  /** One for each kind that the hash is named as. `content` has the hash, which was checked here again. */
  readonly documents: readonly (DocumentRecord & { readonly content: string | undefined })[];
  /** The first hundred deals that name it. */
  readonly namedBy: readonly DocumentNaming[];
}

/** What a deal names by hash. */
export interface DealDocuments {
  readonly asOf: AsOfMoment;
  readonly deal: Hex;
  /** Whether the operator lets documents be looked for. */
  readonly looking: boolean;
  /** How the panel came about, by a draw that the indexer checked as a whole. */
  readonly panel: FactPanel | undefined;
  readonly documents: readonly (DocumentRecord & DocumentPlaceInDeal)[];
}

const recordColumns = (): Columns<DocumentRecord> => ({
  ...{ kind: one(...documentKinds), hash: hash(), state: one(...documentStates), reason: maybe(words()) },
  ...{ tries: whole(), nextTry: maybe(whole()), verifiedAt: maybe(whole()), size: maybe(whole()) },
  format: maybe(words()),
});

const placeColumns = (): Columns<DocumentPlaceInDeal> => ({
  ...{ milestone: maybe(whole()), round: maybe(whole()), position: maybe(whole()), by: maybe(holder()) },
});

/**
 * A document that the chain names by its hash, as an indexer found it: whether it was verified, its text, and what names it. The text
 * is a stranger's, and is hashed again here, so that the indexer need not be believed.
 *
 * @param parameters.hash keccak256 of its bytes: a pact, an evidence hash, the reasons of a ballot.
 * @returns undefined when the indexer knows of no document with the hash.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getDocument } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const hash = `0x${"11".repeat(32)}` as const;
 * const { name } = await getDocument(history, { hash }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getDocument(
  history: History,
  parameters: { readonly hash: Hex } & Asking,
): Promise<DocumentAnswer | undefined> {
  requireHistory(history);
  requireOptions(parameters, "hash signal");
  const asked = idOf("hash", parameters.hash);
  const answer = await history.json(`/documents/${asked}`, {}, parameters.signal);
  if (answer === undefined) return undefined;
  const document = object({ ...recordColumns(), content: maybe(words()) });
  const naming = object({ kind: one(...documentKinds), deal: hash(), ...placeColumns() });
  const columns = {
    asOf: object(momentColumns()),
    hash: hash(),
    documents: listOf(document),
    namedBy: listOf(naming),
  };
  const read: DocumentAnswer = readAnswer(object(columns), answer);
  const strange = read.documents.some(
    ({ hash: own, content }) =>
      own !== asked || (content !== undefined && keccak256(stringToBytes(content)) !== asked),
  );
  if (strange || read.hash !== asked) throw new IndexerAnswerMalformedError("its document has another hash");
  return read;
}

/**
 * Every document that a deal names by hash, with its state: the pact, what the terms refer to, evidence, reasons of ballots and of
 * ratings.
 *
 * @param parameters.deal The deal's id.
 * @returns undefined for a deal that the indexer does not know.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listDealDocuments } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const { name } = await listDealDocuments(history, { deal }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listDealDocuments(
  history: History,
  parameters: { readonly deal: Hex } & Asking,
): Promise<DealDocuments | undefined> {
  requireHistory(history);
  requireOptions(parameters, "deal signal");
  const deal = idOf("deal", parameters.deal);
  const answer = await history.json(`/deals/${deal}/documents`, {}, parameters.signal);
  if (answer === undefined) return undefined;
  const columns = {
    ...{ asOf: object(momentColumns()), deal: hash(), looking: flagged() },
    panel: maybe(one("drawn", "reused", "agreed")),
    documents: listOf(object({ ...recordColumns(), ...placeColumns() })),
  };
  const read: DealDocuments = readAnswer(object(columns), answer);
  if (read.deal !== deal) throw new IndexerAnswerMalformedError("it is about another deal");
  return read;
}
