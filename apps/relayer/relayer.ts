import { constants } from "node:os";
import { withoutUrls } from "./log.ts";
import { readSettings } from "./settings.ts";
import { startRelayer } from "./start.ts";

// The program: reads its settings from the environment, and runs until it is told to end.
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

try {
  const relayer = await startRelayer(readSettings(process.env));
  let isEnding = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // A second signal ends it at once: what it wrote is whole.
      if (isEnding) process.exit(128 + constants.signals[signal]);
      isEnding = true;
      relayer.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`relayer: ${withoutUrls(message)}\n`);
  process.exitCode = 1;
}
