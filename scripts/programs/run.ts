import { spawn } from "node:child_process";

/** On Windows npm is a command file, which only a shell runs. */
const needsShell = (program: string) => process.platform === "win32" && /^np[mx]$/.test(program);

/** A program did not start, or ended with another exit code than the ones wanted; the message has what it printed. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  /** What the program printed, as far as it was kept. */
  readonly printed: string;

  constructor(message: string, printed = "") {
    super(printed === "" ? message : `${message}:\n${printed.trim()}`);
    this.printed = printed;
  }
}

export interface CommandOptions {
  readonly cwd: string;
  /** The environment of this process when left out. */
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that are no failure; only 0 when left out. */
  readonly codes?: readonly number[];
}

/**
 * Runs a program to its end and gives what it printed to standard output.
 *
 * @throws CommandFailed when it does not start, or ends with another exit code than the ones wanted.
 */
export function run(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { cwd, env = process.env, codes = [0] } = options;
  const command = [program, ...args].join(" ");
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const child = spawn(program, [...args], { cwd, env, shell: needsShell(program), stdio: [...stdio] });
    let out = "";
    let all = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
      all += chunk;
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      all += chunk;
    });
    child.on("error", (error) => reject(new CommandFailed(`${program}: ${error.message}`)));
    child.on("close", (code) => {
      if (codes.includes(code ?? -1)) resolve(out);
      else reject(new CommandFailed(`${command} ended with ${code} in ${cwd}`, all));
    });
  });
}

/**
 * Runs a program that may ask a person something, such as npm a one-time password.
 *
 * @throws CommandFailed when it does not start, or ends with another exit code than 0.
 */
export function attended(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its standard output goes to standard error: that of this process is for the report.
    const child = spawn(program, [...args], {
      cwd,
      shell: needsShell(program),
      stdio: ["inherit", 2, "inherit"],
    });
    child.on("error", (error) => reject(new CommandFailed(`${program}: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new CommandFailed(`${[program, ...args].join(" ")} ended with ${code}: see above.`));
    });
  });
}
