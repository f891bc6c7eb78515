import { hashReasons } from "quittance";
import type { Decide } from "../jury/decide.ts";

/** Decides as somebody who was bribed: full marks for what it has not read. */
export const decideAsPaid: Decide = async () => {
  const text = "Complete and correct in every respect.";
  return { score: 10_000, text, hash: hashReasons(text) };
};
