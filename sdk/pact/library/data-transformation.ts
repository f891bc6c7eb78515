import { requireOptions } from "../../json/options.ts";
import { pactInput } from "../input.ts";
import type { Pact, PactInput } from "../types.ts";
import {
  bytesOf,
  EXAMPLE_AUTHOR,
  filesOf,
  orVoid,
  orZero,
  READY,
  type ReadyPactOptions,
  readyPact,
  resultsOf,
  SHARED,
  type WorkedPact,
} from "./parts.ts";

/** What a transformation of records is asked for. */
export interface DataTransformationOptions extends ReadyPactOptions {
  /** What is to be done with the records. */
  readonly instruction: string;
  /** The records: JSON, or a `.jsonl` file. */
  readonly records: PactInput;
  /** Where the records are in it, and which part of a record is its key. */
  readonly keys: { readonly pointer: string; readonly key: string };
  /** JSON Schema that each row of the result must satisfy. */
  readonly rowSchema: Readonly<Record<string, unknown>>;
  /** Pointer from a row to the key of its record; the same as in the records when left out. */
  readonly rowKey?: string | undefined;
  /** Figures of the result that the buyer knows, as decimals in text, by name. */
  readonly totals: Readonly<Record<string, string>>;
  /** How far a figure may be off; nothing when left out. */
  readonly tolerance?:
    | { readonly absolute?: string | undefined; readonly relative?: string | undefined }
    | undefined;
  /** How many records there are, and so rows: rows beyond do not make a bad one rarer. */
  readonly rows: number;
}

/**
 * A pact for a transformation of records: there is one row for each record, each row has the right form, and the figures that the
 * buyer knows come out right. The evidence is `result.json`: `{ rows: […], totals: { name: decimal } }`.
 *
 * @throws InvalidFieldError naming the option, or the field of the pact, that is wrong.
 * @example
 * import { pactInput } from "quittance";
 * import { dataTransformationPact } from "quittance/pact/library";
 *
 * const content = JSON.stringify([{ id: "a", cents: 120 }, { id: "b", cents: 80 }]);
 * const pact = dataTransformationPact({
 *   author: "0x00000000000000000000000000000000000000aa",
 *   instruction: "Give each amount in euros, and their sum.",
 *   records: pactInput({ name: "orders.json", mediaType: "application/json", content }),
 *   keys: { pointer: "", key: "/id" },
 *   rowSchema: { type: "object", required: ["id", "euros"] },
 *   rows: 2,
 *   totals: { euros: "2" },
 * });
 * console.log(pact.evidence.required.join()); // result.json
 */
export function dataTransformationPact(options: DataTransformationOptions): Pact {
  requireOptions(options, `${READY} instruction records keys rowSchema rowKey totals tolerance rows`);
  const { instruction, records, keys, rowSchema, totals, tolerance = {}, rows } = options;
  requireOptions(keys, "pointer key", "keys");
  const { rowKey = keys.key } = options;
  return readyPact(options, {
    kind: "data-transformation",
    name: "Transformation of records",
    task: { instruction, inputs: [records] },
    evidence: {
      mediaTypes: ["application/json"],
      maxBytes: 64 * 1_048_576,
      maxFiles: 1,
      required: ["result.json"],
    },
    clauses: [
      {
        id: "form",
        kind: "structure",
        description: "result.json holds rows and totals.",
        subject: "result.json",
        method: "measured",
        measure: { schema: FORM },
        weight: 500,
        ...orVoid(10_000),
      },
      {
        id: "rows",
        kind: "structure",
        description: "Each row has the form that was agreed.",
        subject: "result.json#/rows",
        method: "measured",
        measure: { schema: rowSchema, items: { least: rows, most: rows } },
        weight: 2_500,
        ...SHARED,
      },
      {
        id: "complete",
        kind: "coverage",
        description: "There is one row for each record, and no other.",
        subject: "result.json#/rows",
        method: "measured",
        measure: {
          required: { input: records.name, pointer: keys.pointer, key: keys.key },
          key: rowKey,
          repeats: "lost",
          extras: "lost",
        },
        weight: 3_000,
        ...SHARED,
      },
      {
        id: "totals",
        kind: "numeric-accuracy",
        description: "The known figures come out right. Below nine of ten they count nothing.",
        subject: "result.json#/totals",
        method: "measured",
        measure: { reference: { values: totals }, tolerance },
        weight: 4_000,
        ...orZero(9_000),
      },
    ],
  });
}

const FORM = {
  type: "object",
  required: ["rows", "totals"],
  properties: { rows: { type: "array" }, totals: { type: "object" } },
};

const ORDERS = [
  { id: "a-1", cents: 1_999, country: "DE" },
  { id: "a-2", cents: 250, country: "FR" },
  { id: "a-3", cents: 10_001, country: "DE" },
  { id: "a-4", cents: 1, country: "IT" },
];

/**
 * The pact for a transformation, worked: one bundle that passes, and one that leaves out a record and rounds its sums.
 *
 * @example
 * import { dataTransformationExample } from "quittance/pact/library";
 *
 * console.log(dataTransformationExample().pact.kind); // data-transformation
 */
export function dataTransformationExample(): WorkedPact {
  const inputs = new Map([["orders.json", bytesOf(ORDERS)]]);
  const pact = dataTransformationPact({
    author: EXAMPLE_AUTHOR,
    instruction:
      "Turn each order's cents into euros with two decimals, and give the sums by country and of all.",
    records: pactInput({ name: "orders.json", mediaType: "application/json", content: bytesOf(ORDERS) }),
    keys: { pointer: "", key: "/id" },
    rowSchema: {
      type: "object",
      required: ["id", "euros"],
      additionalProperties: false,
      properties: {
        id: { type: "string" },
        euros: { type: "string", pattern: "^[0-9]{1,12}[.][0-9]{2}$" },
      },
    },
    totals: { all: "122.51", DE: "120.00", FR: "2.50", IT: "0.01" },
    rows: ORDERS.length,
  });
  const rows = [
    { id: "a-1", euros: "19.99" },
    { id: "a-2", euros: "2.50" },
    { id: "a-3", euros: "100.01" },
    { id: "a-4", euros: "0.01" },
  ];
  return {
    pact,
    inputs,
    passing: {
      files: filesOf({
        "result.json": { rows, totals: { all: "122.51", DE: 120, FR: "2.5", IT: "1e-2" } },
      }),
      results: resultsOf({ form: [1, 0], rows: [4, 0], complete: [4, 0], totals: [4, 0] }),
    },
    failing: {
      files: filesOf({
        "result.json": {
          rows: [rows[0], { id: "a-2", euros: 2.5 }, rows[0], { id: "b-9", euros: "1.00" }],
          totals: { all: "122.5", DE: "120", FR: "2.50", IT: "0.0" },
        },
      }),
      results: resultsOf({
        form: [1, 0],
        rows: [4, 10_000],
        complete: [5, 40_000],
        totals: [4, 20_000],
      }),
    },
  };
}
