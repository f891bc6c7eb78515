import { resolve, sep } from "node:path";
import type { Plugin } from "vitepress";

/** Files that are served from no folder: Vite denies the first ones, and a repository may hold secrets in the others. */
const DENIED = [
  ...[".env", ".env.*", "*.{crt,pem}", "**/.git/**"],
  ...["**/.git", "*.{key,p12,log}", ".npmrc", "*keystore*"],
];

/** Whether a path is a folder or in it. */
const isIn = (folder: string, path: string) =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/**
 * Lets the development server read the site, and the parts of VitePress that make it. VitePress adds the whole
 * repository, keystores and `.git` with it, to any list in the configuration, and so it is taken off here.
 */
export function servedFiles(site: string): Plugin {
  return {
    name: "quittance:served-files",
    // After VitePress has added to the list.
    enforce: "post",
    config({ server }) {
      const given = server?.fs?.allow ?? [];
      const allow = [...given.filter((folder) => !isIn(resolve(folder), process.cwd())), resolve(site)];
      if (server !== undefined) server.fs = { strict: true, allow, deny: DENIED };
      else return { server: { fs: { strict: true, allow, deny: DENIED } } };
    },
  };
}
