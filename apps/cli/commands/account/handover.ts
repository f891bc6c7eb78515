import { Command } from "commander";
import { acceptPrincipal, offerPrincipal } from "quittance/accounts";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { partyOrSelf, senderOf } from "../../session/signer.ts";
import { asParty } from "../../session/values.ts";

interface Options extends SenderOptions {
  readonly to?: string;
  readonly takeBack?: true;
  readonly principal?: string;
}

/** `quittance account hand-over`: offers control of all accounts of a principal. */
export function handOverCommand(output: Output): Command {
  const command = new Command("hand-over")
    .description("Offers control of your principal, with all its accounts, to another address.")
    .option("--to <party>", "who may take it over", asParty)
    .option("--take-back", "takes an offer back that is not accepted yet")
    .option("--principal <party>", "the principal; your account when left out", asParty);
  return guided(withSender(command), {
    details:
      "Nothing changes before the other one accepts: quittance account take-over. Addresses, keys and policies stay.",
    examples: ["quittance account hand-over --to @research-01 --yes"],
    codes: SENDING_CODES,
  }).action(async (options: Options) => {
    if ((options.to === undefined) === (options.takeBack === undefined))
      throw new UsageRefusal("Give --to <party>, or --take-back.");
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const principal = await partyOrSelf(sender, options.principal);
    const to = options.to === undefined ? undefined : await session.party(options.to);
    const answer = await perform(sender, {
      command: "account hand-over",
      words:
        to === undefined
          ? [`Take back the offer of principal ${principal}`]
          : [
              `Offer control of principal ${principal}`,
              `  To: ${to}`,
              "  Once it accepts, it alone decides over every account of the principal and their money.",
            ],
      action: offerPrincipal,
      parameters: () => ({ principal, to }),
      identity: [principal, to ?? "taken back"],
      address: session.address,
      report: () => [
        to === undefined
          ? "The offer is taken back."
          : `${to} may take it over: quittance account take-over ${principal}`,
      ],
    });
    output.print(answer);
  });
}

/** `quittance account take-over`: accepts control of a principal. */
export function takeOverCommand(output: Output): Command {
  const command = new Command("take-over")
    .description("Takes control of a principal that was offered to your account.")
    .argument("<principal>", "an address or @name", asParty);
  return guided(withSender(command), {
    examples: ['quittance account take-over "$BUYER" --account seller --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const principal = await session.party(given);
    const answer = await perform(sender, {
      command: "account take-over",
      words: [`Take control of principal ${principal}`, `  As: ${sender.address}`],
      action: acceptPrincipal,
      parameters: () => ({ principal }),
      identity: [principal],
      address: session.address,
      report: ({ controller }) => [`${controller} decides over the accounts of ${principal}.`],
    });
    output.print(answer);
  });
}
