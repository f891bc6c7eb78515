import { fileURLToPath } from "node:url";
import type { Recording } from "../recording/file.ts";

/** A Ponder app that is measured: where it is, how it is told the chain, and where its rows say how far they are. */
export interface AppKind {
  readonly name: "indexer" | "minimal";
  readonly root: string;
  readonly environment: (recording: Recording, rpcUrl: string) => Readonly<Record<string, string>>;
  /** SQL, in its schema, for the number of the latest block whose events are rows, as `block`. */
  readonly latestBlock: string;
}

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The project's indexer, with the settings of somebody who runs a node on the same machine. */
export const INDEXER: AppKind = {
  name: "indexer",
  root: folder("../../../../indexer"),
  environment: ({ facts }, rpcUrl) => ({
    PONDER_RPC_URL: rpcUrl,
    QUITTANCE_ADDRESS: facts.quittance,
    QUITTANCE_START_BLOCK: "1",
    QUITTANCE_CHAIN_ID: String(facts.chainId),
    QUITTANCE_JUROR_POOLS: facts.pool,
    QUITTANCE_TRUST_PER_MINUTE: "1000000",
    // The load is of many callers, and comes from one address.
    QUITTANCE_PROXIED: "1",
  }),
  latestBlock: "select block_number as block from event order by block_number desc limit 1",
};

/** An app that serves the indexer's rows as Ponder does by itself. */
export const STOCK_ROOT = folder("../stock");

/** The least that a Ponder app can do with the same events, with Ponder's own settings. */
export const MINIMAL: AppKind = {
  name: "minimal",
  root: folder("../minimal"),
  environment: ({ facts }, rpcUrl) => ({
    BENCH_CHAIN_ID: String(facts.chainId),
    BENCH_RPC_URL: rpcUrl,
    BENCH_QUITTANCE: facts.quittance,
    BENCH_JUROR_POOL: facts.pool,
  }),
  latestBlock: "select block_number as block from event order by id desc limit 1",
};
