import { type LocalIndexer, type Stack, type StackOptions, startStack } from "../../sdk/testing/index.ts";
import { openCluster } from "../indexer/support/postgres.ts";

/** A stack whose indexer runs. */
export interface IndexedStack extends Stack {
  readonly indexer: LocalIndexer;
}

/**
 * A stack with an indexer that keeps its rows in a PostgreSQL cluster of its own, in which it starts in half the time; in
 * PGlite where the machine has no PostgreSQL. What the default database does is tested where that is the question.
 */
export async function startIndexedStack(
  options: StackOptions = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<IndexedStack> {
  const postgres = await openCluster();
  try {
    const { indexer, ...stack } = await startStack({
      ...options,
      indexer: { databaseUrl: postgres?.url, settings },
    });
    if (indexer === undefined) throw new Error("startStack({ indexer }) came without an indexer");
    const stop = async () => {
      await stack.stop();
      await postgres?.stop();
    };
    return { ...stack, indexer, stop };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}
