import { mkdir } from "node:fs/promises";
import type { Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { time } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { retentionOf } from "../retention.ts";
import type { EvidenceStore } from "../store.ts";
import { dropUnfinished } from "./atomic-file.ts";
import { type KeptEvidence, loadAll, saveKept } from "./index-records.ts";
import { alone } from "./lock.ts";
import type { RetentionIndex } from "./retention-index.ts";

/** Why evidence stays. */
export type KeptReason = "not-final" | "audit-period" | "hold";

/** What a sweep did, or would do. */
export interface EvidenceSweep {
  /** Evidence hashes whose objects were deleted, or would be. */
  readonly deleted: readonly Hex[];
  readonly kept: readonly { readonly evidence: Hex; readonly reason: KeptReason; readonly until?: number }[];
  /** SHA-256 of what was deleted from the store, or would be. */
  readonly objects: readonly Hex[];
  /** SHA-256 of what stays though its evidence was deleted, as other evidence has it, too. */
  readonly shared: readonly Hex[];
}

/**
 * Deletes evidence whose time is over from a store: settled, past the audit period, and not under legal hold. What other evidence
 * needs, too, stays. Evidence that the index does not know is never touched. When it breaks off, run it again: what it had begun is
 * finished first. In the index stays that there was evidence, and when it was deleted.
 *
 * @throws InvalidFieldError when `index` is none, or a record of it is damaged; nothing is deleted then.
 * @example
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { memoryEvidenceStore } from "quittance/evidence";
 * import { retentionIndex, sweepEvidence } from "quittance/node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "index-"));
 * const [store, index] = [memoryEvidenceStore(), retentionIndex({ folder })];
 * const { sha256 } = await store.put(new TextEncoder().encode("42"));
 * const evidence = `0x${"11".repeat(32)}` as const;
 * await index.keep({ evidence, deal: evidence, milestone: 0, objects: [sha256], auditPeriod: 86_400 });
 * await index.setFinal({ evidence, finalAt: 1_800_000_000 });
 * const { deleted } = await sweepEvidence({ store, index, now: 1_800_086_400 });
 * console.log(deleted.length, await store.has(sha256)); // 1 false
 * await rm(folder, { recursive: true });
 */
export async function sweepEvidence(input: {
  readonly store: Pick<EvidenceStore, "delete">;
  readonly index: RetentionIndex;
  /** Unix seconds; the chain's time is the best. */
  readonly now: number;
  /** True changes nothing. */
  readonly dryRun?: boolean | undefined;
}): Promise<EvidenceSweep> {
  requireOptions(input, "store index now dryRun");
  const { store, index, dryRun = false } = input;
  const now = parseWith("now", time(), input.now);
  const folder: unknown = Object(index).folder;
  if (typeof folder !== "string") {
    throw new InvalidFieldError({
      field: "index",
      value: index,
      problem: "must be an index of evidence",
      remedy: "Pass what retentionIndex returned.",
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return alone(folder, async () => {
    const all = await loadAll(folder);
    const present = all.filter(({ deletedAt }) => deletedAt === undefined);
    const kept = present.flatMap((each) => staying(each, now));
    const stays = new Set(kept.map(({ evidence }) => evidence));
    const leaving = present.filter(({ evidence }) => !stays.has(evidence));
    const needed = new Set(
      present.filter(({ evidence }) => stays.has(evidence)).flatMap(({ objects }) => objects),
    );
    const unique = [...new Set(leaving.flatMap(({ objects }) => objects))];
    if (!dryRun) {
      for (const each of leaving) await erase(each, { store, folder, needed, now });
      await dropUnfinished(folder);
    }
    return {
      deleted: leaving.map(({ evidence }) => evidence),
      kept,
      objects: unique.filter((object) => !needed.has(object)),
      shared: unique.filter((object) => needed.has(object)),
    };
  });
}

function staying(each: KeptEvidence, now: number): { evidence: Hex; reason: KeptReason; until?: number }[] {
  const { evidence, finalAt, auditPeriod, hold, deletingSince } = each;
  if (deletingSince !== undefined) return [];
  if (hold !== undefined) return [{ evidence, reason: "hold" }];
  const { until } = retentionOf({ finalAt, auditPeriod });
  if (until === undefined) return [{ evidence, reason: "not-final" }];
  return now < until ? [{ evidence, reason: "audit-period", until }] : [];
}

/** Says that deletion begins, deletes, and says that it is done: a crash at any point leaves what the next sweep finishes. */
async function erase(
  each: KeptEvidence,
  sweep: {
    readonly store: Pick<EvidenceStore, "delete">;
    readonly folder: string;
    readonly needed: ReadonlySet<Hex>;
    readonly now: number;
  },
): Promise<void> {
  const { store, folder, needed, now } = sweep;
  const deletingSince = each.deletingSince ?? now;
  await saveKept(folder, { ...each, deletingSince });
  for (const object of each.objects) if (!needed.has(object)) await store.delete(object);
  await saveKept(folder, { ...each, objects: [], deletingSince, deletedAt: now });
}
