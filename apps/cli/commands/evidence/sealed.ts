import type { Command } from "commander";
import { evidenceBounds } from "quittance/evidence";
import { type EvidenceKey, importEvidenceKey } from "quittance/evidence/private";
import { readEvidenceKey } from "quittance/node";
import type { Hex } from "viem";
import { readBytes } from "../../session/input.ts";
import { asHash } from "../../session/values.ts";

/** What opens encrypted evidence. */
export interface SealedOptions {
  readonly key: string;
  readonly evidence: Hex;
}

/** Base64 and padding. */
const GROWTH = 2;

/** Adds what opens encrypted evidence. */
export function withSealed(command: Command): Command {
  return command
    .argument("<file>", "the encrypted evidence, as it lies in a store")
    .requiredOption("--key <file>", "your key, to which it is encrypted")
    .requiredOption("--evidence <hash>", "the delivery's evidence hash", asHash);
}

/** Encrypted evidence, with the key that opens it. */
export async function readSealed(
  file: string,
  { key: path, evidence }: SealedOptions,
): Promise<{ readonly sealed: Uint8Array; readonly key: EvidenceKey; readonly evidence: Hex }> {
  const key = await importEvidenceKey(await readEvidenceKey({ path }));
  return { sealed: await readBytes(file, evidenceBounds.maxPrivateBytes * GROWTH), key, evidence };
}
