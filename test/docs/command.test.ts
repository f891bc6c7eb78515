import { expect } from "chai";
import { leavesOf } from "../../apps/cli/define.ts";
import { openOutput } from "../../apps/cli/output/output.ts";
import { program } from "../../apps/cli/program.ts";
import { blocks, pages, readPage, section, tableRows } from "./support/markdown.ts";

const tree = program(openOutput(false));
const leaves = leavesOf(tree);
const page = () => readPage("docs/command.md");

/** Calls of the command in a text's shell blocks. */
const callsIn = (markdown: string) =>
  blocks(markdown, "sh")
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line) => /^(?:npx @quittance\/cli|quittance) (.*)/.exec(line.trim())?.[1] ?? []);

/** What is wrong with a call; undefined when nothing is. */
function wrongIn(call: string): string | undefined {
  const words =
    call
      .split(/\s+[#>|]/)[0]
      ?.trim()
      .split(/\s+/) ?? [];
  if (words[0] === "--version") return undefined;
  const named = words[0] === "help" ? words.slice(1) : words;
  const leaf = leaves.find(({ path }) => `quittance ${named.join(" ")} `.startsWith(`${path} `));
  if (leaf === undefined) return `there is no command: ${call}`;
  const known = leaf.command.options.map(({ long }) => long);
  const strange = words.filter((word) => word.startsWith("--") && !known.includes(word));
  return strange.length === 0 ? undefined : `${leaf.path} has no ${strange.join(", ")}`;
}

describe("docs/command.md", () => {
  it("lists every command with what its help says", () => {
    const listed = tableRows(section(page(), "Commands"));
    expect(listed).to.deep.equal(leaves.map(({ path, command }) => [`\`${path}\``, command.description()]));
  });

  it("lists the options that variables stand in for", () => {
    const known = new Map(
      leaves.flatMap(({ command }) =>
        command.options.flatMap(({ long, envVar }) =>
          envVar === undefined ? [] : [[long, envVar] as const],
        ),
      ),
    );
    const rows = tableRows(section(page(), "Settings")).filter(([first = ""]) => first.startsWith("`--"));
    expect(rows).to.have.lengthOf(9);
    for (const [option = "", variable = ""] of rows) {
      expect(known.get(option.replaceAll("`", ""))).to.equal(variable.replaceAll("`", ""));
    }
  });
});

describe("calls of the command in the pages", () => {
  it("are of commands and options that there are", () => {
    const calls = pages().flatMap((path) => callsIn(readPage(path)).map((call) => ({ path, call })));
    expect(calls.length).to.be.greaterThan(10);
    const wrong = calls.flatMap(({ path, call }) => {
      const problem = wrongIn(call);
      return problem === undefined ? [] : [`${path}: ${problem}`];
    });
    expect(wrong).to.deep.equal([]);
  });
});
