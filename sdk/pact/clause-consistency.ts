import { describeSafely } from "../errors/field.ts";
import { bounds } from "../protocol/bounds.ts";
import type { CriterionClause } from "./clause-judged.ts";
import type { PactClause, RefusalClause } from "./clauses.ts";
import { type PlacedClause, repeated } from "./paths.ts";
import type { FoundProblem } from "./problem.ts";

/** What of one clause does not fit together. */
export function clauseInconsistencies({ clause, at }: PlacedClause): FoundProblem[] {
  const measure = `${at}.measure`;
  const items = "items" in clause.measure ? clause.measure.items : undefined;
  return [
    ...(items === undefined ? [] : range(`${measure}.items`, "least", "most", items)),
    ...own(clause, measure),
  ];
}

function own(clause: PactClause, at: string): FoundProblem[] {
  switch (clause.kind) {
    case "citation-faithfulness":
      return [
        ...range(at, "least", "most", clause.measure),
        ...range(at, "shortestQuote", "longestQuote", clause.measure),
        ...twice(`${at}.sources`, clause.measure.sources, (name) => name),
      ];
    case "refusal":
      return cases(clause, at);
    case "latency": {
      const { most, zeroAt, leastCalls, mostCalls = leastCalls } = clause.measure;
      return [
        ...range(at, "leastCalls", "mostCalls", { leastCalls, mostCalls }),
        ...(zeroAt === undefined || zeroAt > most
          ? []
          : [
              found(
                `${at}.zeroAt`,
                zeroAt,
                `must be above most, which is ${most}`,
                "Raise it, or leave it out.",
              ),
            ]),
      ];
    }
    case "coverage": {
      const { required } = clause.measure;
      return "keys" in required ? twice(`${at}.required.keys`, required.keys, (key) => key) : [];
    }
    case "numeric-accuracy": {
      const { reference } = clause.measure;
      return [
        ...pair(at, clause.measure),
        ...("values" in reference
          ? values(`${at}.reference.values`, reference.values)
          : pair(`${at}.reference`, reference)),
      ];
    }
    case "test-suite":
      return [
        ...twice(`${at}.tests`, clause.measure.tests, ({ file, name }) => JSON.stringify([file, name])),
        ...clause.measure.files.flatMap(({ path, unpack }, index) =>
          path === "" && unpack === undefined
            ? [
                found(
                  `${at}.files[${index}].path`,
                  path,
                  "must be the path of a file",
                  "Only an archive is put at the top.",
                ),
              ]
            : [],
        ),
      ];
    case "length":
      return range(at, "least", "most", clause.measure);
    case "criterion":
      return levels(clause, at);
    default:
      return [];
  }
}

function found(path: string, value: unknown, problem: string, remedy: string): FoundProblem {
  return { path, value, problem, remedy, severity: "error" };
}

/** One name must not be above the other. */
function range<Low extends string, High extends string>(
  at: string,
  low: Low,
  high: High,
  measure: Readonly<Record<Low | High, number>>,
): FoundProblem[] {
  if (measure[low] <= measure[high]) return [];
  const problem = `must not be above ${high}, which is ${measure[high]}`;
  return [found(`${at}.${low}`, measure[low], problem, `Lower it, or raise ${high}.`)];
}

function twice<Entry>(at: string, entries: readonly Entry[], name: (entry: Entry) => string): FoundProblem[] {
  return repeated(entries, name).map((index) =>
    found(`${at}[${index}]`, entries[index], "must not stand there twice", "Leave one of them."),
  );
}

function pair(
  at: string,
  { key, value }: { readonly key?: string | undefined; readonly value?: string | undefined },
): FoundProblem[] {
  if ((key === undefined) === (value === undefined)) return [];
  const lacking = key === undefined ? "key" : "value";
  return [
    found(
      `${at}.${lacking}`,
      undefined,
      "must be given where the other is",
      "Give both, for an array, or neither.",
    ),
  ];
}

function values(at: string, given: Readonly<Record<string, string>>): FoundProblem[] {
  const { length } = Object.keys(given);
  if (length >= 1 && length <= 10_000) return [];
  return [found(at, length, "must have 1 to 10000 values", "Give at least one, or read them from an input.")];
}

function cases({ measure }: RefusalClause, at: string): FoundProblem[] {
  return [
    ...twice(`${at}.cases`, measure.cases, ({ id }) => id),
    ...measure.cases.flatMap(({ expected, reasons }, index) =>
      expected === "answer" && reasons !== undefined
        ? [
            found(
              `${at}.cases[${index}].reasons`,
              reasons,
              "must be left out of a case that is answered",
              "Leave it out.",
            ),
          ]
        : [],
    ),
  ];
}

function levels({ measure }: CriterionClause, at: string): FoundProblem[] {
  const { levels: all, canaries = [] } = measure;
  const names = new Set(all.map(({ name }) => name));
  return [
    ...twice(`${at}.levels`, all, ({ name }) => name),
    ...all.flatMap(({ lost }, index) => {
      const where = `${at}.levels[${index}].lost`;
      const before = all[index - 1];
      const isFirst = before === undefined;
      if (isFirst && lost !== 0)
        return [found(where, lost, "must be 0 for the first level", "The best level loses nothing.")];
      if (!isFirst && lost <= before.lost) {
        return [
          found(
            where,
            lost,
            `must be above ${before.lost}, the level before`,
            "List levels from best to worst.",
          ),
        ];
      }
      if (index === all.length - 1 && lost !== bounds.full) {
        return [
          found(
            where,
            lost,
            `must be ${bounds.full} for the last level`,
            "The worst level loses the whole unit.",
          ),
        ];
      }
      return [];
    }),
    ...canaries.flatMap(({ level }, index) =>
      names.has(level)
        ? []
        : [
            found(
              `${at}.canaries[${index}].level`,
              level,
              "must be the name of a level",
              `Name one of ${[...names].map((name) => describeSafely(name)).join(", ")}.`,
            ),
          ],
    ),
  ];
}
