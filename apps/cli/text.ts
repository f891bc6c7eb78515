/** Unix seconds as a time in UTC. */
export function timeOf(seconds: number): string {
  const time = new Date(seconds * 1_000);
  return Number.isNaN(time.getTime()) ? "never" : time.toISOString().replace("T", " ").replace(".000Z", "Z");
}

/** The two ends of an address or a hash. */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex;
}

/** Columns as wide as their widest cell; those of numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const isNumber = (column: number) => rows.every((row) => /^([+-]?\d[\d,.]*|–)?$/.test(row[column] ?? ""));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rows.length > 0 && isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
