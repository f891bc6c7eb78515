import { constants } from "node:os";
import { type Stack, type StackOptions, startStack } from "quittance/testing";

/** Thrown when a signal ended the command before its work was done. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** What a command does with the stack that was started for it. */
export type StackWork = (stack: Stack, keepRunning: () => Promise<void>) => Promise<void>;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts a stack, runs `work` with it, and ends the stack in any case. A signal interrupts the work, unless the work is
 * waiting for `keepRunning`, which resolves at the first signal. A second signal ends the process at once.
 *
 * @param options.waiting Wraps the wait for the start, to show how long it takes.
 * @throws Interrupted when a signal ended the work, and every error of the start and of the work.
 */
export async function runStack(
  options: StackOptions & { readonly waiting: (start: Promise<Stack>) => Promise<Stack> },
  work: StackWork,
): Promise<void> {
  const { waiting, ...stackOptions } = options;
  const kept = Promise.withResolvers<void>();
  const interrupted = Promise.withResolvers<never>();
  interrupted.promise.catch(() => undefined);
  let isKept = false;
  let isEnding = false;
  const onSignal = (signal: NodeJS.Signals) => {
    const interruption = new Interrupted(signal);
    if (isEnding) process.exit(interruption.exitCode);
    isEnding = true;
    if (isKept) kept.resolve();
    else interrupted.reject(interruption);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);

  const starting = startStack(stackOptions);
  try {
    const stack = await Promise.race([waiting(starting), interrupted.promise]);
    const keepRunning = () => {
      isKept = true;
      return kept.promise;
    };
    await Promise.race([work(stack, keepRunning), interrupted.promise]);
  } finally {
    isEnding = true;
    // A start that was interrupted has to end before it can be undone; one that failed has undone itself.
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  }
}
