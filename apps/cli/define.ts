import type { Command } from "commander";

/** What a command's help says below its options. */
export interface Guide {
  readonly details?: string;
  /** Lines of a shell. Tests run each of them, in the order of the commands. */
  readonly examples: readonly string[];
  /** What its exit codes mean, where that is more than 0, 1 and 2. */
  readonly codes?: string;
}

const CODES = "Exit codes: 0 done, 1 failed or refused, 2 wrong usage.";

/** The codes of a command that sends a transaction. */
export const SENDING_CODES =
  "Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 3 sent and not known to be mined: repeat the same command,\n" +
  "which sends nothing twice.";

const guides = new WeakMap<Command, Guide>();

/** Adds details, examples and exit codes to a command's help. */
export function guided(command: Command, guide: Guide): Command {
  guides.set(command, guide);
  const { details, examples, codes = CODES } = guide;
  const parts = [
    ...(details === undefined ? [] : [details]),
    ["Examples:", ...examples.map((line) => `  ${line}`)].join("\n"),
    codes,
  ];
  command.addHelpText("after", `\n${parts.join("\n\n")}`);
  return command.allowExcessArguments(false);
}

/** What a command's help says; undefined for a group of commands. */
export const guideOf = (command: Command): Guide | undefined => guides.get(command);

/** Every command of a tree that does something, with the words by which it is called. */
export function leavesOf(
  command: Command,
  path: readonly string[] = [],
): { path: string; command: Command }[] {
  const inner = command.commands.filter((each) => each.name() !== "help");
  const own = [...path, command.name()];
  if (inner.length === 0) return [{ path: own.join(" "), command }];
  return inner.flatMap((each) => leavesOf(each, own));
}
