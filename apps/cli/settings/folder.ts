import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { CommandRefusal, ExitCode } from "../refusal.ts";

/** Rights of group and others. */
const OTHERS = 0o077;

/** The folder of the command's settings: `quittance` in `$XDG_CONFIG_HOME`, or in `.config` of the home folder. */
export function settingsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.XDG_CONFIG_HOME;
  // A relative one is to be ignored, as the XDG specification says.
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), ".config");
  return join(base, "quittance");
}

/** The JSON in a file of the settings; undefined when there is no such file. */
export function readSettings(name: string): unknown {
  const path = join(settingsFolder(), name);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new CommandRefusal(
      `${path} cannot be read as JSON. Correct it, or move it away and write it again.`,
      ExitCode.failed,
    );
  }
}

/** Writes a file of the settings, whole or not at all, for this user only: it may hold a URL with a password. */
export function writeSettings(name: string, content: unknown): string {
  const path = join(settingsFolder(), name);
  writePrivate(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}

/** Writes a file that only this user may read, whole or not at all, in a folder that only this user may list. */
export function writePrivate(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, content, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new CommandRefusal(
      `${path} cannot be written (${String(code)}). Check the folder.`,
      ExitCode.failed,
    );
  }
}

/** Whether others than this user may read or write a file. Windows has no such rights, and is not asked. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== "win32" && (statSync(path).mode & OTHERS) !== 0;
}
