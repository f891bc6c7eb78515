import type { Finding } from "../document-review/index.ts";

/** How many kinds of fault are shown. */
const SHOWN = 4;

/** Lines for people: the first finding of each kind of fault, and how many there are of the kind. */
export function linesOf(findings: readonly Finding[]): string[] {
  const kinds = [...Map.groupBy(findings, ({ fault }) => fault)].slice(0, SHOWN);
  return kinds.flatMap(([fault, [first, ...others]]) => {
    if (first === undefined) return [];
    const place = first.obligation === null ? "" : `, obligation ${first.obligation + 1}`;
    const where = `${first.document ?? "the evidence"}${place}`;
    return [`· ${others.length + 1} × ${fault}, such as in ${where}: ${first.detail}`];
  });
}
