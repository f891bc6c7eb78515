import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InvalidFieldError } from "../../errors/field.ts";
import { syncFolder } from "../../evidence/node/atomic-file.ts";

/**
 * Records in files that are written once. Each is whole on the disk before it has its name, and the first to take a name has it:
 * no lock has to be held, and none is left behind by a process that was killed.
 */
export interface Records {
  /** The text of a record; undefined while there is none. */
  read(name: string): Promise<string | undefined>;
  /** Keeps a text under a name, unless one has it. Gives the text that has the name, which is on the disk by then. */
  keep(name: string, text: string): Promise<string>;
}

const EXISTS = "EEXIST";
const MISSING = "ENOENT";
/** Digits of a name that are a folder of their own: a folder of a hundred thousand files is slow. */
const SHARD = 2;

/** What has just happened to a record. */
export type RecordStep = "asked" | "drafted" | "named" | "cleared" | "kept";

/**
 * Records in a folder, which is made when it is missing.
 *
 * @param onStep Is told each step of `keep`; a test ends the process there.
 * @throws InvalidFieldError for `folder`, when it is none.
 */
export function folderRecords(folder: string, onStep: (step: RecordStep) => void = () => undefined): Records {
  if (typeof folder !== "string" || folder === "" || folder.includes("\0")) {
    throw new InvalidFieldError({
      field: "folder",
      value: folder,
      // A text that is no path may be anything.
      secret: typeof folder === "string" && folder !== "",
      problem: "must be the path of a folder",
      remedy: "Give a folder on a local disk that is kept across restarts.",
    });
  }
  let ready: Promise<void> | undefined;
  const pathOf = (name: string) => join(folder, name.slice(0, SHARD), name);
  const read = async (name: string) => {
    try {
      return await readFile(pathOf(name), "utf8");
    } catch (error) {
      if (codeOf(error) === MISSING) return undefined;
      throw error;
    }
  };
  return {
    read: async (name) => {
      const text = await read(name);
      // The process that wrote it may have been killed before its name was on the disk.
      if (text !== undefined) await syncFolder(dirname(pathOf(name)));
      return text;
    },
    keep: async (name, text) => {
      const path = pathOf(name);
      const shard = dirname(path);
      onStep("asked");
      ready ??= makeFolder(folder);
      await ready;
      await mkdir(shard, { recursive: true });
      // Also where another process made the shard: it may have been killed before that was on the disk.
      await syncFolder(folder);
      const draft = join(shard, `.${randomBytes(8).toString("hex")}.draft`);
      await writeThrough(draft, text);
      onStep("drafted");
      try {
        await link(draft, path);
        onStep("named");
      } catch (error) {
        if (codeOf(error) !== EXISTS) throw error;
      } finally {
        await unlink(draft);
      }
      onStep("cleared");
      await syncFolder(shard);
      onStep("kept");
      return (await read(name)) ?? "";
    },
  };
}

/** Makes a folder and those above it, and puts their names on the disk. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The code of an error of the file system, such as `ENOSPC`. */
export function codeOf(error: unknown): string {
  const code: unknown = Reflect.get(Object(error), "code");
  return typeof code === "string" ? code : "no code";
}
