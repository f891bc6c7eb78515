import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

/** Every entry of the package, as `exports` of package.json names its source. */
const { exports: entries } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "@quittance/source"?: string }>>;
};

/** Modules that another process starts by their file: all that they export is kept, though no entry of the package exports it. */
const STARTED = ["./jury/sandbox/serve-reading.ts"];

export default defineConfig({
  entry: [...Object.values(entries).flatMap((entry) => entry["@quittance/source"] ?? []), ...STARTED],
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  // One file a module: a bundler drops what an application does not use.
  unbundle: true,
  dts: true,
  sourcemap: true,
  clean: true,
  outDir: "dist",
  outputOptions: (options) => ({
    ...options,
    sourcemapExcludeSources: true,
    // npm's tools take a folder called node_modules for something that was packed by mistake.
    entryFileNames: (chunk) => {
      const { entryFileNames: names } = options;
      const name = typeof names === "function" ? names(chunk) : (names ?? "[name].js");
      return name.replace("[name]", chunk.name).replace("node_modules/", "bundled/");
    },
  }),
  // canonicalize is ESM only: `require` could not load it.
  deps: { neverBundle: [/^node:/], alwaysBundle: ["canonicalize"] },
});
