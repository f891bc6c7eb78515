#!/usr/bin/env node
// `npx quittance`: the library has no command of its own. It starts that of @quittance/cli where that is installed, and says
// where it is otherwise.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);

/** The file of the command; undefined where it is not installed, or not built. */
function installed() {
  try {
    const manifest = import.meta.resolve("@quittance/cli/package.json");
    const { bin } = JSON.parse(readFileSync(fileURLToPath(manifest), "utf8"));
    const file = fileURLToPath(new URL(bin.quittance, manifest));
    readFileSync(file);
    return file;
  } catch {
    return undefined;
  }
}

const file = installed();
if (file !== undefined) {
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
  if (args[0] === "--version") console.log(version);
  else process.exitCode = 2;
  console.error(
    `quittance ${version} is the library. Its command is another package: npx @quittance/cli --help`,
  );
}
