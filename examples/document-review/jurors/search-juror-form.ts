import type { Obligation, RefusalReason } from "../types.ts";

/** The shapes the searching juror reads out of evidence, checked by hand. */
export type ReadObligation = Obligation;

export type ReadAnswer =
  | { document: string; hash: string; outcome: "extracted"; obligations: readonly ReadObligation[] }
  | { document: string; hash: string; outcome: "refused"; reason: RefusalReason; explanation: string };

type Outer = {
  readonly format: string;
  readonly pact: string;
  readonly corpus: string;
  readonly milestone: string;
};
type Fields = ReadonlyMap<string, unknown>;

const REASONS: readonly RefusalReason[] = ["too-short", "foreign-language", "no-obligation"];

/** The entries of the evidence's answers, or in words why it cannot be read. */
export function readOuter(bytes: Uint8Array, expected: Outer): readonly unknown[] | string {
  const text = Buffer.from(bytes).toString("utf8");
  if (Buffer.compare(Buffer.from(text, "utf8"), bytes) !== 0) return "the bytes are not UTF-8";
  let value: unknown;
  let written: string;
  try {
    value = JSON.parse(text);
    written = writeCanonically(value);
  } catch {
    return "the text is not JSON that has a canonical form";
  }
  if (written !== text) return "the JSON is not canonical";
  const fields = fieldsOf(value, ["format", "pact", "corpus", "milestone", "answers"]);
  if (fields === null) return "the fields are not those of evidence";
  for (const [name, wanted] of Object.entries(expected)) {
    if (fields.get(name) !== wanted) return `${name} is not the one this milestone asks for`;
  }
  const answers = fields.get("answers");
  return Array.isArray(answers) ? answers : "answers is not a list";
}

/** One answer, or in words what is wrong with its form. */
export function readAnswer(entry: unknown): ReadAnswer | string {
  const refusal = fieldsOf(entry, ["document", "hash", "outcome", "reason", "explanation"]);
  const fields = refusal ?? fieldsOf(entry, ["document", "hash", "outcome", "obligations"]);
  if (fields === null) return "an answer has other fields than it should";
  const document = fields.get("document");
  const hash = fields.get("hash");
  if (typeof document !== "string" || typeof hash !== "string") return "an answer names no document";
  if (refusal !== null) {
    const reason = REASONS.find((one) => one === refusal.get("reason"));
    const explanation = refusal.get("explanation");
    if (refusal.get("outcome") !== "refused" || reason === undefined || typeof explanation !== "string") {
      return "a refusal gives no reason the pact knows";
    }
    return { document, hash, outcome: "refused", reason, explanation };
  }
  const list = fields.get("obligations");
  if (fields.get("outcome") !== "extracted" || !Array.isArray(list) || list.length === 0) {
    return "an answer has no obligations";
  }
  const obligations = list.map(readObligation).filter((obligation) => obligation !== null);
  if (obligations.length !== list.length) return "an obligation has not the form agreed";
  return { document, hash, outcome: "extracted", obligations };
}

function readObligation(entry: unknown): ReadObligation | null {
  const fields = fieldsOf(entry, ["kind", "start", "end", "quotation", "summary"]);
  if (fields === null) return null;
  const [kind, quotation, summary] = ["kind", "quotation", "summary"].map((name) => fields.get(name));
  const [start, end] = ["start", "end"].map((name) => fields.get(name));
  if (typeof kind !== "string" || typeof quotation !== "string" || typeof summary !== "string") return null;
  return isPlace(start) && isPlace(end) ? { kind, start, end, quotation, summary } : null;
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function fieldsOf(value: unknown, names: readonly string[]): Fields | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  return fields.size === names.length && names.every((name) => fields.has(name)) ? fields : null;
}

/** RFC 8785 for what JSON.parse gives: members by code unit of their names, strings and numbers as ECMAScript has them. */
function writeCanonically(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonically).join(",")}]`;
  if (typeof value === "string" && !value.isWellFormed())
    throw new Error("a lone surrogate has no canonical form");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${writeCanonically(name)}:${writeCanonically(member)}`).join(",")}}`;
}
