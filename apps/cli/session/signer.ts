import type { Actor } from "quittance/accounts";
import type { SigningAccount } from "quittance/client";
import { type ExpectedContracts, type Explanation, explain } from "quittance/protocol";
import type { Address, Hex, LocalAccount, TypedDataDefinition } from "viem";
import { signTypedData } from "viem/actions";
import { readPassphrase } from "../keys/passphrase.ts";
import { findKey, unlockKey } from "../keys/store.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../refusal.ts";
import { askToGoOn } from "./ask.ts";
import type { ManagedAccount } from "./managed.ts";
import type { IdentityOptions, SenderOptions } from "./options.ts";
import { type RelayerAccess, relayerOf } from "./relayer.ts";
import type { Session } from "./session.ts";

/** What signs typed data for a sender, without a question. */
type Sign = (definition: TypedDataDefinition) => Promise<Hex>;

/** Who signs and sends for a command. */
export interface Sender {
  readonly session: Session;
  readonly options: Omit<SenderOptions, "timeout">;
  /** Of the key that signs; it also sends, unless a relayer does. */
  readonly address: Address;
  /** Who acts: the managed account that the key signs for, else the key's own address. */
  readonly party: Address;
  /** The managed account that acts, as the chain has it. */
  readonly managed?: ManagedAccount | undefined;
  /** The party as signing functions of the SDK take it. */
  readonly actor: (key: SigningAccount) => Actor;
  /** True where another address than the party's sends, so that what the party says has to be signed. */
  readonly speaksBySignature: boolean;
  /** The relayer that sends. */
  readonly relayer: RelayerAccess | undefined;
  /** What sends a transaction: the opened key, or the address that the node signs for. */
  readonly unlock: () => Promise<LocalAccount | Address>;
  readonly sign: Sign;
}

/** The party that was given; the key's own address when it is left out. */
export const partyOrSelf = async (
  { session, address }: Pick<Sender, "session" | "address">,
  given: string | undefined,
): Promise<Address> => (given === undefined ? address : session.party(given));

/** The key that a command acts with: an option's, else the profile's. It keeps the options as they are. */
export async function senderOf<Options extends Sender["options"]>(
  session: Session,
  options: Options,
): Promise<Sender & { readonly options: Options }> {
  const { profile } = session;
  const relayer = relayerOf(profile, options);
  const own = { session, options, relayer, speaksBySignature: relayer !== undefined, actor: itself };
  const byNode = options.rpcAccount ?? (options.account === undefined ? profile.rpcAccount : undefined);
  const name = options.account ?? profile.account;
  if (byNode !== undefined) {
    const address = await session.party(byNode);
    const sign: Sign = (definition) =>
      signTypedData(session.client, { ...definition, account: address } as never);
    return { ...own, address, party: address, unlock: async () => address, sign };
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
  return { ...own, address, party: address, unlock, sign };
}

const itself = (key: SigningAccount): Actor => key;

/** Refuses a managed account where money comes from a wallet: it has none. */
export function requireWallet({ managed }: Sender): void {
  if (managed === undefined) return;
  throw new UsageRefusal(
    "A managed account has no wallet: it pays from its ledger balance. Leave --from-wallet out, or --managed-account.",
  );
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

/** The same for what a party signs, which may be a managed account. */
export async function signAs<Result>(
  sender: Sender,
  expected: ExpectedContracts,
  ask: (account: Actor) => Promise<Result>,
): Promise<Signed<Result>> {
  return signWith(sender, expected, (key) => ask(sender.actor(key)));
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

/** The address that is meant: the one given, else the managed account, else that of the key. */
export async function ownAddress(
  session: Session,
  given: string | undefined,
  options: IdentityOptions,
): Promise<Address> {
  const named = given ?? options.managedAccount ?? session.profile.managedAccount;
  if (named !== undefined) return session.party(named);
  const { account, rpcAccount } = options;
  return (await senderOf(session, { relayer: false, ...{ account, rpcAccount } } as Sender["options"]))
    .address;
}
