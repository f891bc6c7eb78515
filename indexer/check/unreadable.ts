/** As PostgreSQL says that there is no such table. */
const NO_TABLE = "42P01";
/** Errors that are causes of others. */
const DEEPEST = 8;

/** Why rows cannot be read at all, and what an operator does about it; without what the database said, which may name a host. */
export function unreadable(error: unknown): string {
  const code = codeOf(error);
  if (code === NO_TABLE)
    return "There are no rows of an indexer in this schema yet. Start one with this schema as its --views-schema, and wait until it has read the history.";
  return `The database does not answer (${code ?? "no code"}). This goes on by itself once it does: look whether it runs.`;
}

function codeOf(error: unknown): string | undefined {
  let link = error;
  for (let depth = 0; depth < DEEPEST && link instanceof Error; depth++) {
    if ("code" in link && typeof link.code === "string") return link.code;
    link = link.cause;
  }
  return undefined;
}
