export { canonicalJson } from "./canonical.ts";
export { parseJson, toJson } from "./parse.ts";
