import { utcOf } from "../../identity/did/document.ts";

/** Unix seconds of a time as `utcOf` writes it; undefined for anything else. */
export function secondsOf(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const seconds = Date.parse(text) / 1_000;
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** The day of UTC, such as `2026-11-21`. */
export const dayOf = (seconds: number): string => utcOf(seconds).slice(0, 10);
