import { Command } from "commander";
import { approvalState } from "quittance/negotiation";
import { formatUsdc } from "quittance/protocol";
import { guided } from "../../define.ts";
import { labelsOf } from "../../output/names.ts";
import type { Output } from "../../output/output.ts";
import { table, timeOf } from "../../output/text.ts";
import { namesOn } from "../../settings/book.ts";
import { clock, dataOf, type FolderOptions, storeIn, withFolder } from "./pending.ts";

interface Options extends FolderOptions {
  readonly all?: true;
}

/** `quittance approval list`. */
export function listCommand(output: Output): Command {
  const command = new Command("list")
    .description("Lists what an agent waits for, the most urgent first.")
    .option("--all", "what was answered, used or has expired, too");
  return guided(withFolder(command), {
    examples: ["quittance approval list", "quittance approval list --all --json"],
  }).action(async (options: Options) => {
    const now = clock();
    const records = (await storeIn(options).list())
      .filter((record) => options.all || approvalState(record, now) === "pending")
      .sort((one, other) => one.asked.expiresAt - other.asked.expiresAt);
    const rows = records.map((record) => {
      const { id, kind, side, value, expiresAt, terms, reasons, chainId } = record.asked;
      const other = labelsOf(namesOn(chainId)).short(side === "buyer" ? terms.seller : terms.buyer);
      const rules = reasons.map(({ rule }) => rule).join(" ");
      return [
        ...[approvalState(record, now), timeOf(expiresAt), `${kind} as ${side}`],
        formatUsdc(value),
        other,
        rules,
        id,
      ];
    });
    const head = ["state", "answer before", "what", "USDC", "with", "why", "id"];
    const text = rows.length === 0 ? "No agent waits for you." : table(head, rows).join("\n");
    output.print({ text, data: { approvals: records.map((record) => dataOf(record, now)) } });
  });
}
