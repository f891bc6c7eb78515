import type { Range } from "../solc/ast.ts";

/** A replacement of a stretch of a source. */
export interface Edit extends Range {
  readonly text: string;
}

/** One small mistake in one function. Offsets are in bytes; texts are the source's bytes read as Latin-1. */
export interface Mutant {
  /** Stays the same while the line, the change and the function's name do. */
  readonly key: string;
  readonly file: string;
  readonly where: string;
  /** From 1. */
  readonly line: number;
  /** The unmutated line, trimmed. */
  readonly original: string;
  /** What is replaced by what, such as `` `<` → `<=` ``. */
  readonly change: string;
  readonly edit: Edit;
  /** The body, with its braces, that contains the edit. */
  readonly body: Range;
}
