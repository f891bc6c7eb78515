import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { acceptCommand } from "./accept-offer.ts";
import { ballotCommand } from "./ballot.ts";
import { contestCommand } from "./contest.ts";
import { deliverCommand } from "./deliver.ts";
import { documentsCommand } from "./documents.ts";
import { inspectCommand } from "./inspect.ts";
import { offerCommand } from "./offer.ts";
import { openCommand } from "./open.ts";
import { invoiceCommand, receiptCommand } from "./receipts.ts";
import { settleCommand, settlementCommands } from "./settlements.ts";
import { showCommand } from "./show.ts";
import { verdictCommand } from "./verdict.ts";
import { watchCommand } from "./watch.ts";

/** `quittance deal`: one deal, from the offer to the last payment. */
export function dealCommand(output: Output): Command {
  const command = new Command("deal").description("Makes deals and sees them to their end.");
  const [release, refund, reclaim] = settlementCommands(output);
  const commands = [
    ...[offerCommand(output), inspectCommand(output), acceptCommand(output), openCommand(output)],
    ...[showCommand(output), documentsCommand(output), watchCommand(output), deliverCommand(output)],
    ...[ballotCommand(output), verdictCommand(output), contestCommand(output)],
    ...[release, refund, reclaim, settleCommand(output)],
    ...[receiptCommand(output), invoiceCommand(output)],
  ];
  for (const each of commands) if (each !== undefined) command.addCommand(each);
  return command;
}
