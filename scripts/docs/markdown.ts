/** Fenced blocks: text in which nothing is a link or a heading. */
const FENCED = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ {0,3}\1[^\n]*$/gm;

/** The anchor that GitHub makes of a heading, before it numbers those that are equal. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

/** Applies a change to the text outside fenced blocks. */
export function mapProse(markdown: string, change: (prose: string) => string): string {
  let done = "";
  let last = 0;
  for (const match of markdown.matchAll(FENCED)) {
    done += change(markdown.slice(last, match.index)) + match[0];
    last = match.index + match[0].length;
  }
  return done + change(markdown.slice(last));
}

/** A page in which VitePress finds no template: two braces open one even in prose. Code is safe as it is. */
export const withoutTemplates = (markdown: string): string =>
  mapProse(markdown, (prose) =>
    prose.replace(/(`+)[^`\n]+\1|\{\{/g, (all) => (all === "{{" ? "&#123;&#123;" : all)),
  );

/**
 * Makes links of names in code, where `linkOf` knows one for the name and its line. Headings and links stay as they are.
 * A name may be followed by what it is called with: `settle(terms)`.
 */
export const linkNames = (
  markdown: string,
  linkOf: (name: string, line: string) => string | undefined,
): string =>
  mapProse(markdown, (prose) =>
    prose.replace(/^(?!#).+$/gm, (line) =>
      line.replace(
        /!?\[[^\]]*\]\([^)]*\)|`([A-Za-z]\w*)(?:\([^`]*\))?`/g,
        (all, name: string | undefined) => {
          const link = name === undefined ? undefined : linkOf(name, line);
          return link === undefined ? all : `[${all}](${link})`;
        },
      ),
    ),
  );

/** Applies a change to the target of each link and picture. */
export const mapLinks = (markdown: string, change: (target: string) => string): string =>
  mapProse(markdown, (prose) =>
    prose.replace(
      /(`+)[^`\n]+\1|(\]\()([^)\s]+)(\))/g,
      (all, code: string | undefined, open: string, target: string, close: string) =>
        code === undefined ? `${open}${change(target)}${close}` : all,
    ),
  );

/** The first heading of a page. Throws when there is none. */
export function titleOf(path: string, markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error(`${path} has no heading of the first level`);
  return title.trim();
}

/** A heading of the second level with the text below it. */
export interface Section {
  readonly heading: string;
  readonly body: string;
}

/** The sections of a page, in order, without what stands before the first of them. */
export const sectionsOf = (markdown: string): Section[] =>
  markdown
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = "", ...body] = part.split("\n");
      return { heading: heading.trim(), body: body.join("\n") };
    });
