import { InvalidFieldError } from "../../errors/field.ts";
import { TRUST_CONTEXT_PATH } from "./context.ts";

/** The base URL of the service that publishes context, keys and status lists, without a slash at its end. */
export function serviceOf(service: string): string {
  const url = typeof service === "string" && URL.canParse(service) ? new URL(service) : undefined;
  const isPlain = url !== undefined && url.search === "" && url.hash === "" && url.username === "";
  if (isPlain && (url.protocol === "https:" || url.protocol === "http:")) return url.href.replace(/\/+$/, "");
  throw new InvalidFieldError({
    field: "service",
    value: undefined,
    // It may hold a password.
    secret: true,
    problem: "must be a URL that starts with https:// or http://, without user, query and fragment",
    remedy: "Give the base URL under which verifiers reach the service, such as https://trust.example.",
  });
}

/** The URL of the context of trust credentials at a service. */
export const contextUrlOf = (service: string): string => `${service}${TRUST_CONTEXT_PATH}`;

/** The URL of a status list of a service. */
export const statusUrlOf = (service: string, list: number): string => `${service}/trust/status/${list}`;
