import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Consumer } from "../../package/consumer.ts";

/** What an application uses of the library. */
export const APPS = {
  browser_gzip_kb: ["openDeal", "signTerms"],
  actions_gzip_kb: ["quittanceActions"],
  terms_gzip_kb: ["buildTerms", "checkTerms"],
} as const;

/** Thousands of bytes, minified and compressed, of an application that uses some names of the installed library. */
export async function bundleOf(
  { folder }: Consumer,
  names: readonly string[],
  options: { readonly withViem: boolean },
): Promise<number> {
  const contents = `import { ${names.join(", ")} } from "quittance"; console.log(${names.join(", ")});`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
    external: options.withViem ? [] : ["viem", "viem/*"],
  });
  return (
    outputFiles.reduce((sum, { contents: made }) => sum + gzipSync(made, { level: 9 }).length, 0) / 1_000
  );
}
