import { type CommandOptions, run } from "../programs/run.ts";

/** The environment of somebody else's machine: without this repository's Node options, tools and npm settings. */
export function outsiderEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours =
    /^(NODE_OPTIONS|NODE_COMPILE_CACHE|INIT_CWD|npm_(?!config_(registry|cache|userconfig|globalconfig)).*|CI)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1", ...extra };
}

/**
 * Runs a program as on somebody else's machine, unless `options` has an environment, and gives what it printed to standard
 * output.
 *
 * @throws CommandFailed when it does not start, or ends with another exit code than the ones wanted.
 */
export function runOutside(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  return run(program, args, { env: outsiderEnvironment(), ...options });
}
