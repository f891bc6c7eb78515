import { constants } from "node:os";
import { type Stack, type StackOptions, startStack } from "quittance/testing";

/** Somebody ended the command before it was done. */
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
 * Starts a stack, works with it, and ends it whatever happens. A signal interrupts the work, except while it waits for
 * `keepRunning`, which is the way to stay up until somebody has had enough. A second signal ends everything at once.
 *
 * @param options.waiting Wraps the waiting for the start, to tell how long it takes.
 * @throws Interrupted, and whatever the start or the work throws.
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
