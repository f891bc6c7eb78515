import { Command } from "commander";
import {
  type Commitment,
  dealCommitment,
  orderCommitment,
  signApproval,
  tabCommitment,
} from "quittance/accounts";
import { parseOrder, parseTab } from "quittance/payments";
import type { QuittanceDomain } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { readRequest } from "../../session/approval-request.ts";
import { readJson } from "../../session/input.ts";
import { type SenderOptions, withSigner } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { senderOf, signWith } from "../../session/signer.ts";
import { termsIn } from "../../session/terms.ts";
import { resolveTime, type Time, timeOption } from "../../session/values.ts";

interface Options extends SenderOptions {
  readonly shown?: string;
  readonly valid: Time;
}

const DETAILS = `An agent whose policy asks for approval gets a request from its command; what you sign names the payees and the most that
each may get. Give --shown with the offer, terms, tab or order that you were shown: the command computes the commitment from it
itself, and signs nothing if the request differs.`;

/** `quittance account approve`: the controller's yes to one commitment. */
export function approveCommand(output: Output): Command {
  const command = new Command("approve")
    .description("Approves one commitment of a managed account, as its controller.")
    .argument("[request]", "the agent's request; standard input when left out")
    .option("--shown <file>", "the offer, terms, tab or order that it should be about")
    .addOption(
      timeOption("--valid <time>", "until when the approval is good", { after: 3_600 }, "an hour from now"),
    );
  return guided(withSigner(command), {
    details: DETAILS,
    examples: [
      "quittance account approve approval-request.json --shown large-order.json --yes > approval.json",
    ],
  }).action(async (file: string | undefined, options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const request = await readRequest(file);
    const domain = await session.domain();
    if (request.chainId !== domain.chainId || !isAddressEqual(request.contract, domain.verifyingContract)) {
      throw new CommandRefusal(
        `The request is for ${request.contract} on chain ${request.chainId}, which is not the contract you use.`,
        ExitCode.failed,
      );
    }
    const commitment = request.commitment as Commitment;
    const shown = options.shown === undefined ? {} : { shown: await shownIn(options.shown, domain) };
    const validUntil = resolveTime(options.valid, await session.now());
    const result = await signWith(sender, { quittance: domain }, (account) =>
      signApproval({ domain, commitment, validUntil, account, ...shown }),
    );
    if ("explanation" in result) throw new Error("an approval is not tried out");
    output.print({
      text: "",
      data: { commitment: commitment.digest, approval: result.signed, validUntil },
      isMessage: true,
    });
  });
}

/** The commitment that follows from an offer, terms, a tab or an order. */
async function shownIn(file: string, domain: QuittanceDomain): Promise<Commitment> {
  const content = await readJson(file, "an offer, terms, a tab or an order");
  const has = (name: string) => Reflect.has(Object(content), name);
  if (has("reserve")) return tabCommitment({ domain, tab: parseTab(content) });
  if (has("order"))
    return orderCommitment({ domain, order: parseOrder(Reflect.get(Object(content), "order")) });
  if (has("payments")) return orderCommitment({ domain, order: parseOrder(content) });
  return dealCommitment({ domain, terms: termsIn(content) });
}
