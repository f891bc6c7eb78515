// The buyer's process: hires the seller over HTTP, asks it to work, and prints what the milestone paid.

import { type Address, createWalletClient, type Hex, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { hire } from "./buyer.js";
import { chainOf, settings } from "./settings.js";

const { rpcUrl, chainId, quittance, mnemonic, sellerUrl, roles } = settings();
const account = mnemonicToAccount(mnemonic, { addressIndex: roles.buyer });
const client = createWalletClient({ account, chain: chainOf(chainId), transport: http(rpcUrl) });

const post = async (path: string, body: string): Promise<string> => {
  const answer = await fetch(`${sellerUrl}${path}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.text();
};

const panel: Address[] = roles.jurors.map(
  (addressIndex) => mnemonicToAccount(mnemonic, { addressIndex }).address,
);
const seller = mnemonicToAccount(mnemonic, { addressIndex: roles.seller }).address;
const opened = await hire(client, quittance, seller, panel, async (message) => {
  return (await post("/answer", message)) as Hex;
});
console.log(
  JSON.stringify({ dealId: opened.dealId, verdict: JSON.parse(await post("/work", opened.dealId)) }),
);
