import { type EvidenceBundle, encodeManifest } from "quittance/evidence";
import { retentionIndex } from "quittance/node";
import { type Hex, sha256 } from "viem";

/** What the option for an index says. */
export const INDEX = "a folder with the index of what is kept how long; never one that a web server serves";

const SECOND_MS = 1_000;

/** Unix seconds of this machine, for records on it. */
export const now = (): number => Math.floor(Date.now() / SECOND_MS);

/** Notes in an index what a store is about to get, before it gets it: a sweep at the same time then leaves it alone. */
export async function keepInIndex(input: {
  readonly index: string;
  readonly bundle: EvidenceBundle;
  /** The encrypted bundle, which is all that a store has of private evidence. */
  readonly sealed: Uint8Array | undefined;
  /** Seconds, of the pact. */
  readonly auditPeriod: number;
}): Promise<void> {
  const { index, bundle, sealed, auditPeriod } = input;
  const { manifest, hash: evidence } = bundle;
  const { deal, milestone } = manifest;
  const objects: readonly Hex[] =
    sealed === undefined
      ? [...manifest.files.map((file) => file.sha256), sha256(encodeManifest(manifest))]
      : [sha256(sealed)];
  const kept = { evidence, deal, milestone, objects: [...new Set(objects)], auditPeriod };
  await retentionIndex({ folder: index }).keep(kept);
}
