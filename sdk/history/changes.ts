import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import type { Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { isBytes } from "../protocol/hex-parts.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { type Columns, hash, holder, listOf, maybe, object, readAnswer, whole, words } from "./values.ts";

/** One thing that happened, as an event of the contract or of a juror pool. */
export interface ChangeRecord {
  readonly kind: "change";
  /** Where to go on behind it. */
  readonly cursor: string;
  /** The event's name, such as `VerdictReached`. */
  readonly name: string;
  /** Undefined when it is about no deal, or about several. */
  readonly dealId: Hex | undefined;
  readonly milestone: number | undefined;
  /** Who did it, or whose balance, seat or ballot it is about. */
  readonly account: Address | undefined;
  /** The contract or the pool. */
  readonly contract: Address;
  /** The event's arguments as JSON has them: whole numbers are text, and texts a stranger's. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly block: number;
  readonly logIndex: number;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly transaction: Hex;
}

/** The chain replaced blocks: changes from block `from` on, that came before this, are void. Those that are so now follow. */
export interface ChangesVoided {
  readonly kind: "reorganised";
  readonly cursor: string;
  readonly from: number;
}

/** What is followed: one deal, or everything that an address did or is a party of. */
export interface ChangesQuestion extends Asking {
  readonly deal?: Hex | undefined;
  readonly agent?: Address | undefined;
  /** The cursor of the last change that was dealt with, or `from-` and the number of a block; the beginning when left out. */
  readonly after?: string | undefined;
}

/** Some changes. */
export interface ChangesPage {
  /** Changes from this block on, that came before, are void; undefined: none. */
  readonly reorganisedFrom: number | undefined;
  readonly changes: readonly ChangeRecord[];
  /** Where to go on. It is the same when there is nothing new. */
  readonly next: string;
}

const MOST = 500;

const changeColumns = (): Columns<Omit<ChangeRecord, "kind">> => ({
  ...{ cursor: words(), name: words(), dealId: maybe(hash()), milestone: maybe(whole()) },
  ...{ account: maybe(holder()), contract: holder() },
  args: z.record(z.string(), z.unknown()) as unknown as Schema<Readonly<Record<string, unknown>>>,
  ...{ block: whole(), logIndex: whole(), timestamp: whole(), transaction: hash() },
});

/** Reads a change of an indexer. */
export function readChange(answer: unknown): ChangeRecord {
  return { kind: "change", ...readAnswer(object(changeColumns()), answer) };
}

/** Reads that blocks were replaced. */
export function readVoided(answer: unknown, cursor: string): ChangesVoided {
  return { kind: "reorganised", cursor, ...readAnswer(object({ from: whole() }), answer) };
}

/** The query of a question. Refuses one that names nothing to follow, or two. */
export function changesQuery({
  deal,
  agent,
  after,
}: ChangesQuestion): Readonly<Record<string, string | undefined>> {
  if ((deal === undefined) === (agent === undefined)) {
    throw new InvalidFieldError({
      ...{ field: "question", value: undefined, problem: "must have deal, or agent, and not both" },
      remedy: "Name what is to be followed.",
    });
  }
  if (agent !== undefined) requireAddress("question.agent", agent);
  if (deal !== undefined && !isBytes(deal, 32)) {
    throw new InvalidFieldError({
      ...{ field: "question.deal", value: deal, hash: true, problem: "must be the id of a deal" },
      remedy: "Give 0x and 64 hex digits.",
    });
  }
  if (after !== undefined && !/^(from-\d{1,15}|\d{1,15}-\d{1,9}-\d{1,9}-[0-9a-f]{16})$/.test(String(after))) {
    throw new InvalidFieldError({
      ...{ field: "question.after", value: after, problem: "must be the cursor of a change" },
      remedy: "Pass the cursor of the last change that you dealt with, or from- and the number of a block.",
    });
  }
  return { deal, agent, after };
}

/**
 * What happened to a deal or to an agent behind a cursor, in the order of the chain: one page of it. `watchChanges` goes on by itself.
 *
 * @param question.limit 1 to 500; 100 when left out.
 * @throws InvalidFieldError naming the field that is wrong.
 * @throws IndexerUnreachableError, IndexerRefusedError, IndexerNotReadyError, IndexerAnswerMalformedError.
 * @example
 * import { createHistory, listChanges } from "quittance/history";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * // Where an indexer runs, as startStack({ indexer: true }) starts one: its URL.
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listChanges(history, { deal: dealId }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 * await stack.stop();
 */
export async function listChanges(
  history: History,
  question: ChangesQuestion & { readonly limit?: number | undefined },
): Promise<ChangesPage> {
  requireHistory(history);
  requireOptions(question, "deal agent after limit signal", "question");
  const { limit, signal } = question;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1 && limit <= MOST)) {
    throw new InvalidFieldError({
      ...{ field: "question.limit", value: limit, problem: `must be within 1 to ${MOST}` },
      remedy: "Ask for fewer, and go on with next.",
    });
  }
  const answer = await history.json("/changes", { ...changesQuery(question), limit }, signal);
  if (answer === undefined) throw new IndexerAnswerMalformedError("it knows no changes");
  const page = readAnswer(
    object({ reorganisedFrom: maybe(whole()), changes: listOf(object(changeColumns())), next: words() }),
    answer,
  );
  return { ...page, changes: page.changes.map((change) => ({ kind: "change", ...change })) };
}
