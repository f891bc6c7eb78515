/** What is asked for cannot be answered; the message names what was given, and a remedy. */
export class QuestionError extends Error {
  override readonly name = "QuestionError";
  /** Where in the answer it would have been. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[] = []) {
    super(message);
    this.path = path;
  }
}

const LONGEST = 100;

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text =
    JSON.stringify(value, (_, each) => (typeof each === "bigint" ? String(each) : each)) ?? "nothing";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
