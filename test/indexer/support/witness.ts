import type { Address } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { until } from "./indexer.ts";

/** Asks indexers without a pause, and writes down what is wrong with their answers. */
export interface Witness {
  readonly problems: readonly string[];
  /** How often each was asked everything. */
  counts(): ReadonlyMap<string, number>;
  watch(name: string, url: string): void;
  forget(name: string): void;
  /** Waits until each that is watched was asked so many times more. */
  more(times: number): Promise<void>;
  stop(): Promise<void>;
}

interface Watched {
  readonly url: string;
  block: number;
  asked: number;
  running: Promise<void>;
}

/** A witness whose measure is the chain: what an account had at the block that an answer names. */
export function watchAnswers({
  stack,
  account,
}: {
  readonly stack: Stack;
  readonly account: Address;
}): Witness {
  const problems: string[] = [];
  const watched = new Map<string, Watched>();

  const balanceAt = async (block: number) => {
    const asked = { address: stack.address, abi: quittanceAbi, functionName: "balanceOf" } as const;
    return stack.publicClient.readContract({ ...asked, args: [account], blockNumber: BigInt(block) });
  };

  const ask = async ({ url, block }: Watched, path: string, init?: RequestInit) => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
    const asOf = JSON.parse(answer.headers.get("quittance-as-of") ?? "{}") as { readonly block?: number };
    if ((asOf.block ?? block) < block) throw new Error(`is of block ${asOf.block}, after one of ${block}`);
    return text;
  };

  const round = async (one: Watched) => {
    const statement = JSON.parse(await ask(one, `/accounts/${account}/statement?limit=1000`)) as {
      readonly asOf: { readonly block: number };
      readonly entries: readonly { readonly amount: string }[];
    };
    const { block } = statement.asOf;
    const before = one.block;
    one.block = Math.max(before, block);
    if (block < before) throw new Error(`the statement is of block ${block}, after one of ${before}`);
    const sum = statement.entries.reduce((all, { amount }) => all + BigInt(amount), 0n);
    if (sum !== (await balanceAt(block))) throw new Error(`the statement of block ${block} sums to ${sum}`);
    const query = `{ total(id: "quittance") { deals held } accounts(limit: 5) { items { address balance } } }`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query });
    const answer = JSON.parse(await ask(one, "/graphql", { method: "POST", headers, body })) as {
      readonly data?: { readonly total: { readonly deals: number } | null } | null;
      readonly errors?: unknown;
    };
    if (!answer.data?.total || answer.errors !== undefined) throw new Error(JSON.stringify(answer));
    await ask(one, `/changes?agent=${stack.buyer.address}`);
    await ask(one, `/trust/${stack.seller.address}`);
    await ask(one, "/status");
    await ask(one, "/ready");
  };

  const follow = async (name: string, one: Watched) => {
    while (watched.get(name) === one) {
      await round(one).catch((error: unknown) => {
        if (watched.get(name) === one) problems.push(`${name}: ${error}`);
      });
      one.asked += 1;
    }
  };

  return {
    problems,
    counts: () => new Map([...watched].map(([name, { asked }]) => [name, asked])),
    watch: (name, url) => {
      const one: Watched = { url, block: 0, asked: 0, running: Promise.resolve() };
      watched.set(name, one);
      one.running = follow(name, one);
    },
    forget: (name) => watched.delete(name),
    more: async (times) => {
      const wanted = [...watched.values()].map((one) => ({ one, count: one.asked + times }));
      await until("all were asked more", async () => wanted.every(({ one, count }) => one.asked >= count));
    },
    stop: async () => {
      const all = [...watched.values()];
      watched.clear();
      await Promise.all(all.map(({ running }) => running));
    },
  };
}
