import { bad, dim, good } from "./colours.ts";
import { short, usdc } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

/** A bigint is an amount in USDC base units. */
export type Value = bigint | number | string | boolean;

/** One number or word on which all sources must agree; a source that does not know it is left out. */
export interface Check {
  readonly what: string;
  /** What the contract and the token answer. */
  readonly contract?: Value;
  /** What the SDK computes from the terms and from what the parties signed. */
  readonly model?: Value;
  /** What the indexer answers. */
  readonly indexer?: Value;
  /** What the audit computes from the chain's events and the kept files alone. */
  readonly audit?: Value;
  /** A detail gets no line of its own as long as its sources agree. */
  readonly isDetail?: boolean;
}

/** A check in one line: contract, model, indexer and audit; undefined for a source that does not know the value. */
export type Row = readonly [
  what: string,
  contract: Value | undefined,
  model: Value | undefined,
  indexer: Value | undefined,
  audit?: Value | undefined,
];

/** Makes checks out of rows. */
export function checksOf(rows: readonly Row[], isDetail = false): Check[] {
  return rows.map(([what, contract, model, indexer, audit]) => ({
    ...{ what, isDetail },
    ...(contract === undefined ? {} : { contract }),
    ...(model === undefined ? {} : { model }),
    ...(indexer === undefined ? {} : { indexer }),
    ...(audit === undefined ? {} : { audit }),
  }));
}

/** True when every source that knows it gives the same value, and at least two know it. */
export function agrees({ contract, model, indexer, audit }: Check): boolean {
  const values = [contract, model, indexer, audit].filter((value) => value !== undefined);
  return values.length > 1 && values.every((value) => value === values[0]);
}

/** True when there are checks and all of them hold. */
export function allAgree(checks: readonly Check[]): boolean {
  return checks.length > 0 && checks.every(agrees);
}

/** Prints the checks as a table, and how many of them hold. */
export async function reportChecks(out: Reporter, checks: readonly Check[]): Promise<void> {
  const isIndexed = checks.some(({ indexer }) => indexer !== undefined);
  const isAudited = checks.some(({ audit }) => audit !== undefined);
  const sources = [
    ...["contract", "computed"],
    ...(isIndexed ? ["indexer"] : []),
    ...(isAudited ? ["audit"] : []),
  ];
  const others = ["the SDK's own computation", ...(isIndexed ? ["the indexer"] : [])];
  if (isAudited) others.push("the audit");
  await out.chapter(`The contract against ${inWords(others)}`);
  const shown = checks.filter((check) => check.isDetail !== true || !agrees(check));
  const rows = shown.map((check) => {
    const { contract, model, indexer, audit } = check;
    const known = [contract, model, ...(isIndexed ? [indexer] : []), ...(isAudited ? [audit] : [])];
    const values = known.map(textOf);
    return [check.what, ...values, agrees(check) ? good("✓") : bad("✗ differs")];
  });
  out.table(["", ...sources, ""], rows);
  const hidden = checks.length - shown.length;
  if (hidden > 0) await out.say(`${hidden} more about payouts, scores, reasons and jurors  ${good("✓")}`);
  await out.say("");
  const wrong = checks.filter((check) => !agrees(check)).map(({ what }) => what);
  await out.say(
    wrong.length === 0
      ? good(`All ${checks.length} numbers agree.`)
      : bad(`${wrong.length} of ${checks.length} numbers disagree: ${wrong.join(", ")}.`),
  );
}

/** "a", "a and b", "a, b and c". */
function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return dim("–");
  if (typeof value === "bigint") return usdc(value);
  const text = String(value);
  return text.startsWith("0x") ? short(text) : text;
}
