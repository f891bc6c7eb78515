import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Figure } from "./figures.ts";

/** Gas may differ from the snapshot by this part of it. */
const TOLERANCE = 0.001;

const snapshotSchema = z.record(
  z.string(),
  z.strictObject({ gas: z.number().int().positive(), bytes: z.number().int().positive() }),
);

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
  return Object.fromEntries(figures.map(({ name, value, bytes }) => [name, { gas: value, bytes }]));
}

export function writeSnapshot(path: string, figures: readonly Figure[]): void {
  writeFileSync(path, `${JSON.stringify(snapshotOf(figures), null, 2)}\n`);
}

/** One sentence for each figure that is not what the snapshot says, for the worse or the better. */
export function differences(figures: readonly Figure[], snapshot: Snapshot): string[] {
  const missing = Object.keys(snapshot)
    .filter((name) => figures.every((figure) => figure.name !== name))
    .map((name) => `${name}: in the snapshot, but no longer measured`);
  const changed = figures.flatMap(({ name, value, bytes }) => {
    const before = snapshot[name];
    if (before === undefined) return [`${name}: measured, but not in the snapshot`];
    return [
      ...compare(`${name}`, "gas", value, before.gas),
      ...compare(`${name}`, "bytes", bytes, before.bytes),
    ];
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
