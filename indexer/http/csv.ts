/** A value of a line; what there is not is empty. */
export type CsvValue = string | number | bigint | null | undefined;

/**
 * A line as RFC 4180 has it. No value here needs quotes: all are numbers, hex digits and words of this indexer's own. Throws for
 * one that does, so that no stranger's text ever moves a column.
 */
export function csvLine(values: readonly CsvValue[]): string {
  const texts = values.map((value) => `${value ?? ""}`);
  const odd = texts.find((text) => /[",\r\n]/.test(text) || /^[=+@]/.test(text));
  if (odd !== undefined) throw new Error(`The value ${JSON.stringify(odd)} needs quotes.`);
  return `${texts.join(",")}\r\n`;
}

/** Unix seconds as ISO 8601. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
}
