import { defineConfig } from "tsdown";

/** The schema is built for typed clients, and the threads of scores and of documents, which Node starts by their files; Ponder runs the rest from its source. */
export default defineConfig({
  entry: {
    schema: "ponder.schema.ts",
    "trust-worker": "trust/worker.ts",
    "documents-worker": "documents/worker.ts",
  },
  format: ["esm"],
  platform: "node",
  target: "node20",
  fixedExtension: false,
  dts: true,
  clean: true,
  outDir: "dist",
});
