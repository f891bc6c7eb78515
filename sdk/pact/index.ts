export { hashPact } from "./hash.ts";
