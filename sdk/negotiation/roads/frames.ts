import * as z from "zod/mini";
import { record, type Schema, text, uint } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import type { RoadRefusal } from "./refusals.ts";

/** What goes over a socket: an envelope that asks, and the one that answers it, or why there is none. */
export type Frame =
  | { readonly ask: number; readonly envelope: unknown }
  | { readonly answer: number; readonly envelope: unknown }
  | { readonly answer: number; readonly error: RoadRefusal };

const LONGEST_PROBLEM = 2_000;
const MOST_STATUS = 599;

const frameSchema = (): Schema<Frame> => {
  const problem = text(({ length }) => length <= LONGEST_PROBLEM, "must be text of at most 2,000 characters");
  const error = record({ status: uint(16, { minimum: 1, maximum: MOST_STATUS }), problem });
  return z.union([
    record({ ask: uint(48), envelope: z.unknown() }),
    record({ answer: uint(48), envelope: z.unknown() }),
    record({ answer: uint(48), error }),
  ]) as unknown as Schema<Frame>;
};

/** @throws InvalidFieldError for what is no frame. */
export function readFrame(frame: string): Frame {
  return parseWith("frame", frameSchema(), frame);
}
