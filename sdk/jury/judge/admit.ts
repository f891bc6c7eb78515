import { isAllowedType } from "../../evidence/media-type.ts";
import { problemOfPath, requireDistinctPaths } from "../../evidence/path.ts";
import type { Pact } from "../../pact/types.ts";

/** Why evidence as a whole scores 0. */
export type EvidenceFault =
  | "not-fetched"
  | "not-verified"
  | "not-decrypted"
  | "too-large"
  | "too-many-files"
  | "wrong-media-type"
  | "unsafe-path";

/** Whether a bundle is within what the pact says of evidence. What is not scores 0, and nothing of it is read. */
export function faultOfBundle(
  pact: Pact,
  files: ReadonlyMap<string, Uint8Array>,
  mediaTypes: ReadonlyMap<string, string> | undefined,
): EvidenceFault | undefined {
  const { maxBytes, maxFiles, mediaTypes: allowed } = pact.evidence;
  if (files.size > maxFiles) return "too-many-files";
  const paths = [...files.keys()];
  if (paths.some((path) => problemOfPath(path) !== undefined) || !areDistinct(paths)) return "unsafe-path";
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (bytes > maxBytes) return "too-large";
  if (mediaTypes === undefined) return undefined;
  const isAllowed = (path: string) => isAllowedType(mediaTypes.get(path) ?? "", allowed);
  return paths.every(isAllowed) ? undefined : "wrong-media-type";
}

function areDistinct(paths: readonly string[]): boolean {
  try {
    requireDistinctPaths("files", paths);
    return true;
  } catch {
    return false;
  }
}
