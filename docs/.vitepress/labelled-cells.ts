import type { MarkdownRenderer } from "vitepress";

/** Gives each cell of a table the heading of its column as `data-label`, which a narrow screen shows above the cell. */
export function labelCells(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("label_cells", ({ tokens }) => {
    let headings: string[] = [];
    let column = 0;
    for (const [index, token] of tokens.entries()) {
      if (token.type === "table_open") headings = [];
      else if (token.type === "tr_open") column = 0;
      else if (token.type === "th_open") headings.push(textOf(tokens[index + 1]?.children ?? []));
      else if (token.type === "td_open") token.attrSet("data-label", headings[column++] ?? "");
    }
  });
}

/** The text of a heading, without the marks of code and links. */
const textOf = (parts: readonly { readonly content: string }[]) =>
  parts.map(({ content }) => content).join("");
