import {
  Material,
  type Measured,
  type MeasureOutcome,
  measureByReading,
  type ReadClause,
} from "../../../../sdk/jury/measures/index.ts";

export const encode = (text: string) => new TextEncoder().encode(text);

/** Files, or inputs: text as it is, bytes as they are, and everything else as JSON. */
export function filesOf(contents: Readonly<Record<string, unknown>>): Map<string, Uint8Array> {
  return new Map(
    Object.entries(contents).map(([path, content]) => {
      if (content instanceof Uint8Array) return [path, content];
      return [path, encode(typeof content === "string" ? content : JSON.stringify(content))];
    }),
  );
}

/** A clause of a kind that reads `a.json#`, unless it says otherwise. */
export function clauseOf<Kind extends ReadClause["kind"]>(
  kind: Kind,
  measure: Extract<ReadClause, { kind: Kind }>["measure"],
  subject = "a.json#",
): ReadClause {
  const base = { id: "it", description: "It holds.", subject, threshold: { least: 0 }, weight: 10_000 };
  return { ...base, kind, measure, method: "measured", consequence: "share" } as unknown as ReadClause;
}

/** What a clause finds in files, by the inputs. */
export function outcomeOf(
  clause: ReadClause,
  files: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, unknown>> = {},
): MeasureOutcome {
  return measureByReading(clause, new Material(filesOf(files), filesOf(inputs)));
}

/** Units and whole units lost; fails where there is no result. */
export function countOf(outcome: MeasureOutcome): readonly [units: number, lost: number] {
  const { units, lost } = checked(outcome);
  return [units, lost / 10_000];
}

/** The faults that were found, by place. */
export function faultsOf(outcome: MeasureOutcome): string[] {
  return checked(outcome).findings.map(({ place, fault }) => `${place} ${fault}`);
}

function checked(outcome: MeasureOutcome): Measured {
  if (outcome.checked) return outcome;
  throw new Error(outcome.reason);
}
