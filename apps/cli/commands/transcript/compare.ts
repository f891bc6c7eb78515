import { Command } from "commander";
import { BaseError } from "quittance/errors";
import { compareTranscripts, type MissingMessage, type TranscriptDifference } from "quittance/negotiation";
import type { Address } from "viem";
import { guided } from "../../define.ts";
import { messageData, messageText, offersIn } from "../../negotiating/words.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { buyerIn, readTranscript, TRANSCRIPT_FILE } from "./read.ts";

const DETAILS = `It names the messages that one of the two has and the other has not. Verify both before. A message that is missing may never have
arrived: by itself it proves nothing against anyone.`;

const CODES = "Exit codes: 0 both have the same messages, 1 they differ, 2 wrong usage.";

/** `quittance transcript compare`. */
export function compareCommand(output: Output): Command {
  const command = new Command("compare")
    .description("Compares what two sides kept of one negotiation, and names the difference.")
    .argument("<one>", TRANSCRIPT_FILE)
    .argument("<other>", TRANSCRIPT_FILE);
  return guided(withJson(command), {
    details: DETAILS,
    examples: [
      "quittance transcript compare transcript.json transcript.json",
      "quittance transcript compare transcript.json transcript.json --json",
    ],
    codes: CODES,
  }).action(async (first: string, second: string) => {
    if (first === "-" && second === "-") throw new UsageRefusal("One of the two must be a file.");
    const [one, other] = [await readTranscript(first), await readTranscript(second)];
    const buyer = buyerIn(one);
    const difference = compared(one, other);
    const { isSame, onlyInOne, onlyInOther, signedOtherwise, times } = difference;
    const offers = offersIn([...one.messages, ...other.messages]);
    const text = (missing: readonly MissingMessage[], where: string) =>
      missing.map(({ message }) => `Only in the ${where}: ${messageText(message, buyer, offers)}`);
    output.print({
      text: [
        ...(isSame ? ["Both have the same messages."] : []),
        ...text(onlyInOne, "first"),
        ...text(onlyInOther, "second"),
        ...signedOtherwise.map((name) => `Signed otherwise, and saying the same: ${name}`),
        ...times.map(
          (time) => `${time.name} was kept at ${timeOf(time.one)} and at ${timeOf(time.other)}, they say.`,
        ),
      ].join("\n"),
      data: { ...difference, onlyInOne: data(onlyInOne, buyer), onlyInOther: data(onlyInOther, buyer) },
    });
    if (!isSame) throw new AnsweredRefusal("They differ.", ExitCode.failed);
  });
}

const data = (missing: readonly MissingMessage[], buyer: Address) =>
  missing.map(({ message }) => messageData(message, buyer));

function compared(one: unknown, other: unknown): TranscriptDifference {
  try {
    return compareTranscripts({ one, other });
  } catch (error) {
    throw error instanceof BaseError ? new UsageRefusal(error.message) : error;
  }
}
