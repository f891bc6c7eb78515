// Loaded into every process that a command of this repository starts.
// For each module that is imported, Node turns its package's package.json into an object once more, and drizzle-orm's has
// 175 kB: a second and a half of each start of the indexer. All of its modules are of one kind, so their package.json need
// not be asked. What is imported is the same.

import * as nodeModule from "node:module";

const PACKAGE = "/node_modules/drizzle-orm/";

// The Node of a machine may be too old for it, and does without.
nodeModule.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    const isInside =
      parentURL?.includes(PACKAGE) &&
      parentURL.endsWith(".js") &&
      specifier.startsWith(".") &&
      specifier.endsWith(".js") &&
      context.conditions.includes("import");
    if (!isInside) return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});
