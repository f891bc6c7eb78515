import { type Hex, isHex } from "viem";
import { type Deployment, SettingsError } from "./settings.ts";

/** Calls one JSON-RPC method of one node. */
export type RpcCall = (method: string, params: readonly unknown[]) => Promise<unknown>;

const TIMEOUT_MS = 60_000;

/**
 * Checks that every node serves the chain the deployment is on, the same of that id, and that the contracts are there.
 * @param nodes At least one.
 * @returns The hash of block 0, which tells chains of one id apart: every local chain has its own.
 * Throws `SettingsError`; neither it nor anything else names the URLs, which may hold keys.
 */
export async function identifyChain(nodes: readonly RpcCall[], deployment: Deployment): Promise<Hex> {
  const found = new Set(await Promise.all(nodes.map((call) => identifyNode(call, deployment))));
  const [genesis] = found;
  if (genesis === undefined || found.size > 1) {
    throw new SettingsError(
      `The nodes in PONDER_RPC_URL serve ${found.size} chains, all with id ${deployment.chainId}. List nodes of one.`,
    );
  }
  return genesis;
}

async function identifyNode(call: RpcCall, deployment: Deployment): Promise<Hex> {
  const chainId = Number(await call("eth_chainId", []));
  if (chainId !== deployment.chainId) {
    throw new SettingsError(
      `PONDER_RPC_URL answers for chain ${chainId}, the deployment is on chain ${deployment.chainId}. ` +
        `Point it at a node of chain ${deployment.chainId}, or name another deployment.`,
    );
  }
  for (const address of [deployment.address, ...deployment.jurorPools]) {
    const code = await call("eth_getCode", [address, "latest"]);
    if (typeof code !== "string" || code.length <= 2) {
      throw new SettingsError(
        `There is no contract at ${address} on chain ${chainId}. ` +
          `Name the deployment of this very chain; a local chain that was restarted needs a new one.`,
      );
    }
  }
  const genesis = await call("eth_getBlockByNumber", ["0x0", false]);
  const hash =
    genesis !== null && typeof genesis === "object" && "hash" in genesis ? genesis.hash : undefined;
  if (!isHex(hash)) {
    throw new SettingsError("A node in PONDER_RPC_URL does not serve block 0. Use one that does.");
  }
  return hash;
}

/** JSON-RPC over HTTP to `url`. Calls throw `SettingsError` when no answer comes within a minute. */
export function httpRpc(url: string): RpcCall {
  return async (method, params) => {
    let answer: unknown;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = await response.json();
    } catch {
      throw new SettingsError(
        `PONDER_RPC_URL: ${new URL(url).host} does not answer ${method} over JSON-RPC. Is the node running?`,
      );
    }
    if (answer !== null && typeof answer === "object" && "result" in answer) return answer.result;
    throw new SettingsError(
      `PONDER_RPC_URL: ${new URL(url).host} refused ${method}. Is the key in the URL valid?`,
    );
  };
}
