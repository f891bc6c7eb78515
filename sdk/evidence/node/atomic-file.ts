import { randomBytes } from "node:crypto";
import { link, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What the name of a file begins with that is not finished. */
const UNFINISHED = ".unfinished-";
const OWNER_ONLY = 0o600;

/** How a file is written. */
interface Writing {
  readonly path: string;
  readonly bytes: Uint8Array | string;
  /** False: fails with EEXIST where there is one. */
  readonly replaces: boolean;
}

/**
 * Writes a file so that after a crash, or beside another process that writes it, it is there whole or not at all. It is safe on the
 * disk when the promise resolves.
 */
export async function writeWhole({ path, bytes, replaces }: Writing): Promise<void> {
  const folder = dirname(path);
  const unfinished = join(folder, `${UNFINISHED}${randomBytes(12).toString("hex")}`);
  const file = await open(unfinished, "wx", OWNER_ONLY);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replaces) await rename(unfinished, path);
    else await link(unfinished, path);
  } finally {
    await unlink(unfinished).catch(ignoreMissing);
  }
  await syncFolder(folder);
}

/** Makes what was renamed, linked or deleted in a folder safe on the disk. Windows neither can nor needs to. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const opened = await open(folder, "r");
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Whether an error of the file system has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return Reflect.get(Object(error), "code") === code;
}

function ignoreMissing(error: unknown): void {
  if (!hasCode(error, "ENOENT")) throw error;
}

const STALE_MS = 3_600_000;

/** Files that a crash left half written. One that is younger than an hour may still become whole. */
export async function dropUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    try {
      if (Date.now() - (await stat(path)).mtimeMs > STALE_MS) await unlink(path);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
  }
}
