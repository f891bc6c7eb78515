import { expect } from "chai";
import { leavesOf } from "../../apps/cli/define.ts";
import { openOutput } from "../../apps/cli/output/output.ts";
import { program } from "../../apps/cli/program.ts";
import { UsageRefusal } from "../../apps/cli/refusal.ts";

/** What `quittance help` prints behind these words. */
async function help(...words: string[]): Promise<string> {
  const tree = program(openOutput(false));
  let printed = "";
  const writeOut = (text: string) => {
    printed += text;
  };
  for (const { command } of leavesOf(tree)) command.configureOutput({ writeOut });
  for (const group of [tree, ...tree.commands]) group.configureOutput({ writeOut });
  await tree.parseAsync(["help", ...words], { from: "user" });
  return printed;
}

const refusal = (...words: string[]) =>
  help(...words).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("quittance help", () => {
  it("explains a command by all its words, with examples", async () => {
    const text = await help("deal", "offer");
    expect(text).to.contain("Usage: quittance deal offer [options]").and.to.contain("Examples:");
  });

  it("lists the commands of a group, and all groups when it is given no word", async () => {
    expect(await help("deal")).to.contain("Usage: quittance deal [options] [command]");
    const text = await help();
    const groups = new Set(leavesOf(program(openOutput(false))).map(({ path }) => path.split(" ")[1]));
    for (const group of groups) expect(text).to.contain(`\n  ${group} `);
  });

  it("names the commands that there are, in the place of one that there is not", async () => {
    const misspelt = await refusal("deal", "ofer");
    expect(misspelt).to.be.instanceOf(UsageRefusal);
    expect(String(misspelt)).to.contain('deal has no command "ofer". Give one of these: offer, inspect,');
    expect(String(await refusal("deal", "offer", "more"))).to.contain("Leave the word out.");
  });
});
