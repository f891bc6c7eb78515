// The seller's process: answers an offer, works when it is asked to, and collects.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { parseOffer } from "quittance";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { answer, earn } from "./seller.js";
import { chainOf, settings } from "./settings.js";

const { rpcUrl, chainId, quittance, pool, jurorsUrl, keys } = settings();
const account = privateKeyToAccount(keys[0] ?? "0x");
const client = createWalletClient({ account, chain: chainOf(chainId), transport: http(rpcUrl) });
let offered = "";

const judge = async (delivery: string): Promise<string[]> => {
  const answer = await fetch(jurorsUrl, { method: "POST", body: delivery });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as string[];
};

const reply = async (path: string | undefined, body: string): Promise<string> => {
  if (path === "/answer") {
    const { offer, transcript } = JSON.parse(body) as { offer: string; transcript: string };
    offered = offer;
    return answer(client, quittance, pool, offer, transcript);
  }
  const { dealId, payout } = await earn(client, quittance, parseOffer(offered).terms, judge);
  return JSON.stringify({ dealId, payout });
};

const server = createServer(async (request, response) => {
  try {
    response.end(await reply(request.url, await text(request)));
  } catch (error) {
    response.statusCode = 500;
    response.end(error instanceof Error ? error.message : String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? `http://127.0.0.1:${address?.port}` : address);
});
