import * as z from "zod/mini";
import { basisPoints, count, exactly, fields, many, matching, oneOf, words } from "../json/exact.ts";
import type { Schema } from "../json/fields.ts";
import type { PactClause } from "./clauses.ts";
import {
  decimal,
  file,
  folder,
  folderOrTop,
  hash,
  inputName,
  kebab,
  notNegative,
  path,
  pointer,
  subject,
} from "./fields.ts";

/** 2^32. */
const MOST_BYTES = 4_294_967_296;

function base() {
  return {
    id: kebab(),
    description: words(1, 1_000),
    threshold: fields({ least: basisPoints() }),
    weight: basisPoints(),
    consequence: oneOf(["share", "zero", "void"]),
  };
}

function items() {
  return z.optional(fields({ least: count(1, 100_000), most: count(1, 100_000), at: z.optional(pointer()) }));
}

function citation() {
  return fields({
    ...base(),
    kind: z.literal("citation-faithfulness"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      sources: many(inputName(), 1, 256, "names of inputs"),
      least: count(1, 10_000),
      most: count(1, 10_000),
      shortestQuote: count(1, 10_000),
      longestQuote: count(1, 100_000),
      offsets: oneOf(["ignored", "checked", "required"]),
      leastPerSource: z.optional(count(1, 10_000)),
    }),
  });
}

function refusal() {
  const one = fields({
    id: words(1, 100),
    prompt: z.optional(words(1, 4_000)),
    expected: oneOf(["answer", "refusal"]),
    reasons: z.optional(many(words(1, 200), 1, 32, "reasons")),
  });
  return fields({
    ...base(),
    kind: z.literal("refusal"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({ cases: many(one, 1, 1_000, "cases") }),
  });
}

function latency() {
  return fields({
    ...base(),
    kind: z.literal("latency"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      percentile: basisPoints(1),
      most: count(0, MOST_BYTES),
      zeroAt: z.optional(count(1, MOST_BYTES)),
      leastCalls: count(1, 1_000_000),
      mostCalls: z.optional(count(1, 1_000_000)),
    }),
  });
}

function structure() {
  const schema = z.record(z.string(), z.unknown(), { error: "must be a JSON Schema, an object" });
  return fields({
    ...base(),
    kind: z.literal("structure"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({ schema, items: items() }),
  });
}

function coverage() {
  const required = z.union(
    [
      fields({ keys: many(words(1, 500), 1, 10_000, "keys") }),
      fields({ input: inputName(), pointer: pointer(), key: z.optional(pointer()) }),
    ],
    { error: "must be { keys }, or { input, pointer, key }" },
  );
  return fields({
    ...base(),
    kind: z.literal("coverage"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      required,
      key: z.optional(pointer()),
      repeats: oneOf(["ignored", "lost"]),
      extras: oneOf(["ignored", "lost"]),
    }),
  });
}

function numeric() {
  const reference = z.union(
    [
      fields({ values: z.record(words(1, 500), decimal(), { error: "must be an object of decimals" }) }),
      fields({
        input: inputName(),
        pointer: pointer(),
        key: z.optional(pointer()),
        value: z.optional(pointer()),
      }),
    ],
    { error: "must be { values }, or { input, pointer, key, value }" },
  );
  return fields({
    ...base(),
    kind: z.literal("numeric-accuracy"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      reference,
      tolerance: fields({ absolute: z.optional(notNegative()), relative: z.optional(notNegative()) }),
      key: z.optional(pointer()),
      value: z.optional(pointer()),
    }),
  });
}

function testSuite() {
  const laid = fields({ input: inputName(), path: folderOrTop(), unpack: z.optional(exactly("zip")) });
  return fields({
    ...base(),
    kind: z.literal("test-suite"),
    method: exactly("executed"),
    subject: folder(),
    measure: fields({
      runner: exactly("node --test"),
      leastNode: count(20, 99),
      files: many(laid, 1, 256, "files"),
      tests: many(fields({ file: path(), name: words(1, 500) }), 1, 1_000, "tests"),
      limits: fields({
        seconds: count(1, 3_600),
        memory: count(64, 16_384),
        output: count(1_024, 67_108_864),
      }),
    }),
  });
}

function contentHash() {
  return fields({
    ...base(),
    kind: z.literal("content-hash"),
    method: exactly("measured"),
    subject: file(),
    measure: fields({ algorithm: oneOf(["sha256", "keccak256"]), hash: hash() }),
  });
}

function language() {
  return fields({
    ...base(),
    kind: z.literal("language"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      language: matching(
        /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/,
        "a language tag (BCP 47), such as en or pt-BR",
        12,
      ),
      detector: fields({ name: exactly("tinyld"), version: exactly("1.3.4") }),
      leastConfidence: basisPoints(),
      shortest: count(1, 100_000),
      items: items(),
    }),
  });
}

function length() {
  return fields({
    ...base(),
    kind: z.literal("length"),
    method: exactly("measured"),
    subject: subject(),
    measure: fields({
      unit: oneOf(["bytes", "characters", "words", "lines", "items"]),
      least: count(0, MOST_BYTES),
      most: count(0, MOST_BYTES),
      items: items(),
    }),
  });
}

function criterion() {
  return fields({
    ...base(),
    kind: z.literal("criterion"),
    method: exactly("judged"),
    subject: subject(),
    measure: fields({
      question: words(1, 2_000),
      levels: many(
        fields({ name: kebab(), description: words(1, 1_000), lost: basisPoints() }),
        2,
        10,
        "levels",
      ),
      longest: count(1, 1_000_000),
      canaries: z.optional(many(fields({ text: words(1, 4_000), level: kebab() }), 0, 16, "canaries")),
    }),
  });
}

/** A clause of any kind. */
export function clauseSchema(): Schema<PactClause> {
  const schema = z.discriminatedUnion(
    "kind",
    [
      citation(),
      refusal(),
      latency(),
      structure(),
      coverage(),
      numeric(),
      testSuite(),
      contentHash(),
      language(),
      length(),
      criterion(),
    ],
    { error: `must be an object whose kind is one of ${CLAUSE_KINDS.join(", ")}` },
  );
  return schema as unknown as Schema<PactClause>;
}

/** The kinds of clauses, in the order of the documentation. */
export const CLAUSE_KINDS: readonly PactClause["kind"][] = [
  "citation-faithfulness",
  "refusal",
  "latency",
  "structure",
  "coverage",
  "numeric-accuracy",
  "test-suite",
  "content-hash",
  "language",
  "length",
  "criterion",
];
