import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { requireOptions } from "../json/options.ts";
import { evidenceBounds } from "./bounds.ts";
import { isAllowedType } from "./media-type.ts";
import type { EvidenceManifest, EvidenceRules } from "./types.ts";

/** The names of the rules of a pact, for `requireOptions`. */
export const RULE_FIELDS = "mediaTypes maxBytes maxFiles required private";

/** What in a manifest breaks a pact's rules, in words; empty when nothing does. */
function broken({ files, salt }: EvidenceManifest, rules: EvidenceRules): string[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const most = rules.private ? evidenceBounds.maxPrivateBytes : evidenceBounds.maxBytes;
  const allowedBytes = Math.min(rules.maxBytes, most);
  return [
    ...(files.length > rules.maxFiles ? [`${files.length} files, of at most ${rules.maxFiles}`] : []),
    ...(bytes > allowedBytes ? [`${bytes} bytes, of at most ${allowedBytes}`] : []),
    ...files
      .filter(({ mediaType }) => !isAllowedType(mediaType, rules.mediaTypes))
      .map(({ path, mediaType }) => `${path} is ${mediaType}, which is not allowed`),
    ...(rules.private && salt === undefined ? ["private evidence without a salt"] : []),
  ];
}

/**
 * Refuses evidence that does not keep to the rules of its pact: number and size of the files, their media types, a salt where it is
 * private. Jurors score such evidence 0. The media type is what the manifest claims: a reader of the file must expect another one.
 * A path that the pact requires and that is absent is not refused: the pact's clauses say what that costs.
 *
 * @throws EvidenceUnavailableError, with the reason `against-the-pact`, and what breaks the rules first in its details.
 * @example
 * import { checkEvidenceRules, createBundle } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const { manifest } = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * const rules = {
 *   mediaTypes: ["text/*"],
 *   maxBytes: 1_000,
 *   maxFiles: 2,
 *   required: ["answer.txt"],
 *   private: false,
 * };
 * checkEvidenceRules({ manifest, rules });
 */
export function checkEvidenceRules(input: {
  readonly manifest: EvidenceManifest;
  readonly rules: EvidenceRules;
}): void {
  requireOptions(input, "manifest rules");
  requireOptions(input.rules, RULE_FIELDS, "rules");
  const problems = broken(input.manifest, input.rules);
  if (problems.length > 0) throw new EvidenceUnavailableError("against-the-pact", problems.join("; "));
}

/**
 * The paths that a pact requires and a manifest does not have. Each costs what the clauses say that read it.
 *
 * @example
 * import { createBundle, missingPaths } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const { manifest } = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * console.log(missingPaths({ manifest, required: ["answer.txt", "report.md"] })); // [ 'report.md' ]
 */
export function missingPaths(input: {
  readonly manifest: EvidenceManifest;
  readonly required: readonly string[];
}): string[] {
  requireOptions(input, "manifest required");
  const paths = new Set(input.manifest.files.map(({ path }) => path));
  return input.required.filter((path) => !paths.has(path));
}
