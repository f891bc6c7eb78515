#!/usr/bin/env node
// The `quittance` command, on any Node from 20 up. Plain JavaScript, because it must run before anything knows TypeScript.
// In an installed package, where Node does not read TypeScript itself, a loader does; in a clone of the repository the
// command goes the way of the npm scripts, which install what is missing.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { register } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const bootstrap = fileURLToPath(new URL("../../scripts/bootstrap.mjs", import.meta.url));
const isInstalled = import.meta.url.includes("/node_modules/");

if (isInstalled || !existsSync(bootstrap)) {
  register("./typescript-loader.mjs", import.meta.url);
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const args = [bootstrap, "quittance", ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  child.on("close", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
