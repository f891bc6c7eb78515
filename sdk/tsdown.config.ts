import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

/** Every entry of the package, as `exports` of package.json names its source. */
const { exports: entries } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "@quittance/source"?: string }>>;
};

export default defineConfig({
  entry: Object.values(entries).flatMap((entry) => entry["@quittance/source"] ?? []),
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  // One file a module: a bundler drops what an application does not use.
  unbundle: true,
  dts: true,
  sourcemap: true,
  clean: true,
  outDir: "dist",
  outputOptions: { sourcemapExcludeSources: true },
  // canonicalize is ESM only: `require` could not load it.
  deps: { neverBundle: [/^node:/], alwaysBundle: ["canonicalize"] },
});
