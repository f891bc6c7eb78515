import { defineConfig } from "tsdown";

/** Only the schema is built, for typed clients; Ponder runs the rest from its source. */
export default defineConfig({
  entry: { schema: "ponder.schema.ts" },
  format: ["esm"],
  platform: "node",
  target: "node20",
  fixedExtension: false,
  dts: true,
  clean: true,
  outDir: "dist",
});
