// The jurors' process: signs a ballot of each drawn juror for a delivery that the seller signed.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { hashReasons, parseDelivery, quittanceDomain, signBallot, toJson } from "quittance";
import { privateKeyToAccount } from "viem/accounts";
import { settings } from "./settings.js";

const { chainId, quittance, keys } = settings();
const domain = quittanceDomain({ chainId, address: quittance });

const server = createServer(async (request, response) => {
  try {
    const { deal, milestone, evidence } = parseDelivery(await text(request));
    const judged = { domain, deal, milestone, evidence, score: 9_000, reasons: hashReasons("faithful") };
    const ballots = keys.map(async (key) =>
      toJson(await signBallot({ ...judged, account: privateKeyToAccount(key) })),
    );
    response.end(JSON.stringify(await Promise.all(ballots)));
  } catch (error) {
    response.statusCode = 500;
    response.end(error instanceof Error ? error.message : String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? `http://127.0.0.1:${address?.port}` : address);
});
