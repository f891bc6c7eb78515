import { InvalidFieldError } from "quittance/errors";
import { type Pact, readPact } from "quittance/pact";
import type { Hex } from "viem";
import { UsageRefusal } from "../../refusal.ts";
import { readText } from "../../session/input.ts";

/** What an argument for a pact is. */
export const PACT_FILE = "a file with a pact; standard input when left out, or for -";

/** The pact in a file, or on standard input. */
export async function readPactFile(file: string | undefined, hash?: Hex): Promise<Pact> {
  const text = await readText(file);
  // An editor ends a file with a line feed, which the canonical text has not.
  return hash === undefined ? readPact(text) : readPact(text.replace(/\r?\n$/, ""), { hash });
}

/** What is wrong with a text that is no JSON at all; a pact that is wrong is told by its problems. */
export function asUsage(error: unknown): unknown {
  return error instanceof InvalidFieldError ? new UsageRefusal(error.message) : error;
}
