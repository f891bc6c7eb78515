import { confirm, isCancel } from "@clack/prompts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import type { SenderOptions } from "./options.ts";

/** Asks before anything is signed or sent, unless `--yes` answers. */
export async function askToGoOn({ yes }: Pick<SenderOptions, "yes">, question: string): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new UsageRefusal(
      "There is no terminal to ask on, and nothing was signed or sent. Read what is above, then give --yes.",
    );
  }
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
  if (isCancel(answer) || !answer) {
    throw new CommandRefusal("Cancelled; nothing was signed or sent.", ExitCode.failed);
  }
}
