import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { bytes32, list, record, type Schema, seconds, text, time, uint } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { bounds } from "../../protocol/bounds.ts";
import { evidenceBounds } from "../bounds.ts";
import { hasCode, writeWhole } from "./atomic-file.ts";

/** Why evidence is kept beyond its time. */
export interface LegalHold {
  /** For people: 1 to 200 characters. It stays in the index alone. */
  readonly reason: string;
  /** Unix seconds. */
  readonly since: number;
}

/** What an index knows of the evidence of one delivery. */
export interface KeptEvidence {
  readonly evidence: Hex;
  readonly deal: Hex;
  readonly milestone: number;
  /** SHA-256 of everything in the store that belongs to it; empty once it is deleted. */
  readonly objects: readonly Hex[];
  /** Seconds after the milestone is final. */
  readonly auditPeriod: number;
  /** Unix seconds at which the milestone was settled; left out before. */
  readonly finalAt?: number | undefined;
  readonly hold?: LegalHold | undefined;
  /** Unix seconds at which its deletion began; left out before. */
  readonly deletingSince?: number | undefined;
  /** Unix seconds at which everything of it was deleted; left out before. */
  readonly deletedAt?: number | undefined;
}

const LONGEST_AUDIT = 315_360_000;
const LONGEST_REASON = 200;
const OWNER_ONLY = 0o700;
const RECORD = /^[0-9a-f]{64}\.json$/;

const isReason = (reason: string) =>
  reason.length > 0 && reason.length <= LONGEST_REASON && !/\p{C}/u.test(reason);

/** The reason of a hold. */
export const holdReason = (): Schema<string> =>
  text(isReason, `must be text of 1 to ${LONGEST_REASON} characters, in one line`);

const keptSchema = /* @__PURE__ */ lazily(
  (): Schema<KeptEvidence> =>
    record({
      evidence: bytes32(),
      deal: bytes32(),
      milestone: uint(8, { maximum: bounds.maxMilestones - 1 }),
      objects: list(bytes32(), { entries: "hashes", maximum: 2 * evidenceBounds.maxFiles }),
      auditPeriod: seconds({ minimum: 0, maximum: LONGEST_AUDIT }),
      finalAt: z.optional(time()),
      hold: z.optional(record({ reason: holdReason(), since: time() })),
      deletingSince: z.optional(time()),
      deletedAt: z.optional(time()),
    }),
);

/** What is to be kept, checked. */
export function parseKept(value: unknown): KeptEvidence {
  return parseWith("kept", keptSchema(), value);
}

const fileOf = (folder: string, evidence: Hex) => join(folder, `${evidence.slice(2)}.json`);

/** Writes what is known of one delivery's evidence; it is safe on the disk then. */
export async function saveKept(folder: string, kept: KeptEvidence): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  const bytes = `${JSON.stringify(parseKept(JSON.parse(JSON.stringify(kept))))}\n`;
  await writeWhole({ path: fileOf(folder, kept.evidence), bytes, replaces: true });
}

/** What is known of one delivery's evidence; undefined when nothing is. Throws InvalidFieldError for a file that is damaged. */
export async function loadKept(folder: string, evidence: Hex): Promise<KeptEvidence | undefined> {
  let json: string;
  try {
    json = await readFile(fileOf(folder, evidence), "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  const kept = parseKept(json);
  if (kept.evidence === evidence) return kept;
  throw new InvalidFieldError({
    field: "kept.evidence",
    value: kept.evidence,
    hash: true,
    problem: "must be what the file's name says",
    remedy: "Restore the index from a copy: while a record of it is damaged, nothing is deleted.",
  });
}

/** Everything that is known, by evidence hash. */
export async function loadAll(folder: string): Promise<KeptEvidence[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  });
  const records: KeptEvidence[] = [];
  for (const name of names.filter((each) => RECORD.test(each)).sort()) {
    const kept = await loadKept(folder, `0x${name.slice(0, 64)}`);
    if (kept !== undefined) records.push(kept);
  }
  return records;
}
