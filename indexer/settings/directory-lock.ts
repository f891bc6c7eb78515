import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SettingsError } from "./settings.ts";

/**
 * Keeps a folder of PGlite for this process until it ends: two processes that write to one folder destroy it. A lock whose
 * process has ended without giving it back, by kill -9 say, is taken over.
 *
 * @param directory The folder; the lock is a file beside it, with the process id.
 * Throws `SettingsError` while another process of this machine keeps the folder.
 */
export function lockDirectory(directory: string): void {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  while (!take(file)) {
    const owner = Number(readFileSync(file, "utf8"));
    if (owner === process.pid) return;
    if (isRunning(owner)) {
      throw new SettingsError(
        `QUITTANCE_PGLITE_DIRECTORY: another indexer (process ${owner}) keeps its rows in ${directory}. ` +
          `End it, or name another folder. If that process is no indexer, delete ${file}.`,
      );
    }
    rmSync(file, { force: true });
  }
  process.once("exit", () => rmSync(file, { force: true }));
}

/** Writes the lock, unless there is one. */
function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It runs, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
