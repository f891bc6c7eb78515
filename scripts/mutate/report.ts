import type { Outcome } from "./campaign.ts";
import { scoreOf } from "./survivors.ts";

/** Killed and tried of each file, and then each survivor with its line. */
export function reportOf(outcomes: readonly Outcome[], whys: ReadonlyMap<string, string>): string {
  const files = [...Map.groupBy(outcomes, ({ mutant }) => mutant.file)].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...files.map(([file]) => file.length), "total".length);
  const row = (name: string, group: readonly Outcome[]) => {
    const { killed, survived, percent } = scoreOf(group);
    const cells = [String(killed), String(survived), percent.toFixed(2)].map((cell) => cell.padStart(8));
    return `${name.padEnd(width)}  ${cells.join("  ")}`;
  };
  const head = `${"file".padEnd(width)}    killed  survived  killed %`;
  const survivors = outcomes
    .filter(({ killer }) => killer === undefined)
    .map(({ mutant }) => {
      const why = whys.get(mutant.key) ?? "NOT EXPLAINED";
      return `survived  ${mutant.file}:${mutant.line} ${mutant.where}\n  ${mutant.original}\n  ${mutant.change}\n  ${why}`;
    });
  return [head, ...files.map(([file, group]) => row(file, group)), row("total", outcomes), "", ...survivors]
    .join("\n")
    .trimEnd();
}

/** The same for machines. */
export function jsonOf(
  outcomes: readonly Outcome[],
  whys: ReadonlyMap<string, string>,
  reasons: readonly string[],
  found: number,
): string {
  const survivors = outcomes
    .filter(({ killer }) => killer === undefined)
    .map(({ mutant: { key, file, line, where, original, change } }) => ({
      key,
      file,
      line,
      where,
      original,
      change,
      why: whys.get(key) ?? null,
    }));
  return JSON.stringify({ ...scoreOf(outcomes), tried: outcomes.length, found, survivors, refused: reasons });
}
