import { type Address, getAddress } from "viem";
import { requireObject } from "../../json/options.ts";
import type { ClauseBase } from "../clause-base.ts";
import { checkPact } from "../read.ts";
import type { ClauseResult, Pact, PactInput, PactPayout, PactRetention } from "../types.ts";

/** What the ready pacts have in common. */
export interface ReadyPactOptions {
  /** Who writes the pact and signs it: an address in any case. */
  readonly author: Address;
  /** For people. */
  readonly name?: string | undefined;
  /** Semantic version; 1.0.0 when left out. */
  readonly version?: string | undefined;
  /** Score 6000 passes, in steps of 500, when left out. */
  readonly payout?: PactPayout | undefined;
  /** 30 days when left out. */
  readonly retention?: PactRetention | undefined;
  /** Whether evidence is encrypted to the parties and the panel; false when left out. */
  readonly private?: boolean | undefined;
}

/** The names of these options, for `requireOptions`. */
export const READY = "author name version payout retention private";

const PAYOUT: PactPayout = { passingScore: 6_000, payoutStep: 500 };
const RETENTION: PactRetention = { auditPeriod: 30 * 86_400 };

/** A pact of a kind, from what is its own and what all have in common. */
export function readyPact(
  options: ReadyPactOptions,
  own: Pick<Pact, "kind" | "name" | "task" | "clauses"> & {
    readonly evidence: Omit<Pact["evidence"], "private">;
  },
): Pact {
  const { author, name = own.name, version = "1.0.0", payout = PAYOUT, retention = RETENTION } = options;
  return checkPact({
    format: "quittance/pact/1",
    name,
    version,
    author: isHex(author) ? getAddress(author) : author,
    kind: own.kind,
    task: own.task,
    evidence: { ...own.evidence, private: options.private ?? false },
    clauses: own.clauses,
    payout,
    retention,
  });
}

const isHex = (author: unknown): author is Address =>
  typeof author === "string" && /^0x[0-9a-fA-F]{40}$/.test(author);

/** A clause's own share counts as it is. */
export const SHARED = { threshold: { least: 0 }, consequence: "share" } as const;

/** Below the threshold the clause counts nothing. */
export function orZero(least: number) {
  return { threshold: { least }, consequence: "zero" } as const satisfies Partial<ClauseBase>;
}

/** Below the threshold the whole milestone scores 0. */
export function orVoid(least: number) {
  return { threshold: { least }, consequence: "void" } as const satisfies Partial<ClauseBase>;
}

/** Refuses what is no list of at least one entry. */
export function names(inputs: readonly PactInput[]): string[] {
  return inputs.map((input, index) => {
    requireObject(`inputs[${index}]`, input);
    return input.name;
  });
}

/** Files of a bundle by path, and what an exact juror finds in them. */
export interface WorkedBundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly results: readonly ClauseResult[];
}

/** A ready pact with a bundle that passes and one that fails. */
export interface WorkedPact {
  readonly pact: Pact;
  /** The pact's inputs by name. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** Scores enough to be paid. */
  readonly passing: WorkedBundle;
  /** Scores too little. */
  readonly failing: WorkedBundle;
}

/** The author of worked pacts. No one has its key. */
export const EXAMPLE_AUTHOR: Address = "0x00000000000000000000000000000000000000aa";

/** Bytes of text, or of a value as JSON. */
export function bytesOf(content: string | object): Uint8Array {
  return new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content, null, 2));
}

/** Files by path. */
export function filesOf(files: Readonly<Record<string, string | object>>): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
}

/** What a juror finds: `{ id: [units, lost] }`. */
export function resultsOf(
  found: Readonly<Record<string, readonly [units: number, lost: number]>>,
): ClauseResult[] {
  return Object.entries(found).map(([clause, [units, lost]]) => ({ clause, units, lost }));
}
