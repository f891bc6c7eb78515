import { Command } from "commander";
import { ApprovalClosedError, ApprovalUnknownError } from "quittance/errors";
import { answerApproval, approvalState } from "quittance/negotiation";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { askToGoOn } from "../../session/ask.ts";
import { asHash } from "../../session/values.ts";
import { clock, dataOf, type FolderOptions, storeIn, textOf, withFolder } from "./pending.ts";

interface Options extends FolderOptions {
  readonly note?: string;
  readonly yes?: true;
}

const DETAILS = `An approval is of exactly what is shown, is used once, and ends at the time that is shown. It signs nothing: the agent
signs, once it asks again.`;

/** `quittance approval approve`. */
export function approveCommand(output: Output): Command {
  const command = new Command("approve")
    .description("Approves one question of an agent, after showing it.")
    .option("--yes", "do not ask before approving");
  return answering(output, command, "approve", {
    details: DETAILS,
    examples: ['quittance approval approve "$APPROVAL" --note "agreed by telephone" --yes'],
  });
}

/** `quittance approval refuse`. */
export function refuseCommand(output: Output): Command {
  const command = new Command("refuse").description(
    "Refuses one question of an agent, or takes back an approval that it has not used.",
  );
  return answering(output, command, "refuse", {
    details: "Until the time that the question had, the agent does not ask the same again.",
    examples: ['quittance approval refuse "$OTHER_APPROVAL" --note "too dear"'],
  });
}

function answering(
  output: Output,
  command: Command,
  decision: "approve" | "refuse",
  guide: Parameters<typeof guided>[1],
): Command {
  const taking = command
    .argument("<id>", "the whole id", asHash)
    .option("--note <text>", "a word to the agent, for its log");
  return guided(withFolder(taking), guide).action(async (id: Hex, options: Options) => {
    const store = storeIn(options);
    const record = await store.read(id);
    if (record === undefined) throw new ApprovalUnknownError();
    const now = clock();
    const state = approvalState(record, now);
    if (decision === "approve") {
      if (state !== "pending") throw new ApprovalClosedError(id, state);
      if (!output.json) output.note(textOf(record, now));
      await askToGoOn(options, "Approve it?");
    }
    const { note } = options;
    await answerApproval({ store, id, decision, now: clock(), ...(note === undefined ? {} : { note }) });
    const after = (await store.read(id)) ?? record;
    const done = decision === "approve" ? "approved" : "refused";
    output.print({ text: `${id} is ${done}.`, data: dataOf(after, now) });
  });
}
