import { Command } from "commander";
import { getAccountNonce, revokeKey, setKeys, signKeyRevocation } from "quittance/accounts";
import { type Address, isAddressEqual } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { managedAccountOf } from "../../session/managed.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { senderOf, signWith } from "../../session/signer.ts";
import { asParty, collecting, resolveTime, type Time, timeOption } from "../../session/values.ts";
import { type GrantOptions, grantLines, grantsOf, withGrants } from "./grants.ts";
import { requireController } from "./owned.ts";
import { readSignedGuard } from "./signed-guard.ts";

/** `quittance account grant`: what keys may do for an account. */
export function grantCommand(output: Output): Command {
  const command = new Command("grant")
    .description("Lets keys act for a managed account, or changes what they may do.")
    .argument("<account>", "the account's address, or its @name", asParty);
  return guided(withSender(withGrants(command)), {
    examples: [
      'quittance account grant "$MANAGED_ACCOUNT" --key @research-01 --can commit,tabs --expires +7d --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: string, options: SenderOptions & GrantOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const managed = await managedAccountOf(session, await session.party(given));
    requireController(managed, sender.address);
    const grants = await grantsOf(session, options, await session.now());
    if (grants.length === 0) throw new UsageRefusal("Give --key <party>, once for each.");
    const { address: of } = managed;
    const answer = await perform(sender, {
      command: "account grant",
      words: [`Let keys act for the managed account ${of}`, ...grantLines(grants).map((line) => `  ${line}`)],
      action: setKeys,
      parameters: () => ({ of, grants }),
      identity: [of, grants.map(({ key, capabilities }) => [key, capabilities])],
      address: session.address,
      report: ({ keys }) => keys.map(({ key }) => `${key} may act for ${of}.`),
    });
    output.print(answer);
  });
}

interface RevokeOptions extends SenderOptions {
  readonly key?: readonly string[];
  readonly signOnly?: true;
  readonly signed?: string;
  readonly valid: Time;
}

const DETAILS = `The controller revokes any key, and a key revokes itself. With --sign-only a key signs its revocation for somebody else to
send. Deals and tabs that are open stay open.`;

/** `quittance account revoke`: keys that may do nothing any more. */
export function revokeCommand(output: Output): Command {
  const command = new Command("revoke")
    .description("Revokes keys of a managed account, as its controller or as the key itself.")
    .argument("<account>", "the account's address, or its @name", asParty)
    .option("--key <party>", "a key; once for each; your own when left out", collecting(asParty))
    .option("--sign-only", "sign the revocation of your own key and print it as JSON")
    .option("--signed <file>", "what --sign-only printed, to send it")
    .addOption(
      timeOption("--valid <time>", "until when the signature is good", { after: 86_400 }, "a day from now"),
    );
  return guided(withSender(command), {
    details: DETAILS,
    examples: ['quittance account revoke "$MANAGED_ACCOUNT" --key @research-01 --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, options: RevokeOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const of = await session.party(given);
    if (options.signed !== undefined) return revokeSigned(sender, of, options.signed);
    const keys = await Promise.all((options.key ?? []).map((each) => session.party(each)));
    const isOwn =
      keys.length === 0 || (keys.length === 1 && keys.every((key) => isAddressEqual(key, sender.address)));
    if (options.signOnly) return signOwn(sender, of, options.valid);
    if (isOwn) return revokeOwn(sender, of, options.valid);
    return revokeAsController(sender, of, keys);
  });
}

async function revokeAsController(
  sender: SendingSender,
  of: Address,
  revoke: readonly Address[],
): Promise<void> {
  const { session } = sender;
  const managed = await managedAccountOf(session, of);
  requireController(managed, sender.address);
  const answer = await perform(sender, {
    command: "account revoke",
    words: [
      `Revoke ${revoke.length === 1 ? "a key" : `${revoke.length} keys`} of the managed account ${of}`,
      ...revoke.map((key) => `  ${key} may do nothing for it any more`),
    ],
    action: setKeys,
    parameters: () => ({ of, revoke }),
    identity: [of, revoke],
    address: session.address,
    report: ({ keys }) => keys.map(({ key }) => `${key} is revoked.`),
  });
  session.output.print(answer);
}

async function revokeOwn(sender: SendingSender, of: Address, valid: Time): Promise<void> {
  const { session, address: key } = sender;
  const answer = await perform(sender, {
    ...revocationPlan(session.address, of, key),
    parameters: async () => {
      if (!sender.speaksBySignature) return { of, key };
      const validUntil = resolveTime(valid, await session.now());
      const own = await signedRevocation(sender, of, validUntil);
      if ("explanation" in own) return new TriedOut(own.explanation);
      return { of, key, validUntil, signature: own.signed };
    },
  });
  session.output.print(answer);
}

async function revokeSigned(sender: SendingSender, of: Address, file: string): Promise<void> {
  const { session } = sender;
  const { key, validUntil, signature } = await readSignedGuard(file, of, "key");
  const answer = await perform(sender, {
    ...revocationPlan(session.address, of, key),
    parameters: () => ({ of, key, validUntil, signature }),
  });
  session.output.print(answer);
}

const revocationPlan = (address: Address, of: Address, key: Address) => ({
  command: "account revoke",
  words: [`Revoke a key of the managed account ${of}`, `  ${key} may do nothing for it any more`],
  action: revokeKey,
  identity: [of, [key]],
  address,
  report: () => [`${key} is revoked.`],
});

async function signOwn(sender: SendingSender, of: Address, valid: Time): Promise<void> {
  const { session, address: key } = sender;
  const validUntil = resolveTime(valid, await session.now());
  const own = await signedRevocation(sender, of, validUntil);
  const data =
    "signed" in own
      ? { account: of, key, validUntil, signature: own.signed }
      : { dryRun: true, wouldSign: own.explanation.lines };
  session.output.print({ text: "", data, isMessage: true });
}

async function signedRevocation(sender: SendingSender, of: Address, validUntil: number) {
  const { session } = sender;
  const domain = await session.domain();
  const nonce = await getAccountNonce(session.client, { address: session.address, account: of });
  return signWith(sender, { quittance: domain }, (account) =>
    signKeyRevocation({ domain, of, nonce, validUntil, account }),
  );
}
