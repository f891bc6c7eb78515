import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

const IMAGES = join("docs", "images");

/** The files in which a simulation is reported: its figures, and pictures for the docs. */
export interface ReportedFiles<Found> {
  readonly readReported: () => Found;
  /** The pictures that follow from a simulation, by their paths. */
  readonly picturesOf: (found: Found) => ReadonlyMap<string, string>;
  /** Writes the figures and the pictures, or names those that differ. `npm run format` lays the figures out. */
  readonly storeReported: (found: Found, isCheck: boolean) => string[];
}

/**
 * @param figures Path of the figures.
 * @param svgsOf The pictures of a simulation, by their names.
 */
export function reportedFiles<Found>(
  figures: string,
  svgsOf: (found: Found) => ReadonlyMap<string, string>,
): ReportedFiles<Found> {
  const picturesOf = (found: Found): ReadonlyMap<string, string> =>
    new Map([...svgsOf(found)].map(([name, svg]) => [join(IMAGES, name), svg]));
  /** Whether a file says the same: pictures byte by byte, figures however the formatter has laid them out. */
  const says = (path: string, text: string): boolean => {
    if (!existsSync(path)) return false;
    const there = readFileSync(path, "utf8");
    return path === figures ? isDeepStrictEqual(JSON.parse(there), JSON.parse(text)) : there === text;
  };
  return {
    readReported: () => JSON.parse(readFileSync(figures, "utf8")),
    picturesOf,
    storeReported: (found, isCheck) => {
      const files = new Map([[figures, `${JSON.stringify(found, undefined, 2)}\n`], ...picturesOf(found)]);
      return [...files].flatMap(([path, text]) => {
        if (says(path, text)) return [];
        if (isCheck) return [path];
        writeFileSync(path, text);
        return [];
      });
    },
  };
}
