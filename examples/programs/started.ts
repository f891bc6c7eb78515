import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that runs in a process of its own, as its operator runs it. */
export interface StartedProgram {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program of `apps/` that listens, and waits until it does.
 *
 * @param file The path of the program.
 * @param settings Its environment, beside that of this process.
 * @throws Error when it ends before it listens.
 */
export async function startProgram(
  file: string,
  settings: Readonly<Record<string, string>>,
): Promise<StartedProgram> {
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...settings },
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  try {
    return { url: await listeningAt(child, file), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it listens, as the first lines of its log say. */
async function listeningAt(child: ChildProcess, file: string): Promise<string> {
  if (child.stdout === null) throw new Error(`${file} has no log`);
  for await (const line of createInterface(child.stdout)) {
    const { event, host, port } = JSON.parse(line) as { event: string; host?: string; port?: number };
    if (event !== "listening") continue;
    child.stdout.resume();
    return `http://${host}:${port}`;
  }
  throw new Error(`${file} ended before it listened`);
}
