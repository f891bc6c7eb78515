import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Figure } from "./figures.ts";

/** A figure may differ from the snapshot by this part of it. */
const TOLERANCE = 0.001;

const count = z.number().int().positive();
/** What an operation cost, how many bytes it is compressed to, or how many bytes of code a contract has. */
const entrySchema = z.union([
  z.strictObject({ gas: count, bytes: count }),
  z.strictObject({ fastLzBytes: count }),
  z.strictObject({ codeBytes: count }),
]);
const snapshotSchema = z.record(z.string(), entrySchema);

/** What every figure was when somebody last looked at it and agreed. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/**
 * Reads a snapshot.
 *
 * @throws Error when it is missing or is none.
 */
export function readSnapshot(path: string): Snapshot {
  const remedy = "Write it with: npm run bench:gas -- --update";
  if (!existsSync(path))
    throw new Error(`${path} is missing, so there is nothing to compare with. ${remedy}`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`${path} is not JSON. ${remedy}`);
  }
  const read = snapshotSchema.safeParse(content);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Error(`${path}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}. ${remedy}`);
}

export function snapshotOf(figures: readonly Figure[]): Snapshot {
  return Object.fromEntries(
    figures.map(({ name, value, unit, bytes }) => {
      if (bytes !== null) return [name, { gas: value, bytes }];
      return [name, unit === "FastLZ bytes" ? { fastLzBytes: value } : { codeBytes: value }];
    }),
  );
}

export function writeSnapshot(path: string, figures: readonly Figure[]): void {
  writeFileSync(path, `${JSON.stringify(snapshotOf(figures), null, 2)}\n`);
}

/** One sentence for each figure that is not what the snapshot says, for the worse or the better. */
export function differences(figures: readonly Figure[], snapshot: Snapshot): string[] {
  const missing = Object.keys(snapshot)
    .filter((name) => figures.every((figure) => figure.name !== name))
    .map((name) => `${name}: in the snapshot, but no longer measured`);
  const changed = Object.entries(snapshotOf(figures)).flatMap(([name, now]) => {
    const before = snapshot[name];
    if (before === undefined) return [`${name}: measured, but not in the snapshot`];
    if ("codeBytes" in now) {
      if ("codeBytes" in before) return compare(name, "bytes of code", now.codeBytes, before.codeBytes);
    } else if ("fastLzBytes" in now) {
      if ("fastLzBytes" in before) return compare(name, "FastLZ bytes", now.fastLzBytes, before.fastLzBytes);
    } else if ("gas" in before) {
      return [
        ...compare(name, "gas", now.gas, before.gas),
        ...compare(name, "bytes", now.bytes, before.bytes),
      ];
    }
    return [`${name}: the snapshot says something else about it than is measured`];
  });
  return [...missing, ...changed];
}

function compare(name: string, unit: string, now: number, before: number): string[] {
  if (Math.abs(now - before) <= before * TOLERANCE) return [];
  const change = now - before;
  const sign = change > 0 ? "+" : "";
  const verdict = change > 0 ? "worse" : "better";
  return [`${name}: ${now} ${unit}, was ${before} (${sign}${change}, ${verdict})`];
}
