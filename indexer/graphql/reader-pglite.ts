import { Unavailable } from "../sql/unavailable.ts";
import type { Parameter } from "./draft.ts";
import { QuestionError } from "./question-error.ts";
import { READING, type Reader, tooLarge } from "./reader.ts";

/** What is used of PGlite. */
export interface Pglite {
  query(
    text: string,
    parameters: unknown[],
    options: { readonly rowMode: "array" },
  ): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Reads through Ponder's own connection, in which everything of PGlite happens one after the other. */
export function openPgliteReader(pglite: Pglite, limits = READING): Reader {
  return {
    async read(text: string, parameters: readonly Parameter[]) {
      const { rows } = await pglite.query(text, [...parameters], { rowMode: "array" }).catch(refuse);
      const row = (rows[0] ?? []) as readonly (string | null)[];
      const bytes = row.reduce((sum, each) => sum + (each?.length ?? 0), 0);
      if (bytes > limits.bytes) throw new QuestionError(tooLarge(limits.bytes));
      return row;
    },
    close: async () => undefined,
  };
}

function refuse(error: unknown): never {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  if (code?.startsWith("22")) throw new QuestionError(`A value cannot be compared: ${message}.`);
  if (code !== undefined) throw error;
  throw new Unavailable("The database does not answer now. Try later.");
}
