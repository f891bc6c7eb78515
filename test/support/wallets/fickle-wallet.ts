import { createWalletClient, custom, type Hex, http, type PrivateKeyAccount, toHex } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

interface Asked {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A wallet behind JSON-RPC that changes its mind. `answer` is given what it was asked, and may answer otherwise. */
export function fickleWallet(
  { chain, rpcUrl }: Pick<Stack, "chain" | "rpcUrl">,
  account: PrivateKeyAccount,
  answer: (asked: Asked, honest: () => Promise<unknown>) => Promise<unknown>,
) {
  const node = http(rpcUrl)({ chain });
  const sender = createWalletClient({ account, chain, transport: http(rpcUrl) });
  const asked: string[] = [];
  const honest = async ({ method, params }: Asked): Promise<unknown> => {
    if (method === "eth_signTypedData_v4") return account.signTypedData(JSON.parse(String(params[1])));
    if (method !== "eth_sendTransaction") return node.request({ method, params });
    const { to, data, value = "0x0" } = params[0] as { to: Hex; data: Hex; value?: Hex };
    return sender.sendTransaction({ to, data, value: BigInt(value) });
  };
  const request = async ({ method, params = [] }: { method: string; params?: unknown }) => {
    asked.push(method);
    const call = { method, params: params as readonly unknown[] };
    return answer(call, () => honest(call));
  };
  const wallet = { account: account.address, chain, transport: custom({ request }, { retryCount: 0 }) };
  return { client: createWalletClient(wallet), asked };
}

/** As a wallet refuses whose owner said no (EIP-1193). */
export const rejected = (): Error => Object.assign(new Error("The user said no."), { code: 4_001 });

export const onChain = (id: number): Hex => toHex(id);
