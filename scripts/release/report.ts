import { table } from "../bench/report.ts";
import type { Packed } from "./npm.ts";

/** What a release found and did, as `--json` prints it. */
export interface Report {
  readonly version: string | undefined;
  readonly dryRun: boolean;
  readonly packages: readonly ReleasedPackage[];
  /** What is wrong with the packages: it fails a dry run as well. */
  readonly faults: readonly string[];
  /** What keeps this tree from being published. */
  readonly obstacles: readonly string[];
}

/** A package as the report names it. */
export interface ReleasedPackage extends Pick<Packed, "name" | "version" | "folder"> {
  readonly files: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** `rehearsed` was not sent; `published` was sent now; `present` was in the registry before. */
  readonly outcome: "packed" | "rehearsed" | "published" | "present";
}

const KILOBYTE = 1_000;

/** Bytes as a person reads them: in kB below one MB, otherwise in MB. */
export function formatBytes(bytes: number): string {
  const kilobytes = bytes / KILOBYTE;
  return kilobytes < KILOBYTE ? `${kilobytes.toFixed(1)} kB` : `${(kilobytes / KILOBYTE).toFixed(1)} MB`;
}

/** One line for each package. */
export const packagesTable = (packages: readonly ReleasedPackage[]): string =>
  table(
    ["package", "version", "files", "packed", "unpacked", "outcome"],
    packages.map(({ name, version, files, packedBytes, unpackedBytes, outcome }) => [
      name,
      version,
      String(files),
      formatBytes(packedBytes),
      formatBytes(unpackedBytes),
      outcome,
    ]),
  );

/** The whole report for a person. */
export function formatReport(report: Report): string {
  const { dryRun, packages, faults, obstacles } = report;
  const list = (title: string, sentences: readonly string[]) =>
    sentences.length === 0 ? [] : [`${title}\n${sentences.map((sentence) => `- ${sentence}`).join("\n")}`];
  return [
    ...(packages.length === 0 ? [] : [packagesTable(packages)]),
    ...list("To be corrected:", faults),
    ...list("Before this can be published:", obstacles),
    ...(dryRun ? ["Dry run: nothing was published."] : []),
  ].join("\n\n");
}
