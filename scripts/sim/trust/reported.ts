import { join } from "node:path";
import { reportedFiles } from "../reported.ts";
import { trustSvgs } from "./trust-plots.ts";

/** What the docs report. Tests play parts of it again, and the whole of it where they have an hour. */
export const { readReported, picturesOf, storeReported } = reportedFiles(
  join("scripts", "sim", "trust", "reported.json"),
  trustSvgs,
);
