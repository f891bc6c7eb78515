import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { type Consumer, writeIn } from "./consumer.ts";
import { runOutside } from "./outsider.ts";

/** Where Debian's package `chromium` puts it; another one is named by this variable. */
const CHROMIUM = process.env.QUITTANCE_CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MS = 600_000;

/** Bundles a module of the consumer for a browser with esbuild; returns the bundle's path. */
export async function bundleWithEsbuild(consumer: Consumer, entry: string): Promise<string> {
  const outfile = join(consumer.folder, "bundle-esbuild", "page.js");
  await build({
    absWorkingDir: consumer.folder,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "silent",
  });
  return outfile;
}

/** The same with the consumer's own vite. */
export async function bundleWithVite(consumer: Consumer, entry: string): Promise<string> {
  writeIn(
    consumer,
    "vite.config.mjs",
    `export default { logLevel: "warn", build: { target: "es2022", outDir: "bundle-vite", lib: { entry: ${JSON.stringify(entry)}, formats: ["es"], fileName: "page" } } };\n`,
  );
  const vite = join(consumer.folder, "node_modules", "vite", "bin", "vite.js");
  await runOutside(process.execPath, [vite, "build"], { cwd: consumer.folder });
  return join(consumer.folder, "bundle-vite", "page.js");
}

/**
 * Opens a page with a bundle in headless Chromium and waits until the bundle wrote the title.
 *
 * @returns The title.
 * @throws Error when there is no Chromium.
 */
export async function titleOf(bundle: string): Promise<string> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}. Install Debian's package chromium, or name one in QUITTANCE_CHROMIUM.`,
    );
  }
  const folder = dirname(bundle);
  const server = createServer((request, response) => {
    const file = join(folder, basename(request.url ?? ""));
    if (request.url === "/" || !existsSync(file)) {
      response.setHeader("content-type", "text/html");
      response.end(
        `<!doctype html><title></title><script type="module" src="/${basename(bundle)}"></script>`,
      );
      return;
    }
    response.setHeader("content-type", "text/javascript");
    response.end(readFileSync(file));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    timeout: PATIENCE_MS,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page
      .waitForFunction("document.title !== ''", undefined, { timeout: PATIENCE_MS, polling: 50 })
      .catch((error: unknown) => {
        throw new Error(`the page said nothing: ${faults.join("; ") || String(error)}`);
      });
    return await page.title();
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
