import { mkdir } from "node:fs/promises";
import type { Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { bytes32, record, time } from "../../json/fields.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { holdReason, type KeptEvidence, loadAll, loadKept, parseKept, saveKept } from "./index-records.ts";
import { alone } from "./lock.ts";

const OWNER_ONLY = 0o700;

/** What is to be kept, said before it is put into the store. */
export type EvidenceToKeep = Pick<
  KeptEvidence,
  "evidence" | "deal" | "milestone" | "objects" | "auditPeriod"
>;

/** Knows how long each delivery's evidence in a store is kept: a file for each, in a folder that no web server serves. */
export interface RetentionIndex {
  /**
   * Call it before `put`: a sweep that runs at the same time then knows what is needed. Said again of the same evidence, its objects
   * are added.
   */
  readonly keep: (kept: EvidenceToKeep) => Promise<void>;
  /** Says when the milestone was settled, in unix seconds of the block. From then on the audit period runs. */
  readonly setFinal: (input: { readonly evidence: Hex; readonly finalAt: number }) => Promise<void>;
  /** Keeps evidence whatever its time is, until `release`. */
  readonly hold: (input: {
    readonly evidence: Hex;
    readonly reason: string;
    readonly now: number;
  }) => Promise<void>;
  readonly release: (input: { readonly evidence: Hex }) => Promise<void>;
  readonly list: () => Promise<readonly KeptEvidence[]>;
  /** Where it is. */
  readonly folder: string;
}

/**
 * An index of evidence beside a store, for `sweepEvidence`. Several processes of one machine may use it.
 *
 * @example
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { retentionIndex } from "quittance/node";
 *
 * const folder = await mkdtemp(join(tmpdir(), "index-"));
 * const index = retentionIndex({ folder });
 * const hash = `0x${"11".repeat(32)}` as const;
 * await index.keep({ evidence: hash, deal: hash, milestone: 0, objects: [hash], auditPeriod: 86_400 });
 * await index.hold({ evidence: hash, reason: "court case 7", now: 1_800_000_000 });
 * console.log((await index.list())[0]?.hold?.reason); // court case 7
 * await rm(folder, { recursive: true });
 */
export function retentionIndex({ folder, ...others }: { readonly folder: string }): RetentionIndex {
  requireOptions({ folder, ...others }, "folder", "options");
  if (typeof folder !== "string" || folder === "") {
    const remedy = "Give the path of a folder.";
    throw new InvalidFieldError({
      field: "options.folder",
      value: folder,
      problem: "must be a path",
      remedy,
    });
  }
  const change = async (evidence: Hex, make: (kept: KeptEvidence) => KeptEvidence) => {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    await alone(folder, async () => {
      const kept = await loadKept(folder, evidence);
      if (kept === undefined) throw refused(evidence, "must be in the index", "Say keep of it first.");
      await saveKept(folder, make(kept));
    });
  };
  return {
    folder,
    keep: async (kept) => {
      requireOptions(kept, "evidence deal milestone objects auditPeriod", "kept");
      const wanted = parseKept(kept);
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
      await alone(folder, async () => {
        const before = await loadKept(folder, wanted.evidence);
        await saveKept(folder, before === undefined ? wanted : joined(before, wanted));
      });
    },
    setFinal: async (input) => {
      requireObject("input", input);
      const { evidence, finalAt } = parseWith(
        "input",
        record({ evidence: bytes32(), finalAt: time() }),
        input,
      );
      await change(evidence, (kept) => ({ ...kept, finalAt }));
    },
    hold: async (input) => {
      requireObject("input", input);
      const schema = record({ evidence: bytes32(), reason: holdReason(), now: time() });
      const { evidence, reason, now: since } = parseWith("input", schema, input);
      await change(evidence, (kept) => {
        if (kept.deletingSince === undefined) return { ...kept, hold: { reason, since } };
        throw refused(
          evidence,
          "must not be deleted already, or in part",
          "Ask the other parties for a copy.",
        );
      });
    },
    release: async (input) => {
      requireObject("input", input);
      const { evidence } = parseWith("input", record({ evidence: bytes32() }), input);
      await change(evidence, ({ hold: _, ...kept }) => kept);
    },
    list: () => loadAll(folder),
  };
}

/** The same evidence kept again: what was deleted is there again, what was put before stays known. */
function joined(before: KeptEvidence, wanted: KeptEvidence): KeptEvidence {
  const { deletedAt: _, deletingSince: __, ...rest } = before;
  const objects = [...new Set([...before.objects, ...wanted.objects])];
  return { ...rest, objects, auditPeriod: Math.max(before.auditPeriod, wanted.auditPeriod) };
}

function refused(evidence: Hex, problem: string, remedy: string): InvalidFieldError {
  return new InvalidFieldError({ field: "evidence", value: evidence, hash: true, problem, remedy });
}
