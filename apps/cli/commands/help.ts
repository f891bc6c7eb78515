import { Command } from "commander";
import { printable, withoutSecrets } from "quittance/errors";
import { UsageRefusal } from "../refusal.ts";

/** Explains a command by all its words, as in `quittance help deal offer`. Commander's own takes only the first. */
export function helpCommand(root: () => Command): Command {
  return new Command("help")
    .description("Explains a command, with examples.")
    .argument("[command...]", "the words of the command, such as deal offer")
    .action((words: readonly string[]) => words.reduce(commandIn, root()).outputHelp());
}

function commandIn(group: Command, word: string): Command {
  const found = group.commands.find((each) => each.name() === word);
  if (found !== undefined) return found;
  const names = group.commands.map((each) => each.name()).join(", ");
  const known = names === "" ? "Leave the word out." : `Give one of these: ${names}.`;
  throw new UsageRefusal(`${group.name()} has no command "${printable(withoutSecrets(word))}". ${known}`);
}
