import { globSync } from "node:fs";
import { posix } from "node:path";

const OPERATIONS = "docs/operations";

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Where the page of a function of the contracts belongs. */
export const operationPageOf = (functionName: string): string =>
  `${OPERATIONS}/${functionName === "open" ? "open-deal" : kebab(functionName)}.md`;

/** Pages of operations, without their index. */
export const operationPages = (): string[] =>
  globSync(`${OPERATIONS}/*.md`)
    .map((page) => page.replaceAll("\\", "/"))
    .filter((page) => posix.basename(page) !== "README.md")
    .sort();
