import { join } from "node:path";
import { reportedFiles } from "../reported.ts";
import { marketSvgs } from "./market-plots.ts";

/** What the docs report. Tests play parts of it again, and the whole of it where they have minutes. */
export const { readReported, picturesOf, storeReported } = reportedFiles(
  join("scripts", "sim", "market", "reported.json"),
  marketSvgs,
);
