/** What is wrong with the rows, or keeps them from going on, and what an operator does about it. */
export interface Problem {
  readonly what: string;
  readonly remedy: string;
}

/** The remedy for rows that are not the chain's. */
export const reread =
  "Stop the indexer and start it once with QUITTANCE_REREAD=1: it drops the rows and reads the chain again.";

/** The remedy for rows that stand still. */
export const startAgain =
  "Stop the indexer and start it again: it goes on from its rows. If they stand still then, too, start it once with " +
  "QUITTANCE_REREAD=1.";

/** The remedy for nodes that do not agree. */
export const chooseNodes =
  "The indexer goes on by itself once they agree. If they do not, take the wrong one out of PONDER_RPC_URL.";
