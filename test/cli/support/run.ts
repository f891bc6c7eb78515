import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** A folder for settings that no one has made: whoever runs the tests may have profiles and keys. */
export const NO_SETTINGS = join(tmpdir(), "quittance-without-settings");

/** Runs a script of Node to its end. */
export async function run(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return ended(process.execPath, [script, ...args], environment);
}

/** Runs a program to its end, as far as it needs no input. */
export async function ended(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd = ".",
) {
  const child = spawn(program, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      QUITTANCE_INDEXER: undefined,
      XDG_CONFIG_HOME: NO_SETTINGS,
      NO_COLOR: "1",
      ...environment,
    },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code as number | null, out, err };
}
