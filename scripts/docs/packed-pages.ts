import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { mapProse } from "./markdown.ts";

/** Where the package has the pages, in `dist`, which its errors link to. */
export const PACKED_DOCS = "docs";

const LINK = /(`+)[^`\n]+\1|!?\[([^\]]*)\]\(([^)\s]+)\)/g;

/**
 * A page as the npm package has it: the package has the folder `docs/` alone, so a link to any other file of the repository
 * leaves only its text.
 *
 * @param page Path of the page in the repository.
 */
export const packedPage = (page: string, markdown: string): string =>
  mapProse(markdown, (prose) =>
    prose.replace(LINK, (all, code: string | undefined, text: string, target: string) => {
      const isElsewhere = code !== undefined || /^([a-z][a-z+.-]*:|#)/i.test(target);
      if (isElsewhere) return all;
      const file = posix.join(posix.dirname(page), target.split("#")[0] ?? "");
      return file.startsWith(`${PACKED_DOCS}/`) ? all : text;
    }),
  );

/** The documentation of the npm package: the files of `docs/` by their paths, which are those in the repository. */
export function packedPages(root: string): Map<string, string> {
  const files = globSync(`${PACKED_DOCS}/**/*.{md,svg}`, { cwd: root }).map((file) =>
    file.replaceAll("\\", "/"),
  );
  return new Map(
    files.sort().map((file) => {
      const content = readFileSync(join(root, file), "utf8");
      return [file, file.endsWith(".md") ? packedPage(file, content) : content];
    }),
  );
}
