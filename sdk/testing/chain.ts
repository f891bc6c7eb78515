import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HardhatUserConfig } from "hardhat/config";
import { linkedBlocks } from "./linked-blocks.ts";
import { importPeer } from "./peers.ts";
import { steadyClock } from "./steady-clock.ts";

/** A local chain that answers JSON-RPC over HTTP and WebSocket on a free port of this machine. */
export interface LocalChain {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly close: () => Promise<void>;
}

/** Execution rules Base runs today. */
const HARDFORK = "osaka";
const ANY_PORT = 0;
/** This package, so that neither the caller's folder nor its own Hardhat project matters. */
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
/**
 * A folder that does not exist. A chain reads all artifacts that it finds when it starts, for its own messages: in the
 * repository that took seconds, and its messages were not those of an installed package.
 */
const ARTIFACTS = join(PACKAGE, "no-artifacts");
/** Connections that nobody closes do not hold up the end. */
const CLOSING_MS = 1_000;

/** Starts a chain inside this process. The node signs for the accounts of the mnemonic, too. */
export async function startChain(options: {
  readonly mnemonic: string;
  readonly chainId: number;
  /** Unix seconds of the first block; now when left out. */
  readonly startTime?: number | undefined;
  /** Seconds from each block to the next; by the machine's clock when left out. */
  readonly blockTime?: number | undefined;
}): Promise<LocalChain> {
  const { mnemonic, chainId, startTime, blockTime } = options;
  const configuration = {
    paths: { artifacts: ARTIFACTS },
    plugins: [linkedBlocks(), ...(blockTime === undefined ? [] : [steadyClock(blockTime)])],
    networks: {
      node: {
        type: "edr-simulated",
        chainType: "l1",
        hardfork: HARDFORK,
        chainId,
        accounts: { mnemonic },
        ...(startTime === undefined ? {} : { initialDate: new Date(startTime * 1000) }),
      },
    },
  } satisfies HardhatUserConfig;
  const { createHardhatRuntimeEnvironment } = await importPeer("hardhat", () => import("hardhat/hre"));
  const environment = await createHardhatRuntimeEnvironment(configuration, {}, PACKAGE);
  const server = await environment.network.createServer("node", "127.0.0.1", ANY_PORT);
  const address = await server.listen();
  const authority = `127.0.0.1:${address.port}`;
  return {
    rpcUrl: `http://${authority}`,
    wsUrl: `ws://${authority}`,
    close: async () => {
      const patience = new Promise<void>((resolve) => setTimeout(resolve, CLOSING_MS).unref());
      await Promise.race([server.close(), patience]);
    },
  };
}
