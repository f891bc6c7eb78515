import type { Random } from "./random.ts";

/**
 * Data for a model, as JSON between two lines that are random and do not occur in it, so that nothing in the data can pass for their
 * end.
 */
export function dataPart(name: string, data: unknown, random: Random): string {
  const text = JSON.stringify(data);
  let mark = random.token(16);
  while (text.includes(mark)) mark = random.token(16);
  return `${name}, as JSON between two lines of ${mark}:\n${mark}\n${text}\n${mark}`;
}

/** Whole numbers of 31 bits, as seeds of models are. */
export const seedNumber = (random: Random): number => random.below(2 ** 31);
