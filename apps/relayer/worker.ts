import { getBalance } from "viem/actions";
import type { Engine } from "./engine/engine.ts";
import type { NodeClient } from "./engine/node.ts";
import type { Metrics } from "./http/metrics.ts";
import type { Log } from "./log.ts";

/** Steps an engine until it is told to end. */
export interface Worker {
  /** Steps at once, as there is something to do. */
  wake(): void;
  /** Why it does not get on; undefined when it does. */
  trouble(): string | undefined;
  /** Ends after the step that it is in. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly engine: Engine;
  readonly node: NodeClient;
  readonly sender: `0x${string}`;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds. */
  readonly pollEvery: number;
}

/** Failed steps in a row after which the relayer calls itself unwell. */
const MOST_FAILURES = 5;

export function startWorker({ engine, node, sender, metrics, log, pollEvery }: WorkerOptions): Worker {
  let isStopped = false;
  let failures = 0;
  let hasEther = true;
  let wake: () => void = () => undefined;
  let isWoken = false;

  const pause = () =>
    new Promise<void>((resolve) => {
      if (isWoken || isStopped) return resolve();
      const timer = setTimeout(resolve, pollEvery);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const step = async () => {
    try {
      const isLeading = await engine.step();
      metrics.stepped(isLeading ? "leading" : "standby");
      const balance = await getBalance(node, { address: sender });
      metrics.balance(balance);
      hasEther = balance > 0n;
      failures = 0;
    } catch (error) {
      failures++;
      metrics.stepped("failed");
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      log("warn", "a step broke off, and is taken again", {
        error: name,
        message: message.split("\n")[0] ?? "",
      });
    }
  };

  const run = async () => {
    while (!isStopped) {
      isWoken = false;
      await step();
      await pause();
    }
  };
  const running = run();

  return {
    wake: () => {
      isWoken = true;
      wake();
    },
    trouble: () => {
      if (failures >= MOST_FAILURES) return "the node or the database does not answer";
      return hasEther ? undefined : "the sender has no ETH for gas";
    },
    stop: async () => {
      isStopped = true;
      wake();
      await running;
      await engine.yield().catch(() => undefined);
    },
  };
}
