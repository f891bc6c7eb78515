import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { AuditDocument } from "quittance/audit";
import { UsageRefusal } from "../../refusal.ts";

const MOST_FILES = 20_000;
const MOST_BYTES = 1_073_741_824;

/** Every file of a folder and of the folders in it, by its path from there. Links are passed over. */
export function filesIn(folder: string): AuditDocument[] {
  const found: AuditDocument[] = [];
  let bytes = 0;
  const walk = (path: string) => {
    for (const name of namesIn(path)) {
      const inner = join(path, name);
      const stats = lstatSync(inner);
      if (stats.isDirectory()) walk(inner);
      if (!stats.isFile()) continue;
      bytes += stats.size;
      if (found.length === MOST_FILES || bytes > MOST_BYTES) {
        throw new UsageRefusal(
          `The folder has more than ${MOST_FILES} files or ${MOST_BYTES} bytes. Name the one of this deal.`,
        );
      }
      found.push({ name: relative(folder, inner).split(sep).join("/"), bytes: readFileSync(inner) });
    }
  };
  walk(folder);
  return found;
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`A folder cannot be read (${String(code)}). Name one that is there.`);
  }
}
