import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { basisPoints, count, exactly, fields, many, matching, words, yesOrNo } from "../json/exact.ts";
import type { Schema } from "../json/fields.ts";
import { clauseSchema } from "./clause-schema.ts";
import { checksummed, hash, inputName, kebab, mediaType, path } from "./fields.ts";
import type { Pact } from "./types.ts";

/** 2^32. */
const MOST_BYTES = 4_294_967_296;
/** Of 365 days. */
const TEN_YEARS = 315_360_000;

function input() {
  return fields({
    name: inputName(),
    mediaType: mediaType(),
    size: count(0, MOST_BYTES),
    sha256: hash(),
    uri: z.optional(
      matching(
        /^(https:\/\/|ipfs:\/\/|data:)[^\s]+$/,
        "an https:, ipfs: or data: URI without white space",
        2_000,
      ),
    ),
  });
}

function evidence() {
  return fields({
    mediaTypes: many(mediaType(), 1, 32, "media types"),
    maxBytes: count(1, MOST_BYTES),
    maxFiles: count(1, 10_000),
    required: many(path(), 0, 256, "paths"),
    private: yesOrNo(),
  });
}

function milestone() {
  return fields({
    name: words(1, 100),
    weights: z.record(kebab(), basisPoints(), {
      error: "must be an object of weights by the id of a clause",
    }),
  });
}

/** The form of a pact, each field by itself. What fields must be together, `inconsistencies` says. */
export const pactSchema = /* @__PURE__ */ lazily((): Schema<Pact> => {
  const schema = fields({
    format: exactly("quittance/pact/1"),
    name: words(1, 100),
    version: matching(
      /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
      "a semantic version, such as 1.0.0",
      64,
    ),
    supersedes: z.optional(hash()),
    author: checksummed(),
    kind: kebab(),
    task: fields({
      ...{ instruction: words(1, 20_000), inputs: many(input(), 0, 256, "inputs") },
      published: z.optional(z.literal(true, { error: "must be true, or left out" })),
    }),
    evidence: evidence(),
    clauses: many(clauseSchema(), 1, 64, "clauses"),
    milestones: z.optional(many(milestone(), 1, 32, "milestones")),
    payout: fields({ passingScore: basisPoints(1), payoutStep: basisPoints() }),
    retention: fields({ auditPeriod: count(0, TEN_YEARS) }),
  });
  return schema as unknown as Schema<Pact>;
});
