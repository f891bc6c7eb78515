import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { oneOf } from "../http/parameters.ts";

/** The forms of an answer about trust. */
export const FORMS = ["json", "statement", "vc-jwt", "vc", "all"] as const;
export type Form = (typeof FORMS)[number];

export const JWT_MEDIA_TYPE = "application/vc+jwt";
export const PROOF_MEDIA_TYPE = "application/vc";

/** The form that `format` names, or else the one that the header `Accept` asks for. Throws `ParameterError`. */
export function formOf(c: Context): Form {
  const named = oneOf("format", c.req.query("format"), FORMS);
  if (named !== undefined) return named;
  const accepted = mediaTypeOf(c);
  if (accepted === JWT_MEDIA_TYPE) return "vc-jwt";
  return accepted === PROOF_MEDIA_TYPE ? "vc" : "json";
}

/** The one of both credentials' media types that is asked for, or JSON. */
export function mediaTypeOf(c: Context): string {
  return accepts(c, {
    header: "Accept",
    supports: ["application/json", JWT_MEDIA_TYPE, PROOF_MEDIA_TYPE],
    default: "application/json",
  });
}
