import { printable } from "quittance/errors";

/** Characters that a terminal obeys and that texts of the command need. */
const LAYOUT = "\r\n\t";

/** A text of several lines, in which nothing else moves the cursor or turns the direction of writing. */
export function printableLines(text: string): string {
  return printable(text, LAYOUT);
}

/** A stranger's text inside a line: it can neither end the line nor turn it. */
export function strangersLine(text: string, longest = 200): string {
  const characters = [...text];
  const start = printable(characters.slice(0, longest).join(""));
  return characters.length > longest ? `${start}…` : start;
}

/** Whether a text that someone typed could be a private key, or hold one. */
export const couldBeKey = (text: string): boolean => /[0-9a-f]{60}/i.test(text);

/** Unix seconds as a time in UTC. */
export function timeOf(seconds: number): string {
  const time = new Date(seconds * 1_000);
  return Number.isNaN(time.getTime()) ? "never" : time.toISOString().replace("T", " ").replace(".000Z", "Z");
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

/** Names and what they stand for, one a line, in two columns. */
export function pairs(lines: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
