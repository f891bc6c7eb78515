export { canonicalJson } from "./canonical.ts";
export { toJson } from "./parse.ts";
