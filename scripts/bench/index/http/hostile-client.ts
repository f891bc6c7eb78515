// A client that asks for as much as it may, on many connections at once, for so many seconds: `node hostile-client.ts <url> <seconds>`.
// It is a process of its own, so that it does not hold up the one that measures. It prints what it was answered.

import { Agent, request } from "node:http";

const CONNECTIONS = 16;
/** A caller of its own, beside which others are asked to be served. */
const ADDRESS = "198.51.100.66";
/** Three lists inside each other, as many rows as their limits may have. */
const GREEDY = `{
  deals(limit: 50) { items { id buyer seller pact
    milestones(limit: 50) { items { index amount
      ballots(limit: 50) { items { juror score payout reasons } } } } } }
}`;

const [url = "", seconds = "1"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const statuses: Record<string, number> = {};
const end = performance.now() + 1_000 * Number(seconds);

function once(): Promise<void> {
  const headers = { "content-type": "application/json", "x-forwarded-for": ADDRESS };
  return new Promise((resolve) => {
    const sent = request(`${url}/graphql`, { method: "POST", headers, agent }, (response) => {
      const status = String(response.statusCode);
      statuses[status] = (statuses[status] ?? 0) + 1;
      response.resume().on("end", resolve).on("error", resolve);
    });
    sent.on("error", () => resolve()).end(JSON.stringify({ query: GREEDY }));
  });
}

async function lane(): Promise<void> {
  while (performance.now() < end) await once();
}

await Promise.all(Array.from({ length: CONNECTIONS }, lane));
agent.destroy();
console.log(JSON.stringify(statuses));
