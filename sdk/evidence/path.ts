import { stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { evidenceBounds } from "./bounds.ts";

/** Characters that are not seen, turn the direction of writing, pass for a space, or mean something to a file system. */
const REFUSED = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}<>:"|?*\\]|(?! )\p{Zs}/u;
/** What Windows takes for a device, with any ending. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\.|$)/i;

interface PathRule {
  readonly problem: string;
  readonly isBroken: (path: string) => boolean;
}

const partsOf = (path: string) => path.split("/");
const byteLength = (text: string) => stringToBytes(text).length;

const RULES: readonly PathRule[] = [
  { problem: "must not be empty", isBroken: (path) => path === "" },
  {
    problem: `must be at most ${evidenceBounds.maxPath} bytes`,
    isBroken: (path) => path.length > evidenceBounds.maxPath || byteLength(path) > evidenceBounds.maxPath,
  },
  { problem: "must be relative", isBroken: (path) => path.startsWith("/") },
  {
    problem:
      'must not hold invisible or direction-turning characters, other spaces, or any of < > : " | ? * \\',
    isBroken: (path) => !path.isWellFormed() || REFUSED.test(path),
  },
  { problem: "must be in Unicode's normal form C", isBroken: (path) => path !== path.normalize("NFC") },
  {
    problem: "must have no empty part, and none that is . or ..",
    isBroken: (path) => partsOf(path).some((part) => part === "" || part === "." || part === ".."),
  },
  {
    problem: "must have no part that begins with a space, or ends with a space or a dot",
    isBroken: (path) => partsOf(path).some((part) => /^ |[ .]$/.test(part)),
  },
  {
    problem: "must have no part that Windows takes for a device",
    isBroken: (path) => partsOf(path).some((part) => DEVICE.test(part)),
  },
  {
    problem: `must have at most ${evidenceBounds.maxDepth} parts, of at most ${evidenceBounds.maxPathPart} bytes each`,
    isBroken: (path) => {
      const parts = partsOf(path);
      const isLong = parts.some((part) => byteLength(part) > evidenceBounds.maxPathPart);
      return parts.length > evidenceBounds.maxDepth || isLong;
    },
  },
];

/** What is wrong with a path; undefined when nothing is. */
export function problemOfPath(path: unknown): string | undefined {
  if (typeof path !== "string") return "must be text";
  return RULES.find(({ isBroken }) => isBroken(path))?.problem;
}

/**
 * Refuses a path that could lead out of a folder, that some file system does not keep as it is, or that looks like another one.
 * A path is relative, in normal form C, with `/` between its parts.
 *
 * @throws InvalidFieldError saying which rule it breaks.
 * @example
 * import { requireEvidencePath } from "quittance/evidence";
 *
 * requireEvidencePath({ path: "answers/1.json" });
 */
export function requireEvidencePath({ path, field = "path" }: PathInput): void {
  const problem = problemOfPath(path);
  if (problem === undefined) return;
  throw new InvalidFieldError({ field, value: path, problem, remedy: "Rename it, such as answers/1.json." });
}

interface PathInput {
  readonly path: string;
  /** What it is called in messages. */
  readonly field?: string | undefined;
}

/** Two texts that some file system takes for one name have the same. */
const folded = (path: string) => path.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/**
 * Refuses paths of which two are the same to a file system that does not tell capitals apart, or of which one is a folder of
 * another.
 */
export function requireDistinctPaths(field: string, paths: readonly string[]): void {
  const seen = new Map<string, "file" | "folder">();
  for (const [index, path] of paths.entries()) {
    const parts = partsOf(folded(path));
    const whole = parts.join("/");
    const above = parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("/"));
    if (seen.has(whole) || above.some((folder) => seen.get(folder) === "file")) {
      throw new InvalidFieldError({
        field: `${field}[${index}].path`,
        value: path,
        problem: "must be another file than those before it, on every file system",
        remedy: "Rename it: some systems do not tell capitals apart, and no file can be a folder, too.",
      });
    }
    seen.set(whole, "file");
    for (const folder of above) seen.set(folder, "folder");
  }
}

/** The order of a manifest's files: by the UTF-8 bytes of their paths. */
export function comparePaths(one: string, other: string): number {
  const [first, second] = [stringToBytes(one), stringToBytes(other)];
  const at = first.findIndex((byte, index) => byte !== second[index]);
  if (at < 0) return first.length - second.length;
  return (first[at] ?? 0) - (second[at] ?? -1);
}
