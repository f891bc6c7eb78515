import { spawn } from "node:child_process";

/** A command of the check failed; the message holds what it printed. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** The environment of somebody else's machine: without this repository's Node options, tools and npm settings. */
export function outsiderEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours =
    /^(NODE_OPTIONS|NODE_COMPILE_CACHE|INIT_CWD|npm_(?!config_(registry|cache|userconfig|globalconfig)).*|CI)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1", ...extra };
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure; only 0 when left out. */
  readonly codes?: readonly number[];
}

/**
 * Runs a command to its end and gives what it printed to standard output.
 *
 * @throws CommandFailed when it ends with another exit code than the ones wanted.
 */
export function run(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, env = outsiderEnvironment(), codes = [0] } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let all = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString("utf8");
      all += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      all += chunk.toString("utf8");
    });
    child.on("error", (error) => reject(new CommandFailed(`${program}: ${error.message}`)));
    child.on("close", (code) => {
      if (codes.includes(code ?? -1)) resolve(out);
      else reject(new CommandFailed(`${[program, ...args].join(" ")} ended with ${code}:\n${all.trim()}`));
    });
  });
}
