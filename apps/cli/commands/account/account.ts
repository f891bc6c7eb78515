import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { approveCommand } from "./approve.ts";
import { closeCommand } from "./close.ts";
import { freezeCommand, unfreezeCommand } from "./freezing.ts";
import { fundCommand, withdrawCommand } from "./funds.ts";
import { handOverCommand, takeOverCommand } from "./handover.ts";
import { grantCommand, revokeCommand } from "./keys.ts";
import { allowCommands, limitCommand } from "./limit.ts";
import { listCommand } from "./list.ts";
import { addressCommand, openCommand } from "./open.ts";
import { remainingCommand } from "./remaining.ts";
import { settlementsCommand } from "./settlements.ts";
import { exportCommand, importCommand } from "./shared-lists.ts";
import { showCommand } from "./show.ts";

/** `quittance account`: accounts that a principal opens for its agents. */
export function accountCommand(output: Output): Command {
  const command = new Command("account")
    .description("Opens, limits, funds and stops accounts of agents, and shows what they may spend and did.")
    .addHelpText("after", "\nquittance account <account> is short for quittance account show <account>.")
    .addCommand(showCommand(output), { isDefault: true });
  // Commands stand in the order of an account's life; tests run the examples in this order.
  const commands = [
    ...[openCommand(output), addressCommand(output), fundCommand(output), grantCommand(output)],
    ...[limitCommand(output), ...allowCommands(output), exportCommand(output), importCommand(output)],
    ...[
      remainingCommand(output),
      listCommand(output),
      settlementsCommand(output),
      approveCommand(output),
      withdrawCommand(output),
    ],
    ...[freezeCommand(output), unfreezeCommand(output), revokeCommand(output), closeCommand(output)],
    ...[handOverCommand(output), takeOverCommand(output)],
  ];
  for (const each of commands) command.addCommand(each);
  return command;
}
