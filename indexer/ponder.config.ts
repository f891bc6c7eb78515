import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createConfig } from "ponder";
import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { requireSqlite } from "./documents/desk.ts";
import { cleanerOf } from "./log/clean.ts";
import { cleanPonderLog } from "./log/ponder-log.ts";
import { openGateway } from "./nodes/gateway.ts";
import { shareGateway } from "./nodes/shared.ts";
import { openOracle } from "./oracle/open.ts";
import { readOracleSettings } from "./oracle/settings.ts";
import { httpRpc, identifyChain, START_PATIENCE } from "./settings/chain.ts";
import { lockDirectory } from "./settings/directory-lock.ts";
import { readDocumentSettings } from "./settings/documents.ts";
import { readGraphqlSettings } from "./settings/graphql.ts";
import { isDevelopment, isOwn } from "./settings/kinds.ts";
import { digestLogic } from "./settings/logic.ts";
import { recordText } from "./settings/record-text.ts";
import { commandOf, dropDirectory, dropSchema, isWriting } from "./settings/reread.ts";
import { readSettings } from "./settings/settings.ts";
import { readTrustSettings } from "./settings/trust.ts";
import { checkSqlRole } from "./sql/role.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const { deployment, rpcUrls, wsUrl, database, sqlUrl, reread } = readSettings(process.env, recordText);

const urls = [
  ...rpcUrls,
  wsUrl,
  database.kind === "postgres" ? database.connectionString : undefined,
  sqlUrl,
];
cleanPonderLog(cleanerOf(urls.filter((url) => url !== undefined)));

// What is wrong with them is said before anything is indexed.
readTrustSettings(process.env, deployment);
if (readDocumentSettings(process.env).isOn && database.kind === "pglite")
  requireSqlite(process.versions.node);
readGraphqlSettings(process.env);
if (sqlUrl !== undefined) await checkSqlRole(sqlUrl);
// What a key or a file of revocations lacks is said before anything is indexed.
await openOracle(readOracleSettings(process.env), deployment);

/** Rows belong to one chain and one logic: neither another chain of the same id nor newer code continues them. */
const rowsOf = {
  genesis: await identifyChain(rpcUrls.map(httpRpc), deployment, START_PATIENCE),
  logic: digestLogic(root),
};
const rowsDigest = createHash("sha256")
  .update(JSON.stringify([deployment, rowsOf]))
  .digest("hex");

const command = commandOf(process.argv.slice(2), process.env);
const drops = reread && isWriting(command);
if (drops && database.kind === "postgres" && command.schema !== undefined) {
  await dropSchema(database.connectionString, { schema: command.schema, chainId: deployment.chainId });
}

/** The folder is this process's until it ends. */
function openPglite(directory = join(root, ".ponder", `pglite-${rowsDigest.slice(0, 16)}`)) {
  lockDirectory(directory);
  if (drops) dropDirectory(directory);
  return { kind: "pglite", directory } as const;
}

/** A node on this machine costs nothing to ask. */
const isOwnNode = rpcUrls.every(isOwn);

/** Of several nodes, a second one confirms the logs of the first, before rows are made of them. */
async function confirmedNodes(): Promise<readonly string[]> {
  // One that only serves rows makes none.
  if (new Set(rpcUrls).size === 1 || command.name === "serve") return rpcUrls;
  const contracts = [deployment.address, ...deployment.jurorPools];
  const gateway = await openGateway([...new Set(rpcUrls)], contracts);
  shareGateway(gateway);
  return gateway.urls;
}

const nodes = await confirmedNodes();

/** Ponder paces its requests per URL listed: a node listed often is asked more often. */
const OWN_NODE_LANES = 20;

/**
 * A development chain rests until somebody sends. Ponder's subscription misses blocks from before it opened, and the one
 * that reveals a reorganisation, until a next block comes: there it would never stop waiting, so it polls.
 */
const isResting = isDevelopment(deployment);

export default createConfig({
  chains: {
    chain: {
      id: deployment.chainId,
      rpc: isOwnNode ? Array.from({ length: OWN_NODE_LANES }, () => nodes).flat() : [...nodes],
      ...(wsUrl === undefined || isResting ? {} : { ws: wsUrl }),
      pollingInterval: isOwnNode ? 100 : 1_000,
      // Ponder keeps fetched blocks by chain id, which development chains share.
      disableCache: isResting,
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
