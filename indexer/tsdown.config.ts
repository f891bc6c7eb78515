import { defineConfig } from "tsdown";

/** The schema is built for typed clients, and the thread of scores, which Node starts by its file; Ponder runs the rest from its source. */
export default defineConfig({
  entry: { schema: "ponder.schema.ts", "trust-worker": "trust/worker.ts" },
  format: ["esm"],
  platform: "node",
  target: "node20",
  fixedExtension: false,
  dts: true,
  clean: true,
  outDir: "dist",
});
