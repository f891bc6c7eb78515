/** A type and a subtype in lower case, without parameters (RFC 6838). */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
const ANY = "*";

/** Whether a text is a media type as a manifest has it. */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** Whether a media type is one of those allowed, of which some may be `text/*`, or all: `*` with `/*`. */
export function isAllowedType(mediaType: string, allowed: readonly string[]): boolean {
  const [type] = mediaType.split("/");
  return allowed.some((each) => each === mediaType || each === `${type}/${ANY}` || each === `${ANY}/${ANY}`);
}

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: "text/csv",
  css: "text/css",
  diff: "text/x-diff",
  gif: "image/gif",
  htm: "text/html",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  jsonl: "application/jsonl",
  md: "text/markdown",
  mjs: "text/javascript",
  patch: "text/x-diff",
  pdf: "application/pdf",
  png: "image/png",
  py: "text/x-python",
  sol: "text/x-solidity",
  svg: "image/svg+xml",
  ts: "text/x-typescript",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  wasm: "application/wasm",
  webp: "image/webp",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  zip: "application/zip",
};

/**
 * The media type that the ending of a path stands for; `application/octet-stream` for one that is not known.
 *
 * @example
 * import { mediaTypeOf } from "quittance/evidence";
 *
 * console.log(mediaTypeOf("answers/1.json")); // application/json
 */
export function mediaTypeOf(path: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_ENDING, ending) ? (BY_ENDING[ending] ?? "") : "application/octet-stream";
}
