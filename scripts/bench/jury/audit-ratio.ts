import { performance } from "node:perf_hooks";
import { auditDeal, evidenceIn, fetchDealRecord } from "quittance/audit";
import { startStack } from "quittance/testing";
import { createClient, http } from "viem";
import { playAuditScene } from "./audit-scene.ts";
import { type JuryBench, reaching } from "./figure.ts";

const MILESTONES = 32;
const RUNS = 5;

/** How long an audit takes, in milliseconds, beside fetching alone what it reads. */
export interface AuditRatio {
  readonly name: "audit_ratio";
  /** The whole audit, fetching included, over fetching alone. */
  readonly value: number;
  readonly audit: number;
  readonly fetching: number;
  readonly milestones: number;
  readonly checks: number;
}

/** Measures the audit of a deal of 32 milestones, each contested up to the arbiter, over fetching its logs and evidence alone. */
export async function auditRatio(): Promise<AuditRatio> {
  const stack = await startStack();
  try {
    const scene = await playAuditScene(stack, { milestones: MILESTONES, contested: MILESTONES });
    const { contract: address, dealId } = scene.record;
    const client = createClient({ transport: http(stack.rpcUrl, { batch: true }) });
    const fetched = async () => {
      const record = await fetchDealRecord(client, { address, dealId });
      const evidence = evidenceIn(scene.evidence);
      for (const { name, bytes } of scene.evidence) {
        await evidence.file({ path: name, sha256: `0x${"00".repeat(32)}`, size: bytes.length }, undefined);
      }
      return { record, evidence };
    };
    const audited = async () => auditDeal({ ...(await fetched()), documents: scene.documents });
    const { verdict, items, failure } = await audited();
    if (verdict !== "holds") throw new Error(`the audit does not hold: ${failure?.subject}: ${failure?.why}`);
    const fetching: number[] = [];
    const audit: number[] = [];
    // By turns, so that a busy moment of the machine meets both.
    for (let run = 0; run < RUNS; run += 1) {
      fetching.push(await timed(fetched));
      audit.push(await timed(audited));
    }
    const [alone, whole] = [median(fetching), median(audit)];
    return {
      ...{ name: "audit_ratio", value: whole / alone, audit: whole, fetching: alone },
      ...{ milestones: MILESTONES, checks: items.length },
    };
  } finally {
    await stack.stop();
  }
}

/** The bench of `audit_ratio`. */
export function auditRatioBench(): JuryBench {
  return {
    name: "audit_ratio",
    measure: async () => {
      const { value, audit, fetching, milestones, checks } = await auditRatio();
      const what = `audit of a contested deal of ${milestones} milestones (${checks} checks, ${Math.round(audit)} ms) over fetching its logs and evidence alone`;
      const baseline = { what: "fetching alone, in milliseconds", value: Math.round(fetching) };
      return [reaching({ name: "audit_ratio", value, unit: "ratio", what, baseline }, { most: 3 })];
    },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
