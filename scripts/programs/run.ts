import { execFile, spawn } from "node:child_process";
import { ReleaseRefusal } from "./refusal.ts";

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
// On Windows npm is a command file, which only a shell runs.
const SHELL = process.platform === "win32";

/** A program that ended with another code than 0; the message has all it printed. */
export class CommandFailure extends ReleaseRefusal {}

/** Runs a program to its end in a folder and returns its standard output. Throws when it fails. */
export function output(program: string, args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, maxBuffer: MAX_OUTPUT_BYTES, shell: SHELL };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const command = [program, ...args].join(" ");
      reject(new CommandFailure(`${command} failed in ${cwd}.\n${stdout}${stderr}`.trim()));
    });
  });
}

/** Runs a program that may ask a person something, such as npm a one-time password. Throws when it fails. */
export function attended(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its standard output goes to standard error: that of this process is for the report.
    const child = spawn(program, [...args], { cwd, shell: SHELL, stdio: ["inherit", 2, "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new CommandFailure(`${[program, ...args].join(" ")} failed: see above.`));
    });
  });
}
