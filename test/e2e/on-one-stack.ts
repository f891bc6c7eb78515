// These files run in one process when all of them are to run, so that they share the chain and the indexer that each of
// them would start.

import "./cross-function-replay.test.ts";
import "./life.test.ts";
import "../cli/indexed.test.ts";
import "../docs/indexer.test.ts";
