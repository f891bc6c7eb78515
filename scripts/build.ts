// `npm run build`: builds every published package into its `dist`, each by its own `build` script.

import { fileURLToPath } from "node:url";
import { build } from "./release/npm.ts";
import { findWorkspaces, publicPackages } from "./release/packages.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

// Built code is run as its users run it, without the condition under which packages are their source.
delete process.env.NODE_OPTIONS;
for (const workspace of publicPackages(await findWorkspaces(ROOT))) {
  console.log(`${workspace.manifest.name}: building …`);
  await build(ROOT, workspace);
}
console.log("Built.");
