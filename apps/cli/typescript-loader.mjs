// Lets Node import this package's TypeScript from node_modules, where it does not strip types itself: a module loader hook.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const PACKAGE = new URL("../../sdk/", import.meta.url).href;

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith(PACKAGE) || !url.endsWith(".ts")) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(await readFile(path, "utf8"), {
    loader: "ts",
    format: "esm",
    sourcefile: path,
    target: "es2022",
  });
  return { format: "module", source: code, shortCircuit: true };
}
