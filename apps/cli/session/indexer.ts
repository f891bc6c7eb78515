import { type DocumentPlace, documentsAt } from "quittance/documents";
import {
  IndexerAnswerMalformedError,
  IndexerNotReadyError,
  IndexerRefusedError,
  IndexerUnreachableError,
} from "quittance/errors";
import { createHistory, type History } from "quittance/history";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { storeReader } from "./store-reader.ts";

/** Where an indexer is looked for that no one names. */
export const LOCAL_INDEXER = "http://127.0.0.1:42069";

/** An indexer that a command asks. */
export interface Indexer {
  /** Asks a question of `quittance/history`. What keeps it from an answer is told with the host that was asked. */
  readonly ask: <Answer>(question: (history: History) => Promise<Answer>) => Promise<Answer>;
  /** Its host, for messages. */
  readonly place: string;
  /** Documents that it keeps, which are hashed again when they are read. */
  readonly documents: () => DocumentPlace;
}

/**
 * The indexer at a URL. Nothing is asked yet.
 *
 * @param attempts How often a question is asked while the indexer has no time.
 */
export function indexerAt(url: string, attempts?: number): Indexer {
  const history = createHistory({ url, attempts });
  // Path, user and password are left out: they may be secret.
  const { protocol, host } = new URL(url);
  const place = `${protocol}//${host}`;
  return {
    place,
    documents: () => documentsAt({ url, reader: storeReader(new URL(url)) }),
    ask: async (question) => {
      try {
        return await question(history);
      } catch (error) {
        throw withPlace(error, place);
      }
    },
  };
}

/** Thrown when an indexer does not answer; its name is that of the library's error. */
class IndexerRefusal extends CommandRefusal {
  override readonly name: string;

  constructor({ name }: Error, message: string, exitCode: ExitCode = ExitCode.failed) {
    super(message, exitCode);
    this.name = name;
  }
}

function withPlace(error: unknown, place: string): unknown {
  if (error instanceof IndexerUnreachableError) {
    const why = error.details ?? "no answer";
    return new IndexerRefusal(
      error,
      `No indexer answers at ${place} (${why}). Start one, or name another with --url.`,
    );
  }
  if (error instanceof IndexerAnswerMalformedError) {
    return new IndexerRefusal(
      error,
      `What answers at ${place} is no indexer of Quittance, or one of another version: ${error.details ?? ""}. ` +
        "Name the indexer's base URL with --url.",
    );
  }
  if (error instanceof IndexerNotReadyError) {
    return new IndexerRefusal(
      error,
      `The indexer at ${place} is not ready: it still reads the past, or has no time. Ask again later.`,
    );
  }
  if (error instanceof IndexerRefusedError) {
    const exitCode = error.status === 400 ? ExitCode.usage : ExitCode.failed;
    const said = error.details === undefined ? "" : `: ${error.details}`;
    return new IndexerRefusal(
      error,
      `The indexer at ${place} refused the question (HTTP ${error.status})${said}. Correct the question.`,
      exitCode,
    );
  }
  return error;
}
