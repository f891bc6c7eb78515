import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { completionScript } from "../../apps/cli/completion/scripts.ts";
import { leavesOf } from "../../apps/cli/define.ts";
import { openOutput } from "../../apps/cli/output/output.ts";
import { program } from "../../apps/cli/program.ts";

const tree = program(openOutput(false));

describe("shell completion", () => {
  /** What bash offers behind these words. */
  const offered = (...words: string[]) => {
    const typed = ["quittance", ...words].map((word) => JSON.stringify(word)).join(" ");
    const ask = `${completionScript("bash", tree)}
COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _quittance; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", ask], { encoding: "utf8", cwd: "/" }).trimEnd().split("\n");
  };

  it("offers commands, commands of commands and options, in bash", () => {
    expect(offered("le")).to.deep.equal(["ledger"]);
    expect(offered("deal", "re")).to.have.members(["release", "refund", "reclaim", "receipt"]);
    expect(offered("deal", "release", "--mile")).to.deep.equal(["--milestone"]);
    expect(offered("deal", "release", "0x11", "--dry")).to.deep.equal(["--dry-run"]);
  });

  for (const shell of ["bash", "zsh", "fish"] as const) {
    it(`knows every command and option of the tree, for ${shell}`, () => {
      const script = completionScript(shell, tree);
      for (const { path, command } of leavesOf(tree)) {
        expect(script, path).to.contain(command.name());
        for (const { long } of command.createHelp().visibleOptions(command)) {
          expect(script).to.contain(long?.replace("--", shell === "fish" ? "-l " : "--"));
        }
      }
    });
  }
});
