import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type AuditDocument,
  type AuditReport,
  auditDeal,
  evidenceIn,
  fetchDealRecord,
} from "quittance/audit";
import type { EvidenceStore } from "quittance/evidence";
import { judge } from "quittance/jury/measures";
import { folderEvidenceStore } from "quittance/node";
import type { Stack } from "quittance/testing";
import type { Hex } from "viem";

/** What is kept of a deal, in two folders: the evidence, and the documents that its hashes name. */
export interface Kept {
  /** Where the seller puts its evidence, and beside it the inputs of the pact. Everything in it is named by its SHA-256. */
  readonly evidence: EvidenceStore;
  /** Keeps a document: a pact, an offer, reasons, an input. The same bytes again are kept once. */
  readonly keep: (name: string, content: string | Uint8Array) => Promise<void>;
  /** Audits a deal from the chain and from these folders alone, as `quittance audit` does. */
  readonly audit: (stack: Stack, dealId: Hex) => Promise<AuditReport>;
}

/** Opens what is kept in a folder. */
export function openKept(folder: string): Kept {
  const places = { evidence: join(folder, "evidence"), documents: join(folder, "documents") };
  const known = new Set<string>();
  return {
    evidence: folderEvidenceStore({ folder: places.evidence }),
    keep: async (name, content) => {
      const bytes = Buffer.from(content);
      const same = bytes.toString("base64");
      if (known.has(same)) return;
      known.add(same);
      await mkdir(places.documents, { recursive: true });
      await writeFile(join(places.documents, name), bytes);
    },
    audit: async (stack, dealId) => {
      const client = stack.publicClient;
      const record = await fetchDealRecord(client, { address: stack.address, dealId });
      const documents = await filesIn(places.documents);
      const evidence = evidenceIn(await filesIn(places.evidence));
      return auditDeal({ record, documents, evidence, judge, client });
    },
  };
}

async function filesIn(folder: string): Promise<AuditDocument[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}
