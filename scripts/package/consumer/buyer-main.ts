// The buyer's process: hires the seller over HTTP, asks it to work, and prints what the milestone paid.

import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hire } from "./buyer.js";
import { chainOf, settings } from "./settings.js";

const { rpcUrl, chainId, quittance, drawn, sellerUrl, keys } = settings();
const account = privateKeyToAccount(keys[0] ?? "0x");
const client = createWalletClient({ account, chain: chainOf(chainId), transport: http(rpcUrl) });

const post = async (path: string, body: string): Promise<string> => {
  const answer = await fetch(`${sellerUrl}${path}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.text();
};

const opened = await hire(client, quittance, drawn, async (offer, transcript) => {
  return (await post("/answer", JSON.stringify({ offer, transcript }))) as Hex;
});
console.log(
  JSON.stringify({ dealId: opened.dealId, verdict: JSON.parse(await post("/work", opened.dealId)) }),
);
