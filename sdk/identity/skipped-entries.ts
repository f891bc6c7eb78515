import { safeParse } from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { list, type Schema } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";

/** An entry of a stranger's file that was left out. */
export interface SkippedEntry {
  /** What is wrong in it, such as `registrationFile.services[1].endpoint`. */
  readonly field: string;
  readonly problem: string;
}

const skippedOf = /* @__PURE__ */ new WeakMap<object, readonly SkippedEntry[]>();
/** Entries of which it is said what is wrong in them: a file may be full of unusable ones. */
const EXPLAINED = 50;
const NONE: readonly SkippedEntry[] = [];

/**
 * The entries that were left out of a registration file that was read, as they are unusable: the file itself, which has no place for
 * them, not a copy of it.
 *
 * @example
 * import { parseRegistrationFile, skippedEntries } from "quittance";
 *
 * const type = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";
 * const services = [{ name: "A2A", endpoint: "https://agent.example/card.json" }, { name: "MCP" }];
 * const file = parseRegistrationFile({ type, name: "Translator", description: "", image: "", services });
 * console.log(file.services.length); // 1
 * console.log(skippedEntries(file)[0]?.field); // registrationFile.services[1].endpoint
 */
export function skippedEntries(file: object): readonly SkippedEntry[] {
  return skippedOf.get(file) ?? NONE;
}

/** Remembers what was left out of a file. */
export function noteSkipped<File extends object>(file: File, skipped: readonly SkippedEntry[]): File {
  if (skipped.length > 0) skippedOf.set(file, skipped);
  return file;
}

/** An object without the entries of its lists that do not fit, each list by the schema of its entries. */
export function sieve(
  subject: string,
  given: unknown,
  schemas: Readonly<Record<string, Schema<unknown>>>,
): { readonly sieved: unknown; readonly skipped: readonly SkippedEntry[] } {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { sieved: given, skipped: [] };
  const skipped: SkippedEntry[] = [];
  const lists = Object.entries(schemas).flatMap(([name, schema]) => {
    const entries: unknown = Reflect.get(given, name);
    if (!Array.isArray(entries)) return [];
    const kept = entries.filter((entry: unknown, index) => {
      const fits = safeParse(schema, entry).success;
      if (!fits)
        skipped.push(problemOf(`${subject}.${name}[${index}]`, skipped.length < EXPLAINED, schema, entry));
      return fits;
    });
    return [[name, kept] as const];
  });
  return { sieved: { ...given, ...Object.fromEntries(lists) }, skipped };
}

function problemOf(
  path: string,
  isExplained: boolean,
  schema: Schema<unknown>,
  entry: unknown,
): SkippedEntry {
  try {
    if (isExplained) parseWith("", list(schema), [entry]);
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    const { field, shortMessage } = error.renamed("[0]", path);
    return { field, problem: shortMessage };
  }
  return { field: path, problem: `${path} is unusable.` };
}

/** The first of the entries that were left out, and how many there are, in one sentence; undefined when there are none. */
export function sayOfSkipped(skipped: readonly SkippedEntry[]): string | undefined {
  const [first] = skipped;
  if (first === undefined) return undefined;
  const more = skipped.length === 1 ? "" : `; ${skipped.length - 1} more`;
  return `left out: ${first.problem.replace(/\.$/, "")}${more}`;
}
