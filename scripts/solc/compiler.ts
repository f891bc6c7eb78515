import { Worker } from "node:worker_threads";
import { isNode, type Node } from "./ast.ts";

/** Sources by their name, as text in UTF-8. */
export type Sources = Readonly<Record<string, string>>;

/** solc's JSON of one contract, as far as it was asked for. */
export interface CompiledContract {
  readonly abi: readonly { readonly type: string; readonly name?: string }[];
  readonly evm: { readonly bytecode: Bytecode; readonly deployedBytecode: Bytecode };
}

type LinkReferences = Record<string, Record<string, { start: number; length: number }[]>>;

interface Bytecode {
  readonly object: string;
  readonly linkReferences: LinkReferences;
}

/** A refusal of solc; offsets are in bytes of the source. */
export interface CompileError {
  readonly message: string;
  readonly file: string | undefined;
  readonly start: number;
  readonly end: number;
}

export interface Compiled {
  readonly errors: readonly CompileError[];
  readonly contracts: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
  readonly trees: ReadonlyMap<string, Node>;
}

const CONTRACT_PARTS = ["abi", "evm.bytecode.object", "evm.bytecode.linkReferences"];
const DEPLOYED_PARTS = ["evm.deployedBytecode.object", "evm.deployedBytecode.linkReferences"];

/** Nothing comes out but complaints. */
export const CHECK_ONLY = {} as const;

/** The syntax trees of these sources; no code is made. */
export function treesOf(files: readonly string[]): Record<string, Record<string, string[]>> {
  return Object.fromEntries(files.map((file) => [file, { "": ["ast"] }]));
}

/** Code of every contract of these sources. */
export function codeOf(files: readonly string[]): Record<string, Record<string, string[]>> {
  return Object.fromEntries(files.map((file) => [file, { "*": [...CONTRACT_PARTS, ...DEPLOYED_PARTS] }]));
}

/** Through the intermediate form, without a single optimiser step: a twelfth of the time, and the same behaviour. */
export const QUICK_IR = {
  viaIR: true,
  optimizer: {
    enabled: true,
    details: {
      peephole: true,
      inliner: false,
      jumpdestRemover: true,
      orderLiterals: false,
      deduplicate: false,
      cse: false,
      constantOptimizer: false,
      yul: true,
      yulDetails: { stackAllocation: true, optimizerSteps: ":" },
    },
  },
} as const;

/**
 * Not through the intermediate form, with the optimiser's cheap steps: they cost the compiler a twentieth more time, and
 * the models and handlers of the invariants run in half of theirs. The dear steps make it take twice as long, for no more.
 */
export const QUICK_LEGACY = {
  optimizer: {
    enabled: true,
    details: {
      peephole: true,
      inliner: true,
      jumpdestRemover: true,
      orderLiterals: true,
      deduplicate: true,
      cse: false,
      constantOptimizer: false,
      yul: false,
    },
  },
} as const;

interface SolcError {
  readonly severity: string;
  readonly formattedMessage: string;
  readonly sourceLocation?: { readonly file: string; readonly start: number; readonly end: number };
}

interface SolcOutput {
  readonly errors?: readonly SolcError[];
  readonly contracts?: Compiled["contracts"];
  readonly sources?: Readonly<Record<string, { readonly ast?: unknown }>>;
}

/** Compiles in a thread of its own. */
export function compile(
  sources: Sources,
  settings: Readonly<Record<string, unknown>>,
  outputSelection: Readonly<Record<string, unknown>>,
): Promise<Compiled> {
  const input = JSON.stringify({
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { metadata: { bytecodeHash: "none" }, ...settings, outputSelection },
  });
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./compiler-worker.ts", import.meta.url), { workerData: input });
    worker.once("message", (answer: string) => {
      resolve(readOutput(JSON.parse(answer)));
      void worker.terminate();
    });
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the compiler ended without an answer (code ${code})`)));
  });
}

function readOutput(output: SolcOutput): Compiled {
  const errors = (output.errors ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ formattedMessage, sourceLocation }) => ({
      message: formattedMessage.trim(),
      file: sourceLocation?.file,
      start: sourceLocation?.start ?? -1,
      end: sourceLocation?.end ?? -1,
    }));
  const trees = new Map<string, Node>();
  for (const [file, { ast }] of Object.entries(output.sources ?? {})) {
    if (isNode(ast)) trees.set(file, ast);
  }
  return { errors, contracts: output.contracts ?? {}, trees };
}
