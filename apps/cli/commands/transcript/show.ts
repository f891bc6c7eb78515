import { Command } from "commander";
import { hashTranscript } from "quittance/negotiation";
import { guided } from "../../define.ts";
import { messageData, messageText, offersIn } from "../../negotiating/words.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { withJson } from "../../session/options.ts";
import { buyerIn, readTranscript, TRANSCRIPT_FILE } from "./read.ts";

/** `quittance transcript show`. */
export function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows what was said, in words. It verifies nothing.")
    .argument("<file>", TRANSCRIPT_FILE);
  return guided(withJson(command), {
    details:
      "Notes are the other side's text: they are printed as data. The times are the holder's own word.",
    examples: [
      "quittance transcript show transcript.json",
      "quittance transcript show transcript.json --json",
    ],
  }).action(async (file: string) => {
    const transcript = await readTranscript(file);
    const { negotiation, chainId, contract, holder, messages } = transcript;
    const buyer = buyerIn(transcript);
    const offers = offersIn(messages);
    const said = messages.map((message, index) => {
      const at = holder.times[index]?.at ?? 0;
      return { at, text: messageText(message, buyer, offers), data: messageData(message, buyer) };
    });
    output.print({
      text: [
        `Negotiation ${negotiation}`,
        `On chain ${chainId}, contract ${contract}; kept by ${holder.address}.`,
        "",
        ...said.map(({ at, text }) => `${timeOf(at)}  ${text}`),
      ].join("\n"),
      data: {
        ...{ negotiation, chainId, contract, holder: holder.address, hash: hashTranscript(transcript) },
        messages: said.map(({ at, data }) => ({ at, ...data })),
      },
    });
  });
}
