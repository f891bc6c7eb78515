import { createHash } from "node:crypto";
import { checkPact, type Pact } from "quittance/pact";
import {
  codeChangeExample,
  dataTransformationExample,
  researchSummaryExample,
  serviceLevelExample,
} from "quittance/pact/library";

export type WorkKind = "research" | "data" | "code" | "service";

/** Honest work that is not all that was asked: what an attack wants to be paid more for. */
export interface Work {
  readonly kind: WorkKind;
  readonly pact: Pact;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const EVERYTHING = [
  "application/json",
  "application/pdf",
  "application/zip",
  "text/html",
  "text/javascript",
  "text/plain",
];

/** The file that the clauses of each kind of work read. */
export const MAIN_FILE: Readonly<Record<WorkKind, string>> = {
  research: "summary.json",
  data: "result.json",
  code: "change.json",
  service: "calls.json",
};

/**
 * The pact, so that the smallest gain shows: every basis point is paid, no clause takes another's points, and extra files are
 * let in.
 */
function sensitive(pact: Pact): Pact {
  return checkPact({
    ...pact,
    evidence: { ...pact.evidence, mediaTypes: EVERYTHING, maxFiles: 200, maxBytes: 2 ** 26 },
    clauses: pact.clauses.map((clause) => ({
      ...clause,
      threshold: { least: 0 },
      consequence: "share",
      ...(clause.kind === "test-suite"
        ? { measure: { ...clause.measure, limits: { seconds: 20, memory: 128, output: 65_536 } } }
        : {}),
    })),
    payout: { passingScore: 1, payoutStep: 1 },
  });
}

export const encode = (text: string) => new TextEncoder().encode(text);
const asJson = (value: unknown) => encode(JSON.stringify(value));

/** A work of each kind, about half done. */
export function weakWork(kind: WorkKind): Work {
  if (kind === "research") {
    const { pact, inputs, passing } = researchSummaryExample();
    const { summary, citations } = read(passing.files, "summary.json");
    // One source is not cited, one quotation is not verbatim.
    const weak = [
      citations[0],
      { source: "market.txt", quote: "Stocks fell to the lowest level since March" },
    ];
    return {
      kind,
      pact: sensitive(pact),
      inputs,
      files: new Map([["summary.json", asJson({ summary, citations: weak })]]),
    };
  }
  if (kind === "data") {
    const { pact, inputs, failing } = dataTransformationExample();
    return { kind, pact: sensitive(pact), inputs, files: failing.files };
  }
  if (kind === "service") {
    const { pact, inputs, failing } = serviceLevelExample();
    return { kind, pact: sensitive(pact), inputs, files: failing.files };
  }
  const { pact, inputs, failing } = codeChangeExample();
  return { kind, pact: sensitive(pact), inputs, files: failing.files };
}

/** The same work by a pact whose source holds an instruction to the judge. */
export function withInstructionInSource(work: Work, text: string): Work {
  const [name, bytes] = [...work.inputs][0] ?? ["", new Uint8Array()];
  const changed = encode(`${new TextDecoder().decode(bytes)}\n${text}\n`);
  const sha256 = `0x${createHash("sha256").update(changed).digest("hex")}`;
  const inputs = work.pact.task.inputs.map((input) =>
    input.name === name ? { ...input, size: changed.length, sha256 } : input,
  );
  return {
    ...work,
    pact: checkPact({ ...work.pact, task: { ...work.pact.task, inputs } }),
    inputs: new Map([...work.inputs, [name, changed]]),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: tricks change evidence of every form
type Loose = any;

/** The JSON of a file, to be changed. */
export function read(files: ReadonlyMap<string, Uint8Array>, path: string): Loose {
  return JSON.parse(new TextDecoder().decode(files.get(path)));
}

/** The files with one replaced. */
export function put(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  content: string | Uint8Array | object,
): Map<string, Uint8Array> {
  const bytes =
    content instanceof Uint8Array ? content : typeof content === "string" ? encode(content) : asJson(content);
  return new Map([...files, [path, bytes]]);
}
