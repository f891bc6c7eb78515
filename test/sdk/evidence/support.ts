import type { EvidenceRules } from "../../../sdk/evidence/index.ts";
import { createBundle } from "../../../sdk/evidence/index.ts";
import { EvidenceUnavailableError, type EvidenceUnavailableReason } from "../../../sdk/index.ts";
import { errorOf } from "../support/refusal.ts";

export const DEAL = `0x${"11".repeat(32)}` as const;
export const PACT = `0x${"22".repeat(32)}` as const;
export const SUBJECT = { deal: DEAL, milestone: 2, pact: PACT } as const;

export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

export const FILES = new Map([
  ["answers/1.json", bytesOf('{"answer":42}')],
  ["report.md", bytesOf("# Report\n")],
  ["empty.txt", new Uint8Array()],
]);

export const RULES: EvidenceRules = {
  mediaTypes: ["application/json", "text/*"],
  maxBytes: 10_000,
  maxFiles: 5,
  required: ["report.md"],
  private: false,
};
export const PRIVATE_RULES: EvidenceRules = { ...RULES, private: true };

export const bundleOf = (files: ReadonlyMap<string, Uint8Array> = FILES, rules: EvidenceRules = RULES) =>
  createBundle({ ...SUBJECT, files, rules });

/** Why evidence was not available; the error itself when it is another one. */
export async function reasonOf(run: () => unknown): Promise<EvidenceUnavailableReason | unknown> {
  const error = await errorOf(run);
  return error instanceof EvidenceUnavailableError ? error.reason : error;
}
