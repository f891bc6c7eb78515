import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Address, createWalletClient, type Hex, http, type TypedDataDefinition } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** A wallet that runs beside its agent, and is asked by JSON-RPC: as clef, or a daemon of your own. */
export interface WalletServer {
  readonly url: string;
  readonly address: Address;
  /** What it was asked to sign. */
  readonly asked: readonly TypedDataDefinition[];
  readonly stop: () => Promise<void>;
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** By EIP-1193: the wallet's owner says no. */
const REJECTED = 4_001;
const UNKNOWN_METHOD = -32_601;

/** Starts a wallet with a key. `agrees` is its owner, who sees what is to be signed. */
export async function startWallet(
  key: Hex,
  { rpcUrl, agrees }: { readonly rpcUrl: string; readonly agrees: (asked: TypedDataDefinition) => boolean },
): Promise<WalletServer> {
  const account = privateKeyToAccount(key);
  const asked: TypedDataDefinition[] = [];
  const sender = createWalletClient({ account, transport: http(rpcUrl) });
  const refuse = (code: number, message: string) => ({ error: { code, message } });
  const answerTo = async ({ method, params = [] }: Call) => {
    if (method === "eth_accounts") return { result: [account.address] };
    if (method === "eth_sendTransaction") {
      const { to, data, value } = params[0] as { to: Address; data?: Hex; value?: Hex };
      const transaction = { to, data, value: BigInt(value ?? 0), chain: null };
      return { result: await sender.sendTransaction(transaction) };
    }
    if (method !== "eth_signTypedData_v4") return refuse(UNKNOWN_METHOD, `${method} is not known here`);
    const definition = JSON.parse(String(params[1])) as TypedDataDefinition;
    asked.push(definition);
    if (!agrees(definition)) return refuse(REJECTED, "The owner said no.");
    return { result: await account.signTypedData(definition) };
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    const call = JSON.parse(body) as Call;
    const answer = await answerTo(call).catch(() => refuse(-32_000, "The wallet failed."));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...answer }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ address: account.address, asked },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
