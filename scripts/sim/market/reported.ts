import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { marketSvgs } from "./market-plots.ts";
import type { MarketSimulation } from "./simulation.ts";

const FIGURES = join("scripts", "sim", "market", "reported.json");
const IMAGES = join("docs", "images");

/** What the docs report. Tests play parts of it again, and the whole of it where they have minutes. */
export const readReported = (): MarketSimulation => JSON.parse(readFileSync(FIGURES, "utf8"));

/** The pictures that follow from a simulation, by their paths. */
export const picturesOf = (found: MarketSimulation): ReadonlyMap<string, string> =>
  new Map([...marketSvgs(found)].map(([name, svg]) => [join(IMAGES, name), svg]));

/** Whether a file says the same: pictures byte by byte, figures however the formatter has laid them out. */
function says(path: string, text: string): boolean {
  if (!existsSync(path)) return false;
  const there = readFileSync(path, "utf8");
  return path === FIGURES ? isDeepStrictEqual(JSON.parse(there), JSON.parse(text)) : there === text;
}

/** Writes the figures and the pictures, or names those that differ. `npm run format` lays the figures out. */
export function storeReported(found: MarketSimulation, isCheck: boolean): string[] {
  const files = new Map([[FIGURES, `${JSON.stringify(found, undefined, 2)}\n`], ...picturesOf(found)]);
  return [...files].flatMap(([path, text]) => {
    if (says(path, text)) return [];
    if (isCheck) return [path];
    writeFileSync(path, text);
    return [];
  });
}
