import { type Hex, isHex } from "viem";
import { type Deployment, SettingsError } from "./settings.ts";

/** Calls one JSON-RPC method of one node. */
export type RpcCall = (method: string, params: readonly unknown[]) => Promise<unknown>;

const TIMEOUT_MS = 60_000;

/** A node does not answer at present: it cannot be reached, has no time, or failed. Another one may. */
export class NodeBusyError extends SettingsError {}

/**
 * Checks that every node that answers serves the chain the deployment is on, the same of that id, and that the contracts are
 * there. One that has no time at present is passed over while another answers: Ponder asks it again later.
 * @param nodes At least one.
 * @returns The hash of block 0, which tells chains of one id apart: every local chain has its own.
 * Throws `SettingsError`; neither it nor anything else names the URLs, which may hold keys.
 */
export async function identifyChain(nodes: readonly RpcCall[], deployment: Deployment): Promise<Hex> {
  const answers = await Promise.allSettled(nodes.map((call) => identifyNode(call, deployment)));
  const failures = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  const found = new Set(answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : [])));
  const final = failures.find((failure) => !(failure instanceof NodeBusyError));
  if (final !== undefined) throw final;
  if (found.size === 0) throw failures[0];
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

/** Codes by which nodes say that they were asked too often. */
const RATE_LIMITS = [429, -32_005, -32_007, -32_016, -32_029];

/**
 * JSON-RPC over HTTP to `url`. Calls throw `NodeBusyError` when no answer comes within a minute, or the node has no time, and
 * another `SettingsError` when it refuses.
 */
export function httpRpc(url: string): RpcCall {
  const { host } = new URL(url);
  return async (method, params) => {
    let answer: unknown;
    let status: number | undefined;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      answer = await response.json();
    } catch {
      if (status === 429 || status === 503) throw busy(host, method, `HTTP ${status}`);
      throw new NodeBusyError(
        `PONDER_RPC_URL: ${host} does not answer ${method} over JSON-RPC. Is the node running?`,
      );
    }
    if (answer !== null && typeof answer === "object" && "result" in answer) return answer.result;
    const code: unknown = Reflect.get(Object(Reflect.get(Object(answer), "error")), "code");
    if (status === 429 || status === 503) throw busy(host, method, `HTTP ${status}`);
    if (RATE_LIMITS.includes(Number(code))) throw busy(host, method, `code ${code}`);
    throw new SettingsError(`PONDER_RPC_URL: ${host} refused ${method}. Is the key in the URL valid?`);
  };
}

function busy(host: string, method: string, said: string): NodeBusyError {
  return new NodeBusyError(
    `PONDER_RPC_URL: ${host} has no time for ${method} (${said}). Start again later, or list another node beside it.`,
  );
}
