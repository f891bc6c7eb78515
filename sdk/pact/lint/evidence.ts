import { type PlacedClause, parseSubject, placed } from "../paths.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";

/** Media types by the end of a path, where there is one that everyone uses. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  json: ["application/json"],
  jsonl: ["application/jsonl", "application/x-ndjson", "application/json"],
  txt: ["text/plain"],
  md: ["text/markdown", "text/plain"],
  csv: ["text/csv", "text/plain"],
  js: ["text/javascript", "application/javascript"],
  mjs: ["text/javascript", "application/javascript"],
  html: ["text/html"],
  pdf: ["application/pdf"],
  png: ["image/png"],
  svg: ["image/svg+xml"],
  zip: ["application/zip"],
};

/** What does not fit between the evidence that a pact asks for and what its clauses read. */
export function evidenceProblems(pact: Pact): FoundProblem[] {
  return [
    ...limits(pact),
    ...mediaTypes(pact),
    ...placed(pact).flatMap((each) => subjects(pact, each)),
    ...archives(pact),
  ];
}

function limits({ evidence: { required, maxFiles, maxBytes }, clauses }: Pact): FoundProblem[] {
  const least = Math.max(
    required.length,
    clauses.reduce((sum, clause) => sum + leastBytes(clause), 0),
  );
  return [
    ...(maxFiles < required.length
      ? [
          found(
            "error",
            "pact.evidence.maxFiles",
            maxFiles,
            `is too few for the ${required.length} files required`,
            "Raise it.",
          ),
        ]
      : []),
    ...(maxBytes < least
      ? [
          found(
            "error",
            "pact.evidence.maxBytes",
            maxBytes,
            `is too little for what is required, ${least} bytes`,
            "Raise it.",
          ),
        ]
      : []),
  ];
}

/** Bytes that a clause asks for of a whole file. */
function leastBytes(clause: Pact["clauses"][number]): number {
  if (clause.kind !== "length" || parseSubject(clause.subject).pointer !== undefined) return 0;
  return clause.measure.unit === "items" || clause.measure.items !== undefined ? 0 : clause.measure.least;
}

function mediaTypes({ evidence: { required, mediaTypes: taken } }: Pact): FoundProblem[] {
  return required.flatMap((path, index) => {
    const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
    const usual = Object.hasOwn(TYPES, ending) ? (TYPES[ending] ?? []) : [];
    if (usual.length === 0 || usual.some((type) => taken.includes(type))) return [];
    const problem = "is required, but no media type of evidence.mediaTypes is its own";
    return [
      found(
        "warning",
        `pact.evidence.required[${index}]`,
        path,
        problem,
        `Add ${usual[0]} to evidence.mediaTypes.`,
      ),
    ];
  });
}

function subjects({ evidence: { required } }: Pact, { clause, at }: PlacedClause): FoundProblem[] {
  const { input, path = "" } = parseSubject(clause.subject);
  const where = `${at}.subject`;
  if (input !== undefined) {
    const problem = "is an input, which the seller cannot change";
    return [
      found(
        "warning",
        where,
        clause.subject,
        problem,
        "Check a file of the bundle, unless a third party made the input.",
      ),
    ];
  }
  const isCovered = path.endsWith("/")
    ? required.some((file) => path === "./" || file.startsWith(path))
    : required.includes(path);
  if (isCovered) return [];
  const problem = "is covered by no required file";
  return [
    found(
      "warning",
      where,
      clause.subject,
      problem,
      "Add the file to evidence.required, so that the seller knows.",
    ),
  ];
}

function archives({ task, clauses }: Pact): FoundProblem[] {
  const types = new Map(task.inputs.map(({ name, mediaType }) => [name, mediaType]));
  return clauses.flatMap((clause, index) => {
    if (clause.kind !== "test-suite") return [];
    return clause.measure.files.flatMap(({ input, unpack }, place) => {
      if (unpack === undefined || types.get(input) === "application/zip") return [];
      const path = `pact.clauses[${index}].measure.files[${place}].input`;
      return [
        found(
          "warning",
          path,
          input,
          "is unpacked, but is no application/zip",
          "Correct its media type, or leave unpack out.",
        ),
      ];
    });
  });
}

function found(
  severity: "error" | "warning",
  path: string,
  value: unknown,
  problem: string,
  remedy: string,
): FoundProblem {
  return { path, value, problem, remedy, severity };
}
