import { Command } from "commander";
import { ApprovalUnknownError } from "quittance/errors";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { asHash } from "../../session/values.ts";
import { clock, dataOf, type FolderOptions, storeIn, textOf, withFolder } from "./pending.ts";

/** `quittance approval show`. */
export function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows one question of an agent: who, what, how much, by when, why, and what changed.")
    .argument("<id>", "the whole id", asHash);
  return guided(withFolder(command), {
    details: "The id follows from all that is shown. A question that was changed in its file is refused.",
    examples: ['quittance approval show "$APPROVAL"', 'quittance approval show "$APPROVAL" --json'],
  }).action(async (id: Hex, options: FolderOptions) => {
    const record = await storeIn(options).read(id);
    if (record === undefined) throw new ApprovalUnknownError();
    const now = clock();
    output.print({ text: textOf(record, now), data: dataOf(record, now) });
  });
}
