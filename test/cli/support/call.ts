import { main } from "../../../apps/cli/main.ts";
import { NO_SETTINGS } from "./run.ts";

type Write = typeof process.stdout.write;

/**
 * Calls the `quittance` command without a process of its own, which takes a second to start. What it prints is caught,
 * so that only one call can run at a time. That a process prints and ends the same: `run.ts`, where it matters.
 */
export async function call(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const printed = { out: "", err: "" };
  const { stdout, stderr, env } = process;
  const writes = [stdout.write, stderr.write] as const;
  const catching =
    (stream: keyof typeof printed): Write =>
    (chunk: Uint8Array | string, ...rest: unknown[]) => {
      printed[stream] += String(chunk);
      for (const done of rest) if (typeof done === "function") done();
      return true;
    };
  stdout.write = catching("out");
  stderr.write = catching("err");
  const { QUITTANCE_INDEXER: _, ...rest } = env;
  process.env = {
    ...rest,

    XDG_CONFIG_HOME: NO_SETTINGS,
    NO_COLOR: "1",
    ...environment,
  };
  try {
    const code: number = await main(args);
    return { code, ...printed };
  } finally {
    [stdout.write, stderr.write] = writes;
    process.env = env;
  }
}
