import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createConfig } from "ponder";
import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { httpRpc, identifyChain } from "./settings/chain.ts";
import { lockDirectory } from "./settings/directory-lock.ts";
import { digestLogic } from "./settings/logic.ts";
import { recordText } from "./settings/record-text.ts";
import { readSettings } from "./settings/settings.ts";
import { readTrustSettings } from "./settings/trust.ts";
import { checkSqlRole } from "./sql/role.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const { deployment, rpcUrls, wsUrl, database, sqlUrl } = readSettings(process.env, recordText);

// What is wrong with them is said before anything is indexed.
readTrustSettings(process.env, deployment);
if (sqlUrl !== undefined) await checkSqlRole(sqlUrl);

/** Rows belong to one chain and one logic: neither another chain of the same id nor newer code continues them. */
const rowsOf = {
  genesis: await identifyChain(rpcUrls.map(httpRpc), deployment),
  logic: digestLogic(root),
};
const rowsDigest = createHash("sha256")
  .update(JSON.stringify([deployment, rowsOf]))
  .digest("hex");

/** The folder is this process's until it ends. */
function openPglite(directory = join(root, ".ponder", `pglite-${rowsDigest.slice(0, 16)}`)) {
  lockDirectory(directory);
  return { kind: "pglite", directory } as const;
}

/** A node on this machine costs nothing to ask. */
const isOwnNode = rpcUrls.every((url) => ["127.0.0.1", "[::1]", "localhost"].includes(new URL(url).hostname));

/** Ponder paces its requests per URL listed: a node listed often is asked more often. */
const OWN_NODE_LANES = 20;

/**
 * A development chain rests until somebody sends. Ponder's subscription misses blocks from before it opened, and the one
 * that reveals a reorganisation, until a next block comes: there it would never stop waiting, so it polls.
 */
const isDevelopment = deployment.chainId === 31337;

export default createConfig({
  chains: {
    chain: {
      id: deployment.chainId,
      rpc: isOwnNode ? Array.from({ length: OWN_NODE_LANES }, () => rpcUrls).flat() : [...rpcUrls],
      ...(wsUrl === undefined || isDevelopment ? {} : { ws: wsUrl }),
      pollingInterval: isOwnNode ? 100 : 1_000,
      // Ponder keeps fetched blocks by chain id, which development chains share.
      disableCache: isDevelopment,
    },
  },
  contracts: {
    Quittance: {
      chain: "chain",
      abi: quittanceAbi,
      address: deployment.address,
      startBlock: deployment.startBlock,
      // Ponder compares this object with the one the rows were written under, and refuses to go on when it differs.
      ...{ rowsOf },
    },
    JurorPool: {
      chain: "chain",
      abi: jurorPoolAbi,
      address: [...deployment.jurorPools],
      startBlock: deployment.startBlock,
    },
  },
  database: database.kind === "postgres" ? database : openPglite(database.directory),
});
