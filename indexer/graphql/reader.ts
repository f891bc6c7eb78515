import type { Parameter } from "./draft.ts";

/** The one row of a statement, as texts. */
export type Row = readonly (string | null)[];

/** Runs statements that read. */
export interface Reader {
  /** Throws `QuestionError` when the statement takes too long, or its answer is too large, else `Unavailable`. */
  read(text: string, parameters: readonly Parameter[]): Promise<Row>;
  close(): Promise<void>;
}

export const READING = {
  /** Of a statement. */
  milliseconds: 10_000,
  /** Of an answer. */
  bytes: 16 * 2 ** 20,
} as const;

export const tooLong = (milliseconds: number) =>
  `The query takes more than ${milliseconds} ms. Filter and sort by columns with an index, as indexer/queries do, or ask for less.`;

export const tooLarge = (bytes: number) =>
  `The answer has more than ${bytes} bytes. Ask for fewer rows or fields.`;
