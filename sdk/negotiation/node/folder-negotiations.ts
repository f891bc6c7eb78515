import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { hasCode, syncFolder } from "../../evidence/node/atomic-file.ts";
import { requireOptions } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { folderRecords } from "../../jury/guard/records.ts";
import type { NegotiationEntry } from "../talk/entries.ts";
import type { NegotiationStore } from "../talk/store.ts";

const ENTRY = /^([0-9a-f]{64})-(\d+)$/;

/**
 * Keeps negotiations in a folder, an entry a file, each whole on the disk before it counts. Processes that share the folder share the
 * negotiations. Keep the folder: a side that forgets what it signed may sign something else.
 *
 * @param input.folder On a local disk; it is made when it is missing.
 * @throws InvalidFieldError when the folder is none.
 * @example
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { folderNegotiations } from "quittance/node";
 *
 * const folder = mkdtempSync(`${tmpdir()}/quittance-negotiations-`);
 * const store = folderNegotiations({ folder });
 * await store.append(`0x${"11".repeat(32)}`, 0, { kind: "dropped", at: 1 });
 * console.log((await folderNegotiations({ folder }).list()).length); // 1
 */
export function folderNegotiations(input: { readonly folder: string }): NegotiationStore {
  requireOptions(input, "folder");
  const { folder } = input;
  const records = folderRecords(folder);
  const nameOf = (negotiation: Hex, index: number) => `${negotiation.slice(2).toLowerCase()}-${index}`;
  return {
    append: async (negotiation, index, entry: NegotiationEntry) => {
      const name = nameOf(negotiation, index);
      const before = index > 0 ? await records.read(nameOf(negotiation, index - 1)) : "";
      if (before === undefined) return false;
      const text = toJson({ writer: randomBytes(16).toString("hex"), entry });
      return (await records.keep(name, text)) === text;
    },
    load: async (negotiation, from = 0) => {
      const entries: unknown[] = [];
      for (;;) {
        const text = await records.read(nameOf(negotiation, from + entries.length));
        if (text === undefined) return entries;
        entries.push(entryIn(text));
      }
    },
    list: async () => {
      const names = await Promise.all(
        (await namesIn(folder)).map((shard) => (shard.length === 2 ? namesIn(join(folder, shard)) : [])),
      );
      return names
        .flat()
        .flatMap((name): Hex[] => {
          const [, negotiation, index] = ENTRY.exec(name) ?? [];
          return negotiation !== undefined && index === "0" ? [`0x${negotiation}`] : [];
        })
        .sort();
    },
    forget: async (negotiation) => {
      const stem = `${negotiation.slice(2).toLowerCase()}-`;
      const shard = join(folder, stem.slice(0, 2));
      const own = (await namesIn(shard)).filter((name) => name.startsWith(stem));
      // From the last one on, so that what is left after a crash is a log that was cut.
      const numbers = own.map((name) => Number(ENTRY.exec(name)?.[2] ?? -1)).filter((index) => index >= 0);
      for (const index of numbers.sort((one, other) => other - one))
        await rm(join(shard, nameOf(negotiation, index)), { force: true });
      if (own.length > 0) await syncFolder(shard);
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return [];
    throw error;
  }
}

function entryIn(text: string): unknown {
  try {
    const { entry } = JSON.parse(text) as { readonly entry: unknown };
    return entry;
  } catch {
    throw new InvalidFieldError({
      field: "folder",
      value: undefined,
      problem: "must hold entries that are whole",
      remedy:
        "A file of this negotiation was damaged or changed: take it from a backup, and sign nothing before.",
    });
  }
}
