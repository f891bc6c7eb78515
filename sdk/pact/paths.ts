import { InvalidFieldError } from "../errors/field.ts";
import type { PactClause } from "./clauses.ts";
import type { Pact } from "./types.ts";

/** A clause and where it stands. */
export interface PlacedClause {
  readonly clause: PactClause;
  /** Such as `pact.clauses[2]`. */
  readonly at: string;
}

/** The clauses of a pact, each with its path. */
export function placed(pact: Pact): PlacedClause[] {
  return pact.clauses.map((clause, index) => ({ clause, at: `pact.clauses[${index}]` }));
}

/** A subject in its parts: a path, and a pointer where it has one. */
export interface SubjectParts {
  /** The name of an input in the place of a file of the bundle. */
  readonly input?: string;
  /** The path of a file or folder, where it is no input. */
  readonly path?: string;
  /** Left out where the subject has no `#`. */
  readonly pointer?: string;
}

/**
 * The parts of a clause's subject.
 *
 * @throws InvalidFieldError when it is no text.
 * @example
 * import { parseSubject } from "quittance";
 *
 * console.log(parseSubject("answer.json#/citations")); // { path: "answer.json", pointer: "/citations" }
 * console.log(parseSubject("input:calls.json")); // { input: "calls.json" }
 */
export function parseSubject(subject: string): SubjectParts {
  if (typeof subject !== "string") {
    throw new InvalidFieldError({
      field: "subject",
      value: subject,
      problem: "must be text",
      remedy: "Pass a clause's subject.",
    });
  }
  const hash = subject.indexOf("#");
  const place = hash < 0 ? subject : subject.slice(0, hash);
  const pointer = hash < 0 ? {} : { pointer: subject.slice(hash + 1) };
  return place.startsWith("input:") ? { input: place.slice(6), ...pointer } : { path: place, ...pointer };
}

/** Indices of entries whose `name` an earlier entry has. */
export function repeated<Entry>(entries: readonly Entry[], name: (entry: Entry) => string): number[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const isRepeated = seen.has(name(entry));
    seen.add(name(entry));
    return isRepeated ? [index] : [];
  });
}
