import * as z from "zod/mini";

/**
 * An answer with one entry for each of some ids, and no other: an entry that is missing, doubled or of another id makes the whole
 * answer malformed. `mark` is for orders that no model should obey.
 */
export function answerForEach<Shape extends z.core.$ZodLooseShape>(ids: readonly string[], shape: Shape) {
  const entry = z.strictObject({ id: z.enum(ids as [string, ...string[]]), ...shape });
  const isComplete = (entries: readonly { readonly id?: unknown }[]) =>
    entries.length === ids.length && new Set(entries.map(({ id }) => id)).size === ids.length;
  return z.strictObject({
    mark: z.string(),
    answers: z.array(entry).check(z.refine(isComplete)),
  });
}
