import { InvalidFieldError } from "../errors/field.ts";
import {
  IndexerAnswerMalformedError,
  IndexerNotReadyError,
  IndexerUnreachableError,
} from "../errors/history.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { Pause, pauseAfter } from "../watching/patience.ts";
import {
  type ChangeRecord,
  type ChangesQuestion,
  type ChangesVoided,
  changesQuery,
  readChange,
  readVoided,
} from "./changes.ts";
import { type History, requireHistory } from "./client.ts";
import { readEvents, type StreamEvent } from "./event-stream.ts";

const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How patient a watcher of changes is. */
export interface ChangesPatience {
  /** Connections in a row that may fail without an event between them; 10 when left out. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt, doubled before each further one; 500 when left out. */
  readonly firstPauseMs?: number | undefined;
}

/**
 * What happens to a deal or to an agent, as the indexer learns it: first what is behind the cursor, then what is new. When the connection
 * breaks it connects again, and goes on where it was. Keep the cursor of the last change that you dealt with: every change comes at least
 * once.
 *
 * Where the chain replaced blocks, `reorganised` comes first: forget the changes from its block on; those that are so now follow.
 *
 * @throws InvalidFieldError naming the field that is wrong, when it is called.
 * @throws IndexerUnreachableError, IndexerNotReadyError after all attempts; IndexerRefusedError, IndexerAnswerMalformedError.
 * @example
 * import { createHistory, watchChanges } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * try {
 *   for await (const change of watchChanges(history, { deal, attempts: 1 })) {
 *     if (change.kind === "change") console.log(change.name, change.cursor);
 *   }
 * } catch (error) {
 *   console.log(error instanceof Error && error.name); // IndexerUnreachableError
 * }
 */
export function watchChanges(
  history: History,
  question: ChangesQuestion & ChangesPatience,
): AsyncGenerator<ChangeRecord | ChangesVoided, void> {
  requireHistory(history);
  requireOptions(question, "deal agent after signal attempts firstPauseMs", "question");
  const { attempts = ATTEMPTS, firstPauseMs = FIRST_PAUSE_MS } = question;
  requirePositiveInteger("question.attempts", attempts);
  requirePositiveInteger("question.firstPauseMs", firstPauseMs);
  changesQuery(question);
  return follow(history, question, { attempts, firstPauseMs });
}

async function* follow(
  history: History,
  question: ChangesQuestion,
  { attempts, firstPauseMs }: Required<{ [Name in keyof ChangesPatience]: number }>,
): AsyncGenerator<ChangeRecord | ChangesVoided, void> {
  const { signal } = question;
  const pause = new Pause();
  let { after } = question;
  let failures = 0;
  while (!signal?.aborted) {
    let failure: unknown = new IndexerUnreachableError("the connection was broken off");
    try {
      const stream = await history.stream("/changes", changesQuery({ ...question, after }), signal);
      for await (const event of readEvents(stream)) {
        if (signal?.aborted) return;
        failures = 0;
        if (event === "alive") continue;
        const said = changeIn(event);
        if (said === undefined) continue;
        after = said.cursor;
        yield said;
      }
    } catch (error) {
      if (signal?.aborted) return;
      failure = error;
    }
    if (!isPassing(failure)) throw failure;
    failures += 1;
    if (failures >= attempts) throw failure;
    await pause.for(pauseAfter(failures, firstPauseMs, LONGEST_PAUSE_MS), signal);
  }
}

/** Whether another attempt may do better. */
const isPassing = (failure: unknown): boolean =>
  failure instanceof IndexerUnreachableError || failure instanceof IndexerNotReadyError;

/** Events of later versions are passed over. */
function changeIn({ event, id, data }: StreamEvent): ChangeRecord | ChangesVoided | undefined {
  if (event !== "change" && event !== "reorganised") return undefined;
  let content: unknown;
  try {
    content = JSON.parse(data);
  } catch {
    throw new IndexerAnswerMalformedError("an event is not JSON");
  }
  const said = event === "change" ? readChange(content) : readVoided(content, id);
  try {
    changesQuery({ agent: "0x0000000000000000000000000000000000000000", after: said.cursor });
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    throw new IndexerAnswerMalformedError("an event has no cursor");
  }
  return said;
}
