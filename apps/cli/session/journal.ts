import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toJson } from "quittance/json";
import { type Hash, type Hex, keccak256, stringToHex } from "viem";
import { z } from "zod";
import { settingsFolder, writePrivate } from "../settings/folder.ts";

// What was sent and not yet seen mined, so that the same command, called again, finds it and sends nothing twice. A file
// holds signed transactions, which anyone may send, and no key.

const hex = z.custom<Hex>((value) => typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value));

const entrySchema = z.object({
  /** Of what moves money once by a number of its own. */
  salt: z.string().regex(/^\d+$/).transform(BigInt).optional(),
  signed: hex.optional(),
  intent: hex.optional(),
});

/** What is kept of a command until it is known what became of it. */
export interface JournalEntry {
  readonly salt?: bigint | undefined;
  /** The signed transaction; undefined where the node signs. */
  readonly signed?: Hex | undefined;
  /** The calldata that a relayer was given. */
  readonly intent?: Hex | undefined;
}

/** One command with all its parameters. */
export interface Journal {
  /** Its file. */
  readonly path: string;
  readonly read: () => JournalEntry | undefined;
  readonly write: (entry: JournalEntry) => void;
  readonly forget: () => void;
}

/** The journal of what a command does: `identity` is all that makes it another one. */
export function journalOf(identity: unknown): Journal {
  const path = join(settingsFolder(), "sent", `${keccak256(stringToHex(toJson(identity))).slice(2)}.json`);
  return {
    path,
    read: () => {
      if (!existsSync(path)) return undefined;
      try {
        return entrySchema.parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return undefined;
      }
    },
    write: (entry) => writePrivate(path, toJson(entry)),
    forget: () => rmSync(path, { force: true }),
  };
}

/** The hash of a signed transaction. */
export const hashOfSigned = (signed: Hex): Hash => keccak256(signed);
