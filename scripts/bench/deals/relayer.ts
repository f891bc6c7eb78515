import type { Address, Hex } from "viem";
import { operateRelayer } from "../../../examples/without-ether/relayer.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Requests that are under way at once. */
const AT_ONCE = 32;
const NO_LIMIT = 10_000_000;

/** The relayer's program in a process of its own, asked over HTTP. */
export interface BenchRelayer {
  readonly sender: Address;
  /** Hands intents over, as fast as they are taken. */
  readonly submit: (intents: readonly Hex[]) => Promise<void>;
  /** Hands one over, and returns its id. */
  readonly ask: (data: Hex) => Promise<Hex>;
  /** The state of an intent. */
  readonly stateOf: (id: Hex) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startBenchRelayer(stack: Stack): Promise<BenchRelayer> {
  const { url, apiKey, sender, stop } = await operateRelayer(stack, { perDay: NO_LIMIT, isFree: true });
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const ask = async (data: Hex): Promise<Hex> => {
    const answer = await fetch(`${url}/intents`, { method: "POST", headers, body: JSON.stringify({ data }) });
    const body = (await answer.json()) as { readonly id?: Hex; readonly error?: string };
    if (body.id === undefined) throw new Error(`the relayer refused: ${body.error ?? answer.status}`);
    return body.id;
  };
  return {
    ...{ sender, ask, stop },
    submit: async (intents) => {
      let next = 0;
      const work = async () => {
        for (let data = intents[next++]; data !== undefined; data = intents[next++]) await ask(data);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
    stateOf: async (id) => {
      const answer = await fetch(`${url}/intents/${id}`, { headers });
      return ((await answer.json()) as { readonly state?: string }).state ?? "";
    },
  };
}
