import { resolve } from "node:path";
import { defineConfig } from "vitepress";
import { readMenus, SITE } from "../../scripts/docs/build-pages.ts";
import { anchorOf } from "../../scripts/docs/markdown.ts";
import { labelCells } from "./labelled-cells.ts";
import { servedFiles } from "./served-files.ts";

const { name, sentence, nav, sidebar } = readMenus();

/**
 * Drawings take the colour of the text and are scrolled where the screen is narrow. There a table has its cells below each
 * other, each under the heading of its column: a phone would show two columns of three. The menu at the top needs 960 pixels.
 */
const STYLE = `
.VPDoc.has-aside .content-container { max-width: 800px !important; }
.drawing { color: var(--vp-c-text-1); margin: 24px 0; overflow-x: auto; }
.drawing svg { display: block; width: 100%; min-width: 600px; max-width: 890px; height: auto; margin: 0 auto; }
.vp-doc td { min-width: 8em; }
.vp-doc td:first-child:has(code) { min-width: 14em; }
.vp-doc td[style*="right"], .vp-doc td:last-child:nth-child(n+5) { min-width: 0; }
.vp-doc td code { overflow-wrap: anywhere; }
@media (min-width: 768px) and (max-width: 959px) {
  .VPNavBarMenu, .VPNavBarExtra { display: none !important; }
  .VPNavBarHamburger { display: flex !important; }
  .VPNavScreen { display: block !important; }
}
@media (max-width: 767px) {
  .vp-doc table, .vp-doc tbody, .vp-doc tr, .vp-doc td { display: block; }
  .vp-doc thead { display: none; }
  .vp-doc table { overflow-x: visible; }
  .vp-doc tr { border: 1px solid var(--vp-c-divider); border-radius: 8px; margin-bottom: 12px; padding: 6px 0; }
  .vp-doc tr:nth-child(2n) { background-color: var(--vp-c-bg); }
  .vp-doc td, .vp-doc td:first-child:has(code) { min-width: 0; }
  .vp-doc td { border: 0; padding: 4px 14px; text-align: left !important; overflow-wrap: anywhere; }
  .vp-doc td:empty { display: none; }
  .vp-doc td:not([data-label=""])::before {
    content: attr(data-label); display: block; font-size: 12px; color: var(--vp-c-text-2);
  }
}
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
    config: labelCells,
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
