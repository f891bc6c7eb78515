import { Command } from "commander";
import {
  freeze,
  freezeAll,
  freezeWithSignature,
  getAccountNonce,
  signFreeze,
  unfreeze,
  unfreezeAll,
} from "quittance/accounts";
import type { Address } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { partyOrSelf, senderOf, signWith } from "../../session/signer.ts";
import { asParty, resolveTime, type Time, timeOption } from "../../session/values.ts";
import { readSignedGuard } from "./signed-guard.ts";

interface Options extends SenderOptions {
  readonly all?: true;
  readonly principal?: string;
  readonly signOnly?: true;
  readonly signed?: string;
  readonly valid: Time;
}

const several = (value: string, before: string[] = []) => [...before, asParty(value)];

const FREEZE_DETAILS = `A frozen account commits no money and agrees to no deal as its seller. What is open goes on: it delivers, is judged and
reclaims. The controller freezes, and a key that may freeze does: a guardian needs no other right, and with --sign-only no gas.`;

/** `quittance account freeze`: stops what accounts commit. */
export function freezeCommand(output: Output): Command {
  const command = new Command("freeze")
    .description("Stops managed accounts from committing money: some, or with --all every account of yours.")
    .argument("[accounts...]", "addresses or @names", several)
    .option("--all", "every account of the principal, also those that are opened later")
    .option("--principal <party>", "the principal for --all; your account when left out", asParty)
    .option("--sign-only", "sign the freeze of one account and print it as JSON, for somebody else to send")
    .option("--signed <file>", "what --sign-only printed, to send it")
    .addOption(
      timeOption("--valid <time>", "until when the signature is good", { after: 86_400 }, "a day from now"),
    );
  return guided(withSender(command), {
    details: FREEZE_DETAILS,
    examples: [
      'quittance account freeze "$MANAGED_ACCOUNT" --sign-only --yes > freeze.json',
      'quittance account freeze "$MANAGED_ACCOUNT" --signed freeze.json --account seller --yes',
      "quittance account freeze --all --yes",
    ],
    codes: SENDING_CODES,
  }).action(async (given: readonly string[] = [], options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const accounts = await requireSome(session.party, given, options);
    const [one] = accounts;
    const isOne = one !== undefined && accounts.length === 1;
    if (options.signOnly || options.signed !== undefined || (sender.speaksBySignature && !options.all)) {
      if (!isOne) throw new UsageRefusal("Name one account: a signature freezes one.");
      return options.signOnly
        ? signOnly(sender, one, options.valid)
        : freezeBySignature(sender, one, options);
    }
    const { address } = session;
    if (options.all) {
      const principal = await partyOrSelf(sender, options.principal);
      return output.print(
        await perform(sender, {
          command: "account freeze",
          words: [
            `Freeze every account of principal ${principal}`,
            "  None of them commits money until you unfreeze all.",
          ],
          action: freezeAll,
          parameters: () => ({ principal }),
          identity: ["all", principal],
          address,
          report: () => [
            `Every account of ${principal} is frozen. quittance account unfreeze --all ends it.`,
          ],
        }),
      );
    }
    return output.print(
      await perform(sender, {
        ...freezePlan(address, accounts),
        action: freeze,
        parameters: () => ({ accounts }),
      }),
    );
  });
}

const freezePlan = (address: Address, accounts: readonly Address[]) => ({
  command: "account freeze",
  words: ["Freeze", ...accounts.map((account) => `  ${account}: it commits no money until it is unfrozen`)],
  identity: accounts,
  address,
  report: () => accounts.map((account) => `${account} is frozen.`),
});

async function freezeBySignature(sender: SendingSender, of: Address, options: Options): Promise<void> {
  const { session } = sender;
  const answer = await perform(sender, {
    ...freezePlan(session.address, [of]),
    action: freezeWithSignature,
    parameters: async () => {
      if (options.signed !== undefined) {
        const { validUntil, signature } = await readSignedGuard(options.signed, of);
        return { of, validUntil, signature };
      }
      const validUntil = resolveTime(options.valid, await session.now());
      const own = await signedFreeze(sender, of, validUntil);
      return "explanation" in own ? new TriedOut(own.explanation) : { of, validUntil, signature: own.signed };
    },
  });
  session.output.print(answer);
}

async function signOnly(sender: SendingSender, of: Address, valid: Time): Promise<void> {
  const { session } = sender;
  const validUntil = resolveTime(valid, await session.now());
  const own = await signedFreeze(sender, of, validUntil);
  const data =
    "signed" in own
      ? { account: of, validUntil, signature: own.signed }
      : { dryRun: true, wouldSign: own.explanation.lines };
  session.output.print({ text: "", data, isMessage: true });
}

async function signedFreeze(sender: SendingSender, of: Address, validUntil: number) {
  const { session } = sender;
  const domain = await session.domain();
  const nonce = await getAccountNonce(session.client, { address: session.address, account: of });
  return signWith(sender, { quittance: domain }, (account) =>
    signFreeze({ domain, of, nonce, validUntil, account }),
  );
}

/** `quittance account unfreeze`: lets accounts commit again. */
export function unfreezeCommand(output: Output): Command {
  const command = new Command("unfreeze")
    .description(
      "Lets managed accounts commit money again, as their controller. It voids freezes that were signed before.",
    )
    .argument("[accounts...]", "addresses or @names", several)
    .option("--all", "ends a freeze of every account; one that was frozen by itself stays frozen")
    .option("--principal <party>", "the principal for --all; your account when left out", asParty);
  return guided(withSender(command), {
    examples: [
      "quittance account unfreeze --all --yes",
      'quittance account unfreeze "$MANAGED_ACCOUNT" --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: readonly string[] = [], options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const accounts = await requireSome(session.party, given, options);
    const { address } = session;
    if (options.all) {
      const principal = await partyOrSelf(sender, options.principal);
      return output.print(
        await perform(sender, {
          command: "account unfreeze",
          words: [`End the freeze of every account of principal ${principal}`],
          action: unfreezeAll,
          parameters: () => ({ principal }),
          identity: ["all", principal],
          address,
          report: () => [
            `The accounts of ${principal} may commit money again, but those that are frozen by themselves.`,
          ],
        }),
      );
    }
    return output.print(
      await perform(sender, {
        command: "account unfreeze",
        words: ["Unfreeze", ...accounts.map((account) => `  ${account}: it may commit money again`)],
        action: unfreeze,
        parameters: () => ({ accounts }),
        identity: accounts,
        address,
        report: () => accounts.map((account) => `${account} is no longer frozen by itself.`),
      }),
    );
  });
}

async function requireSome(
  party: (given: string) => Promise<Address>,
  given: readonly string[],
  { all }: Options,
): Promise<readonly Address[]> {
  if (all && given.length > 0) throw new UsageRefusal("Name accounts or give --all, not both.");
  if (!all && given.length === 0) throw new UsageRefusal("Name one account or more, or give --all.");
  return Promise.all(given.map((each) => party(each)));
}
