import { type Hex, isHex } from "viem";
import { type Deployment, SettingsError } from "./settings.ts";

/** Calls one JSON-RPC method of one node. */
export type RpcCall = (method: string, params: readonly unknown[]) => Promise<unknown>;

const TIMEOUT_MS = 10_000;

/** How long nodes that have no time are asked again: after `firstMs`, then each time after twice as long, `mostMs` at most. */
export interface Patience {
  readonly firstMs: number;
  readonly mostMs: number;
  /** No node is asked again later than this. */
  readonly limitMs: number;
}

/** Of a start: a node that is asked too often at this moment, or restarts, has time again within it. */
export const START_PATIENCE: Patience = { firstMs: 250, mostMs: 5_000, limitMs: 60_000 };

const NO_PATIENCE: Patience = { firstMs: 0, mostMs: 0, limitMs: 0 };

/** A node does not answer at present: it cannot be reached, has no time, or failed. Another one may. */
export class NodeBusyError extends SettingsError {}

/**
 * Checks that every node that answers serves the chain the deployment is on, the same of that id, and that the contracts are
 * there. One that has no time at present is passed over while another answers: Ponder asks it again later. While none
 * answers, all are asked again.
 * @param nodes At least one.
 * @param patience How often and how long they are asked again; once when left out.
 * @returns The hash of block 0, which tells chains of one id apart: every local chain has its own.
 * Throws `SettingsError`, and `NodeBusyError` when no node had time within the limit; neither it nor anything else names the
 * URLs, which may hold keys.
 */
export async function identifyChain(
  nodes: readonly RpcCall[],
  deployment: Deployment,
  patience: Patience = NO_PATIENCE,
): Promise<Hex> {
  const start = performance.now();
  for (let waitMs = patience.firstMs, tries = 1; ; tries++) {
    try {
      return await identifyOnce(nodes, deployment);
    } catch (error) {
      if (!(error instanceof NodeBusyError)) throw error;
      const spent = performance.now() - start;
      if (spent + waitMs >= patience.limitMs) {
        if (patience.limitMs === 0) throw error;
        throw new NodeBusyError(
          `No node in PONDER_RPC_URL answered in ${Math.round(spent / 1_000)} seconds and ${tries} tries. The last: ${error.message}`,
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(2 * waitMs, patience.mostMs);
  }
}

async function identifyOnce(nodes: readonly RpcCall[], deployment: Deployment): Promise<Hex> {
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
 * JSON-RPC over HTTP to `url`. Calls throw `NodeBusyError` when no answer comes within ten seconds, or the node has no time, and
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
