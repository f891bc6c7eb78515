import { resolve } from "node:path";
import { defineConfig } from "vitepress";
import { readMenus, SITE } from "../../scripts/docs/build-pages.ts";
import { anchorOf } from "../../scripts/docs/markdown.ts";
import { servedFiles } from "./served-files.ts";

const { name, sentence, nav, sidebar } = readMenus();

/** Drawings take the colour of the text; where the screen is narrow, they and wide tables are scrolled. */
const STYLE = `
.VPDoc.has-aside .content-container { max-width: 800px !important; }
.drawing { color: var(--vp-c-text-1); margin: 24px 0; overflow-x: auto; }
.drawing svg { display: block; width: 100%; min-width: 600px; max-width: 890px; height: auto; margin: 0 auto; }
.vp-doc td { min-width: 10em; }
.vp-doc td:first-child:has(code) { min-width: 14em; }
.vp-doc td code { overflow-wrap: anywhere; }
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="7.5" r="5" fill="none" stroke="#3451b2" stroke-width="2.4"/><path d="M9 9l4.5 5" stroke="#3451b2" stroke-width="2.4"/></svg>`;

/** The index of the search is one file of about 1.4 MB, which a browser loads when the search is opened. */
const LARGEST_CHUNK_KB = 3_000;

export default defineConfig({
  title: name,
  description: sentence,
  lang: "en-GB",
  srcDir: resolve(SITE, "pages"),
  outDir: resolve(SITE, "dist"),
  cacheDir: resolve(SITE, "vite"),
  head: [
    ["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }],
    ["style", {}, STYLE],
  ],
  markdown: {
    // The anchors that GitHub makes, so that one link is right in both places.
    anchor: { slugify: anchorOf },
    // Bytes have no grammar, and nothing in them is to be coloured.
    languages: [{ name: "hex", scopeName: "text.hex", patterns: [], repository: {} }],
  },
  themeConfig: {
    nav: [...nav],
    sidebar: Object.fromEntries(Object.entries(sidebar).map(([path, items]) => [path, [...items]])),
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        miniSearch: {
          // A reader who looks for a word wants the page that explains it before the generated references.
          searchOptions: { boostDocument: (id: string) => (id.startsWith("/reference/") ? 0.4 : 1) },
        },
      },
    },
  },
  vite: { build: { chunkSizeWarningLimit: LARGEST_CHUNK_KB }, plugins: [servedFiles(SITE)] },
});
