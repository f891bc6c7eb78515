import { constants } from "node:os";
import { withoutUrls } from "./log.ts";
import { readSettings } from "./settings.ts";
import { startExchange } from "./start.ts";

// The program: reads its settings from the environment, and runs until it is told to end.
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

try {
  const exchange = await startExchange(readSettings(process.env));
  let isEnding = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // A second signal ends it at once: what it wrote is whole.
      if (isEnding) process.exit(128 + constants.signals[signal]);
      isEnding = true;
      exchange.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`exchange: ${withoutUrls(message)}\n`);
  process.exitCode = 1;
}
