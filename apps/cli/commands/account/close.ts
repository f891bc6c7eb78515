import { Command } from "commander";
import { freeze, moveFunds, setKeys } from "quittance/accounts";
import { formatUsdc } from "quittance/protocol";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Answer, Output } from "../../output/output.ts";
import { askToGoOn } from "../../session/ask.ts";
import { managedAccountOf } from "../../session/managed.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { senderOf } from "../../session/signer.ts";
import { asParty } from "../../session/values.ts";
import { requireController } from "./owned.ts";

const DETAILS = `It freezes the account, revokes every key, and moves its balance to yours, in a transaction each. What is done is not
repeated, so that the same command goes on where it was broken off. Open deals and tabs stay: what comes back from them later
is in the account's balance, and this command moves it too. An address cannot be opened a second time.`;

/** `quittance account close`: an account that commits nothing any more and holds nothing. */
export function closeCommand(output: Output): Command {
  const command = new Command("close")
    .description("Ends a managed account: freezes it, revokes its keys, and moves its balance to yours.")
    .argument("<account>", "the account's address, or its @name", asParty);
  return guided(withSender(command), {
    details: DETAILS,
    examples: [
      'quittance account close "$MANAGED_ACCOUNT" --dry-run',
      'quittance account close "$MANAGED_ACCOUNT" --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: string, options: SenderOptions) => {
    const session = openSession(options, output);
    const asked = await senderOf(session, options);
    const managed = await managedAccountOf(session, await session.party(given));
    requireController(managed, asked.address);
    const { address: of, facts, keys } = managed;
    const { balance, frozen } = facts;
    const now = await session.now();
    const live = keys.filter(({ expiry }) => expiry > now).map(({ key }) => key);
    const words = [
      ...(frozen ? [] : ["Freeze it"]),
      ...live.map((key) => `Revoke its key ${key}`),
      ...(balance === 0n
        ? []
        : [`Move ${formatUsdc(balance)} USDC to your ledger balance, ${asked.address}`]),
    ];
    if (words.length === 0) {
      return output.print({
        text: `${of} is closed already.`,
        data: { account: of, closed: true, done: [] },
      });
    }
    output.note([`Close the managed account ${of}`, ...words.map((line) => `  ${line}`)].join("\n"));
    if (options.dryRun) {
      const data = { dryRun: true, account: of, words };
      return output.print({ text: "Nothing was signed or sent.", data });
    }
    await askToGoOn(options, "Send this?");
    const sender = { ...asked, options: { ...options, yes: true as const } };
    const { address } = session;
    const answers: Answer[] = [];
    if (!frozen) {
      answers.push(
        await perform(sender, {
          ...{ command: "account close", words: [`Freeze ${of}`], action: freeze, address },
          parameters: () => ({ accounts: [of] }),
          identity: ["freeze", of],
          report: () => [`${of} is frozen.`],
        }),
      );
    }
    if (live.length > 0) {
      answers.push(
        await perform(sender, {
          ...{ command: "account close", words: [`Revoke the keys of ${of}`], action: setKeys, address },
          parameters: () => ({ of, revoke: live }),
          identity: ["revoke", of, live],
          report: () => live.map((key) => `${key} is revoked.`),
        }),
      );
    }
    if (balance > 0n) {
      answers.push(
        await perform(sender, {
          ...{
            command: "account close",
            words: [`Move ${formatUsdc(balance)} USDC`],
            action: moveFunds,
            address,
          },
          parameters: () => ({ moves: [{ from: of, to: sender.address, amount: balance }] }),
          identity: ["move", of, balance],
          // The contract refuses a second one: the balance is gone, and nothing is moved twice.
          report: () => [`${formatUsdc(balance)} USDC are in the balance of ${sender.address}.`],
        }),
      );
    }
    return output.print({
      text: [...answers.map(({ text }) => text), `${of} is closed.`].join("\n"),
      data: { account: of, closed: true, done: answers.map(({ data }) => data) },
    });
  });
}
