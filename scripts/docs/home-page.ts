/** A link of the home page; `link` is a path on the site. */
interface Action {
  readonly text: string;
  readonly link: string;
}

/** The home page: name, sentence and links, then the contents without their title. Links of `contents` are those of the site. */
export function homePage(input: {
  readonly name: string;
  readonly sentence: string;
  readonly actions: readonly Action[];
  readonly contents: string;
}): string {
  const actions = input.actions.map(
    ({ text, link }, index) =>
      `    - theme: ${index === 0 ? "brand" : "alt"}\n      text: ${JSON.stringify(text)}\n      link: ${JSON.stringify(link)}`,
  );
  const head = [
    "---",
    "layout: home",
    "hero:",
    `  name: ${JSON.stringify(input.name)}`,
    `  tagline: ${JSON.stringify(input.sentence)}`,
    "  actions:",
    ...actions,
    "---",
  ];
  return `${head.join("\n")}\n\n${input.contents.replace(/^# .+\n/, "").trim()}\n`;
}
