import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrustSimulation } from "./simulation.ts";
import { trustSvgs } from "./trust-plots.ts";

const FIGURES = join("scripts", "sim", "trust", "reported.json");
const IMAGES = join("docs", "images");

/** What the docs report. Tests play parts of it again, and the whole of it where they have an hour. */
export const readReported = (): TrustSimulation => JSON.parse(readFileSync(FIGURES, "utf8"));

/** The files that follow from a simulation, with their text. */
export function reportedFiles(found: TrustSimulation): ReadonlyMap<string, string> {
  const pictures = [...trustSvgs(found)].map(([name, svg]) => [join(IMAGES, name), svg] as const);
  return new Map([[FIGURES, `${JSON.stringify(found, undefined, 2)}\n`], ...pictures]);
}

/** Writes them, or names those that differ. */
export function storeReported(found: TrustSimulation, isCheck: boolean): string[] {
  return [...reportedFiles(found)].flatMap(([path, text]) => {
    if (isCheck) return existsSync(path) && readFileSync(path, "utf8") === text ? [] : [path];
    writeFileSync(path, text);
    return [];
  });
}
