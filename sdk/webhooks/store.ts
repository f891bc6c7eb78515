import { readFile, rename, writeFile } from "node:fs/promises";
import type { WatchCursor } from "../watching/cursor.ts";

/** Where a delivery keeps how far it is; a row of a database does, too. */
export interface WebhookStore<Cursor = WatchCursor> {
  /** What was saved last, as the object or its JSON text; undefined when nothing was. */
  readonly load: () => Promise<unknown>;
  /** Resolves when it is safe. */
  readonly save: (cursor: Cursor) => Promise<void>;
}

/**
 * A store in this process, which forgets when it ends.
 *
 * @example
 * import { memoryStore } from "quittance/webhooks";
 *
 * console.log(await memoryStore().load()); // undefined
 */
export function memoryStore<Cursor = WatchCursor>(): WebhookStore<Cursor> {
  let last: Cursor | undefined;
  return {
    load: async () => last,
    save: async (cursor) => {
      last = cursor;
    },
  };
}

/**
 * A store in a file, which is replaced whole each time.
 *
 * @example
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { fileStore } from "quittance/webhooks";
 *
 * const folder = await mkdtemp(join(tmpdir(), "webhooks-"));
 * const store = fileStore(join(folder, "receiver.json"));
 * await store.save({ block: 7, hash: `0x${"11".repeat(32)}`, logIndex: null, part: 0, before: [] });
 * console.log(JSON.parse(String(await store.load())).block); // 7
 * await rm(folder, { recursive: true });
 */
export function fileStore<Cursor = WatchCursor>(path: string): WebhookStore<Cursor> {
  return {
    load: () =>
      readFile(path, "utf8").catch((error: unknown) => {
        if (Reflect.get(Object(error), "code") === "ENOENT") return undefined;
        throw error;
      }),
    save: async (cursor) => {
      const next = `${path}.next`;
      await writeFile(next, JSON.stringify(cursor), { flush: true });
      await rename(next, path);
    },
  };
}
