// Copies the documentation, which errors link to, into `dist` of the library. Its `build` script runs this after tsdown.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packedPages } from "./docs/packed-pages.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

for (const [file, content] of packedPages(ROOT)) {
  const path = join(ROOT, "sdk", "dist", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
