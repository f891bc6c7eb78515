import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Address, Hex } from "viem";
import { operateRelayer } from "../../../examples/without-ether/relayer.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Requests that are under way at once. */
const AT_ONCE = 250;
const NO_LIMIT = 10_000_000;

/** The relayer's program in a process of its own, asked over HTTP. */
export interface BenchRelayer {
  readonly sender: Address;
  /** Hands intents over, as fast as they are taken. */
  readonly submit: (intents: readonly Hex[]) => Promise<void>;
  /** Hands one over, and returns its id. */
  readonly ask: (data: Hex) => Promise<Hex>;
  /** Waits until a block has an intent, and returns its transaction. */
  readonly minedIn: (id: Hex) => Promise<Hex>;
  readonly stop: () => Promise<void>;
}

export async function startBenchRelayer(stack: Stack): Promise<BenchRelayer> {
  const { url, apiKey, sender, stop } = await operateRelayer(stack, { perDay: NO_LIMIT, isFree: true });
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  // Agents are elsewhere. Here they share a process with the node, so they ask by the cheapest client.
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const exchange = <Answer>(method: string, path: string, body?: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { method, headers, agent }, (answer) => {
        text(answer).then((json) => resolve(JSON.parse(json) as Answer), reject);
      });
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  const ask = async (data: Hex): Promise<Hex> => {
    const { id, error } = await exchange<{ id?: Hex; error?: string }>("POST", "/intents", { data });
    if (id === undefined) throw new Error(`the relayer refused: ${error}`);
    return id;
  };
  return {
    ...{ sender, ask },
    stop: async () => {
      agent.destroy();
      await stop();
    },
    submit: async (intents) => {
      let next = 0;
      const work = async () => {
        for (let data = intents[next++]; data !== undefined; data = intents[next++]) await ask(data);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
    minedIn: async (id) => {
      for (;;) {
        const { hash, state } = await exchange<{ hash?: Hex; state?: string }>(
          "GET",
          `/intents/${id}?wait=30`,
        );
        if (hash !== undefined) return hash;
        if (state === "refused") throw new Error("the relayer refused what was to be measured");
      }
    },
  };
}
