import { Command } from "commander";
import { accountCommand } from "./commands/account/account.ts";
import { approvalCommand } from "./commands/approval/approval.ts";
import { auditCommand } from "./commands/audit/audit.ts";
import { bookCommand } from "./commands/book.ts";
import { completionCommand } from "./commands/completion.ts";
import { dealCommand } from "./commands/deal/deal.ts";
import { decodeCommand } from "./commands/decode.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { dutiesCommand } from "./commands/duties.ts";
import { evidenceCommand } from "./commands/evidence/evidence.ts";
import { explainCommand } from "./commands/explain.ts";
import { helpCommand } from "./commands/help.ts";
import { jurorCommand } from "./commands/juror/juror.ts";
import { keyCommand } from "./commands/key.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { listenCommand } from "./commands/listen.ts";
import { bidCommand } from "./commands/market/bid.ts";
import { listCommand } from "./commands/market/list.ts";
import { rfqCommand } from "./commands/market/rfq.ts";
import { searchCommand } from "./commands/market/search.ts";
import { negotiateCommand } from "./commands/negotiate/negotiate.ts";
import { orderCommand } from "./commands/order.ts";
import { pactCommand } from "./commands/pact/pact.ts";
import { profileCommand } from "./commands/profile.ts";
import { seatCommand } from "./commands/seat.ts";
import { tabCommand } from "./commands/tab.ts";
import { transcriptCommand } from "./commands/transcript/transcript.ts";
import { trustCommand } from "./commands/trust/trust.ts";
import type { Output } from "./output/output.ts";
import manifest from "./package.json" with { type: "json" };

const HELP = `
Settings: quittance profile set, quittance key new, quittance book add. Every command explains itself with examples:
quittance help deal offer.`;

/** The tree of all commands. */
export function program(output: Output): Command {
  const command = new Command("quittance")
    .version(manifest.version)
    .description(
      "Deals, payments and accounts of agents in USDC: made, read and explained from the command line.",
    )
    .addHelpText("after", HELP);
  const commands = [
    dealCommand(output),
    negotiateCommand(output),
    transcriptCommand(output),
    pactCommand(output),
    listCommand(output),
    searchCommand(output),
    rfqCommand(output),
    bidCommand(output),
    evidenceCommand(output),
    ledgerCommand(output),
    tabCommand(output),
    orderCommand(output),
    seatCommand(output),
    jurorCommand(output),
    accountCommand(output),
    approvalCommand(output),
    listenCommand(output),
    dutiesCommand(output),
    auditCommand(output),
    trustCommand(output),
    explainCommand(output),
    decodeCommand(output),
    doctorCommand(output),
    profileCommand(output),
    keyCommand(output),
    bookCommand(output),
    completionCommand(output, () => command),
    helpCommand(() => command),
  ];
  for (const each of commands) command.addCommand(each);
  return command;
}
