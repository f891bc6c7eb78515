import { linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SettingsError } from "./settings.ts";

const SETTING = "QUITTANCE_PGLITE_DIRECTORY";

/** How often a lock is looked at that changes each time, because others take it and give it back. */
const MAX_ROUNDS = 1_000;

/** What a file system answers that has no hard links. */
const NO_LINKS: readonly unknown[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

/** Locks that this process has now, and gives back when it ends. */
const kept = new Set<string>();

/**
 * Keeps a folder of PGlite for this process until it ends: two processes that write to one folder destroy it. A lock whose
 * process has ended without giving it back, by kill -9 say, is taken over, by one process only.
 *
 * @param directory The folder; the lock is a file beside it, with the process id.
 * Throws `SettingsError` while another process of this machine keeps the folder, when the lock is no plain file, and on a
 * file system without hard links.
 */
export function lockDirectory(directory: string): void {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  if (kept.has(file) && isOurs(file)) return;
  const owner = take(file);
  if (owner !== undefined) {
    throw new SettingsError(
      `${SETTING}: another indexer (process ${owner}) keeps its rows in ${directory}. ` +
        `End it, or name another folder. If that process is no indexer, delete ${file}.`,
    );
  }
}

/**
 * Takes a lock, and returns undefined, or the process that runs and has it. The lock appears with the process id in it at
 * once, as a link to a file that was written before. A lock without a process is replaced only by who has the lock on
 * doing that, which is taken in the same way.
 */
function take(file: string): number | undefined {
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${process.pid}`);
  try {
    for (let round = 0; ; round++) {
      if (round === MAX_ROUNDS) {
        throw new SettingsError(
          `${SETTING}: others take ${file} and give it back all the time. Start again later.`,
        );
      }
      if (isFirst(written, file)) break;
      const owner = runningOwner(file);
      if (owner !== undefined) return owner;
      // It was given back since.
      if (!isStale(file)) continue;
      const turn = `${file}.turn`;
      const replacing = take(turn);
      if (replacing !== undefined) return replacing;
      try {
        // Another process may have replaced the lock, or given it back, since this one looked.
        if (!isStale(file)) continue;
        renameSync(written, file);
        break;
      } finally {
        giveBack(turn);
      }
    }
  } finally {
    rmSync(written, { force: true });
  }
  if (kept.size === 0) process.once("exit", () => kept.forEach(giveBack));
  kept.add(file);
  return undefined;
}

function giveBack(file: string): void {
  kept.delete(file);
  if (isOurs(file)) rmSync(file, { force: true });
}

/** Makes the lock, unless there is one. */
function isFirst(written: string, file: string): boolean {
  try {
    linkSync(written, file);
    return true;
  } catch (error) {
    if (NO_LINKS.includes(codeOf(error))) {
      throw new SettingsError(
        `${SETTING}: the file system of ${file} has no hard links (${codeOf(error)}), which keep two indexers apart. ` +
          "Name a folder on another file system, or set DATABASE_URL to a PostgreSQL database.",
      );
    }
    if (codeOf(error) !== "EEXIST") throw error;
  }
  // A link that leads nowhere would be there and yet never be read, and a pipe would keep its reader waiting.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    throw new SettingsError(`${SETTING}: the lock ${file} is no plain file. Delete it and start again.`);
  }
  return false;
}

const isOurs = (file: string) => ownerOf(file) === process.pid;

const isStale = (file: string) => ownerOf(file) !== undefined && runningOwner(file) === undefined;

/** The other process that has a lock and runs. A lock with this process's id, which it does not have, is an older one's. */
function runningOwner(file: string): number | undefined {
  const owner = ownerOf(file);
  return owner !== undefined && owner !== process.pid && isRunning(owner) ? owner : undefined;
}

/** The process id in a lock, or a number that is none; undefined when there is no lock. */
function ownerOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
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
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
