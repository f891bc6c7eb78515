import { randomBytes } from "node:crypto";
import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { InvalidFieldError } from "../../errors/field.ts";
import { hasCode } from "./atomic-file.ts";

const LOCK = ".lock";
const ASK_EVERY_MS = 25;
const PATIENCE_MS = 30_000;

/** Runs one thing at a time in a folder, among all processes of this machine. A lock whose process has ended does not count. */
export async function alone<Result>(folder: string, run: () => Promise<Result>): Promise<Result> {
  const path = join(folder, LOCK);
  const own = JSON.stringify({ host: hostname(), pid: process.pid, id: randomBytes(12).toString("hex") });
  const end = Date.now() + PATIENCE_MS;
  while (!(await take(path, own))) {
    await dropStale(path);
    if (Date.now() > end) refuseBusy(path);
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
  try {
    return await run();
  } finally {
    await unlink(path).catch(() => undefined);
  }
}

/** The lock is written under another name first, so that it is never there without its content. */
async function take(path: string, own: string): Promise<boolean> {
  const written = `${path}-${randomBytes(12).toString("hex")}`;
  await writeFile(written, own, { flag: "wx" });
  try {
    await link(written, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await unlink(written);
  }
}

/** Takes away the lock of a process that has ended. Should another one have replaced it meanwhile, it is put back. */
async function dropStale(path: string): Promise<void> {
  const seen = await readFile(path, "utf8").catch(() => undefined);
  if (seen === undefined || !hasEnded(seen)) return;
  const taken = `${path}-${randomBytes(12).toString("hex")}`;
  try {
    await rename(path, taken);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readFile(taken, "utf8")) !== seen) await link(taken, path).catch(() => undefined);
  await unlink(taken);
}

function hasEnded(lock: string): boolean {
  try {
    const { host, pid } = JSON.parse(lock) as { readonly host: unknown; readonly pid: unknown };
    if (host !== hostname() || !Number.isSafeInteger(pid)) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

function refuseBusy(path: string): never {
  throw new InvalidFieldError({
    field: "folder",
    value: path,
    problem: "must not be in use by another process for so long",
    remedy: "Look whether the process that the lock file names still runs; if it does not, delete that file.",
  });
}
