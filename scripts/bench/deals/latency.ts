import type { Hex } from "viem";
import type { Market } from "./market.ts";
import { p95Of, pause, secondsOf, until } from "./pause.ts";
import { startBenchRelayer } from "./relayer.ts";

export interface Latency {
  /** Seconds from an intent to its receipt, 95 of 100. */
  readonly relayed: number;
  /** Seconds from `eth_sendRawTransaction` to the receipt, 95 of 100. */
  readonly direct: number;
}

const DIRECT = 30;
/** Intents that go through a relayer before it is measured: a process that has just started runs code that is not compiled yet. */
const WARMING_INTENTS = 100;

/**
 * How long one caller waits, at so many intents a second through the relayer, and with one transaction of its own.
 *
 * @param rate Intents a second.
 */
export async function measureLatency(market: Market, rate: number, intents: number): Promise<Latency> {
  const { sign, stack } = market;
  const { publicClient } = stack;
  const calls = await sign(intents);
  const warming = await sign(WARMING_INTENTS);
  const relayer = await startBenchRelayer(stack);
  const waited: number[] = [];
  try {
    await Promise.all(warming.map(async ({ open }) => relayer.minedIn(await relayer.ask(open))));
    const start = performance.now();
    await Promise.all(
      calls.map(async ({ open }, index) => {
        await pause(Math.max(0, start + (index * 1_000) / rate - performance.now()));
        waited.push(
          await secondsOf(async () => {
            const hash = await relayer.minedIn(await relayer.ask(open));
            await publicClient.getTransactionReceipt({ hash });
          }),
        );
      }),
    );
  } finally {
    await relayer.stop();
  }
  return { relayed: p95Of(waited), direct: p95Of(await sendOneByOne(market)) };
}

async function sendOneByOne({ sign, stack }: Market): Promise<readonly number[]> {
  const { publicClient, accounts, address, chain } = stack;
  const sender = accounts.at(12);
  if (sender === undefined) throw new Error("the stack has twenty accounts");
  const first = await publicClient.getTransactionCount({ address: sender.address });
  const waited: number[] = [];
  for (const [index, { open: data }] of (await sign(DIRECT)).entries()) {
    const serializedTransaction = await sender.signTransaction({
      ...{ type: "eip1559", chainId: chain.id, to: address, data, gas: 300_000n, nonce: first + index },
      ...{ maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000n },
    });
    waited.push(
      await secondsOf(async () => {
        const hash: Hex = await publicClient.sendRawTransaction({ serializedTransaction });
        await until(
          async () =>
            (await publicClient.getTransactionReceipt({ hash }).catch(() => undefined)) !== undefined,
        );
      }),
    );
  }
  return waited;
}
