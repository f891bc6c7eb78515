import type { SigningAccount } from "quittance/client";
import { type ExpectedContracts, type Explanation, explain } from "quittance/protocol";
import type { Address, Hex, LocalAccount, TypedDataDefinition } from "viem";
import { signTypedData } from "viem/actions";
import { readPassphrase } from "../keys/passphrase.ts";
import { findKey, unlockKey } from "../keys/store.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { askToGoOn } from "./ask.ts";
import type { SenderOptions } from "./options.ts";
import type { Session } from "./session.ts";

/** What signs typed data for a sender, without a question. */
type Sign = (definition: TypedDataDefinition) => Promise<Hex>;

/** Who signs and sends for a command. */
export interface Sender {
  readonly session: Session;
  readonly options: Omit<SenderOptions, "timeout">;
  readonly address: Address;
  /** What sends a transaction: the opened key, or the address that the node signs for. */
  readonly unlock: () => Promise<LocalAccount | Address>;
  readonly sign: Sign;
}

/** The account that a command acts for: an option's, else the profile's. */
export async function senderOf(session: Session, options: Sender["options"]): Promise<Sender> {
  const { profile } = session;
  const byNode = options.rpcAccount ?? (options.account === undefined ? profile.rpcAccount : undefined);
  const name = options.account ?? profile.account;
  if (byNode !== undefined) {
    const address = await session.party(byNode);
    const sign: Sign = (definition) =>
      signTypedData(session.client, { ...definition, account: address } as never);
    return { session, options, address, unlock: async () => address, sign };
  }
  if (name === undefined) {
    throw new UsageRefusal(
      "No account is named. Give --account <name> of a key (`quittance key list`), or --rpc-account <address>.",
    );
  }
  const { address } = findKey(name);
  let opened: Promise<LocalAccount> | undefined;
  const unlock = () => {
    opened ??= unlockKey(name, () => readPassphrase({ file: options.passphraseFile }, { of: name }));
    return opened;
  };
  const sign: Sign = async (definition) => (await unlock()).signTypedData(definition as never);
  return { session, options, address, unlock, sign };
}

/** A signature, or what would have been signed. */
export type Signed<Result> = { readonly signed: Result } | { readonly explanation: Explanation };

/**
 * Has a sender sign: what a signing function of the SDK asks for is said in words, then asked for, then signed. A warning
 * of the explanation ends it.
 *
 * @param ask A signing function of the SDK.
 */
export async function signWith<Result>(
  { session, options, address, sign }: Sender,
  expected: ExpectedContracts,
  ask: (account: SigningAccount) => Promise<Result>,
): Promise<Signed<Result>> {
  return intercepted(address, ask, async (definition) => {
    const explanation = explain(definition, expected);
    const { legend } = await session.labels();
    session.output.note([explanation.text, ...legend(explanation.text)].join("\n"));
    if (explanation.warnings.length > 0) {
      throw new CommandRefusal("It was not signed, because of what the warning says.", ExitCode.warned);
    }
    if (options.dryRun) return { explanation };
    await askToGoOn(options, "Sign this?");
    return { signature: await sign(definition) };
  });
}

/** What a party would sign, in words. Nothing is signed. */
export async function wordsOf(
  address: Address,
  ask: (account: SigningAccount) => Promise<unknown>,
): Promise<Explanation> {
  const found = await intercepted(address, ask, async (definition) => ({ explanation: explain(definition) }));
  if ("explanation" in found) return found.explanation;
  throw new Error("nothing was asked to be signed");
}

/** Runs a signing function with an account of its own: the SDK puts errors of its own in the place of an account's. */
async function intercepted<Result>(
  address: Address,
  ask: (account: SigningAccount) => Promise<Result>,
  answer: (
    definition: TypedDataDefinition,
  ) => Promise<{ readonly signature: Hex } | { readonly explanation: Explanation }>,
): Promise<Signed<Result>> {
  const seen: { error?: unknown; explanation?: Explanation } = {};
  const account: SigningAccount = {
    address,
    signTypedData: async (definition: TypedDataDefinition) => {
      try {
        const given = await answer(definition);
        if ("signature" in given) return given.signature;
        seen.explanation = given.explanation;
      } catch (error) {
        seen.error = error;
      }
      throw new Error("nothing was signed");
    },
  };
  try {
    return { signed: await ask(account) };
  } catch (error) {
    if (seen.explanation !== undefined) return { explanation: seen.explanation };
    throw seen.error instanceof CommandRefusal ? seen.error : error;
  }
}

/** The address that is meant: the one given, else that of the profile's account. */
export async function ownAddress(session: Session, given: string | undefined): Promise<Address> {
  if (given !== undefined) return session.party(given);
  return (await senderOf(session, {})).address;
}
