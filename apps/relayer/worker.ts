import type { Address } from "viem";
import { getBalance } from "viem/actions";
import type { Engine } from "./engine/engine.ts";
import type { NodeClient } from "./engine/node.ts";
import type { Metrics } from "./http/metrics.ts";
import type { Log } from "./log.ts";

/** Steps an engine until it is told to end. */
export interface Worker {
  /** The key that it sends with. */
  readonly sender: Address;
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
  readonly sender: Address;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds. */
  readonly pollEvery: number;
  /** Called after each step. */
  readonly onStep: () => Promise<void>;
  /** What else the worker with the right to write does after each step. */
  readonly afterStep?: () => Promise<void>;
}

/** Milliseconds between two looks at the sender's ETH. */
const BALANCE_EVERY = 2_000;

/** Failed steps in a row after which the relayer calls itself unwell. */
const MOST_FAILURES = 5;

export function startWorker(options: WorkerOptions): Worker {
  const { engine, node, sender, metrics, log, pollEvery, onStep, afterStep } = options;
  let balance = 0n;
  let balanceAt = Number.NEGATIVE_INFINITY;
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
      metrics.stepped(sender, isLeading ? "leading" : "standby");
      await onStep();
      if (isLeading) await afterStep?.();
      if (performance.now() - balanceAt >= BALANCE_EVERY) {
        balance = await getBalance(node, { address: sender });
        metrics.balance(sender, balance);
        balanceAt = performance.now();
      }
      hasEther = balance > 0n && (!isLeading || engine.canPay());
      failures = 0;
    } catch (error) {
      failures++;
      metrics.stepped(sender, "failed");
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      log("warn", "a step broke off, and is taken again", {
        sender,
        error: name,
        message: message.split("\n")[0] ?? "",
      });
      await engine.letGo().catch(() => undefined);
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
    sender,
    wake: () => {
      isWoken = true;
      wake();
    },
    trouble: () => {
      if (failures >= MOST_FAILURES) return "the node or the database does not answer";
      return hasEther ? undefined : "the sender has too little ETH for gas";
    },
    stop: async () => {
      isStopped = true;
      wake();
      await running;
      await engine.yield().catch(() => undefined);
    },
  };
}
