// A buyer whose key is in another process, which is asked by JSON-RPC: clef, a browser's wallet, or a daemon of your own. The
// client sends the wallet's methods to the wallet and all others to the node.
//
//   node examples/wallets/json-rpc.ts [--json] [--keep]

import { explain } from "quittance";
import { type Chain, createWalletClient, custom, http } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { runExample, type Setup } from "../runner/run.ts";
import { dealOf, partyOf } from "./deal.ts";
import { startWallet, type WalletServer } from "./wallet-server.ts";

const OF_WALLET = new Set(["eth_accounts", "eth_sendTransaction", "eth_signTypedData_v4"]);

/** A client that signs and sends through a wallet, and reads from a node. */
export function clientOf(
  { url, address }: WalletServer,
  { chain, rpcUrl }: { chain: Chain; rpcUrl: string },
) {
  const node = http(rpcUrl)({ chain });
  const wallet = http(url, { retryCount: 0 })({ chain });
  const transport = custom({
    request: (call) => (OF_WALLET.has(call.method) ? wallet : node).request(call),
  });
  return createWalletClient({ account: address, chain, transport });
}

export async function jsonRpcBuyer(setup: Setup) {
  const { stack, out } = setup;
  await out.chapter("A buyer that asks its wallet by JSON-RPC");
  const { rpcUrl } = stack;
  const wallet = await startWallet(generatePrivateKey(), { rpcUrl, agrees: () => true });
  try {
    const client = clientOf(wallet, stack);
    const buyer = { address: wallet.address, signer: client };
    const result = await dealOf(setup, { buyer, seller: partyOf(stack.seller) });
    for (const definition of wallet.asked) await out.say(`It was asked: ${explain(definition).intent}.`);
    return result;
  } finally {
    await wallet.stop();
  }
}

if (import.meta.main) {
  await runExample(import.meta, "A deal whose buyer asks its wallet by JSON-RPC.", jsonRpcBuyer, {});
}
