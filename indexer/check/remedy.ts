/** What an operator does about rows that are not the chain's. */
export const reread =
  "Stop the indexer and start it once with QUITTANCE_REREAD=1: it drops the rows and reads the chain again.";
