import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hex } from "viem";
import { createBundle, publishBundle } from "../../../sdk/evidence/index.ts";
import { encryptBundle, generateEvidenceKey } from "../../../sdk/evidence/private/index.ts";
import { hashPact, toJson } from "../../../sdk/index.ts";
import { folderEvidenceStore } from "../../../sdk/node.ts";
import { checkPact, type Pact } from "../../../sdk/pact/index.ts";
import { assetDeliveryExample } from "../../../sdk/pact/library/index.ts";
import type { Bench } from "./bench.ts";

/** A pact about a short report. */
export const PACT: Pact = checkPact({
  ...assetDeliveryExample().pact,
  name: "Summary",
  task: { instruction: "Write a report.", inputs: [] },
  evidence: {
    mediaTypes: ["text/markdown"],
    maxBytes: 10_000,
    maxFiles: 3,
    required: ["report.md"],
    private: false,
  },
  clauses: [
    {
      ...{
        id: "short",
        kind: "length",
        method: "measured",
        description: "It is short.",
        subject: "report.md",
      },
      ...{ measure: { unit: "words", least: 1, most: 90 }, threshold: { least: 0 }, consequence: "share" },
      weight: 10_000,
    },
  ],
  retention: { auditPeriod: 86_400 },
});

/** Makes what the examples of `quittance evidence` name: work, a pact, a store, and evidence that is encrypted. */
export async function prepareEvidence(bench: Bench, deal: Hex): Promise<void> {
  const report = "# Report\n";
  mkdirSync(join(bench.folder, "work"));
  writeFileSync(join(bench.folder, "work", "report.md"), report);
  bench.file("summary.json", toJson(PACT));
  const files = new Map([["report.md", new TextEncoder().encode(report)]]);
  const subject = { deal, milestone: 0, pact: hashPact(PACT), files };
  const bundle = await createBundle({ ...subject, rules: PACT.evidence });
  const store = folderEvidenceStore({ folder: join(bench.folder, "served") });
  const { uri } = await publishBundle({ bundle, store });
  const secret = await createBundle({ ...subject, rules: { ...PACT.evidence, private: true } });
  const [seller, juror] = [await generateEvidenceKey(), await generateEvidenceKey()];
  bench.file("evidence-key.json", JSON.stringify(seller.exportJwk()));
  const sealed = await encryptBundle({ bundle: secret, recipients: [seller.publicKey] });
  writeFileSync(join(bench.folder, "sealed.json"), sealed);
  Object.assign(bench.variables, {
    ...{ EVIDENCE_URI: uri, EVIDENCE: bundle.hash, MANIFEST: uri.replace("sha256:", "") },
    ...{ SEALED_EVIDENCE: secret.hash, JUROR_KEY: juror.publicKey },
  });
}
