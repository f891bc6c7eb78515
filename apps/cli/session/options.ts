import { type Command, InvalidArgumentError, Option } from "commander";
import { ExitCode } from "../refusal.ts";
import { urlProblem } from "../settings/place.ts";
import { asAddress, asCount, asParty, asUsdc } from "./values.ts";

/** Where a command reads, by options, environment or profile. */
export interface ConnectionOptions {
  readonly profile?: string;
  readonly rpc?: string;
  readonly contract?: string;
  readonly url?: string;
  readonly json?: true;
}

/** Which account is meant by "your account". */
export interface IdentityOptions {
  readonly account?: string;
  readonly rpcAccount?: string;
  readonly managedAccount?: string;
}

/** Who acts: a managed account through the key that signs, and with which approval. */
export interface ActorOptions {
  readonly managedAccount?: string;
  readonly approval?: string;
}

/** By which relayer a command sends. */
export interface RelayOptions {
  /** Its URL; false where the account is to send itself. */
  readonly relayer?: string | false;
  /** USDC base units that it may take for the call; nothing when left out. */
  readonly relayFee?: bigint;
}

/** Who signs and sends, and how. */
export interface SenderOptions extends ConnectionOptions, ActorOptions, RelayOptions {
  readonly account?: string;
  readonly rpcAccount?: string;
  readonly passphraseFile?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  /** Seconds to wait for a receipt. */
  readonly timeout: number;
}

const RECEIPT_SECONDS = 60;

/** A URL as an option or its variable takes it. It may hold a password, so what is said of a wrong one does not repeat it. */
export function urlOption(command: Command, flags: string, description: string, variable?: string): Option {
  const [flag = ""] = flags.split(" ");
  const names = variable === undefined ? `${flag} <url>` : `${flag} <url> or ${variable}`;
  const option = new Option(flags, description).argParser((value: string) => {
    const problem = urlProblem(value, flag === "--rpc");
    if (problem === undefined) return value;
    return command.error(`error: ${names} (value not shown) ${problem}.`, { exitCode: ExitCode.usage });
  });
  return variable === undefined ? option : option.env(variable);
}

/** The same, given once for each URL: the value is a list. */
export function urlsOption(command: Command, flags: string, description: string, variable?: string): Option {
  const option = urlOption(command, flags, description, variable);
  const { parseArg } = option;
  return option.argParser((value: string, before: unknown) => {
    const url = parseArg?.(value, undefined as never) as unknown as string;
    return Array.isArray(before) ? [...before, url] : [url];
  });
}

/** Headings in a command's help, below its own options. */
const READING = "Where it reads, and how it answers:";
const ACTING = "Who you are:";
const SENDING = "Signing and sending:";

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option("--json", "print one JSON document and nothing else");
}

/** Adds what says which profile is meant. */
export function withProfile(command: Command): Command {
  return command.addOption(new Option("--profile <name>", "the profile to use").env("QUITTANCE_PROFILE"));
}

/** Adds what a command that reads takes. */
export function withConnection(command: Command): Command {
  withProfile(command.optionsGroup(READING))
    .addOption(urlOption(command, "--rpc <url>", "URL of a node", "QUITTANCE_RPC"))
    .addOption(
      new Option("--contract <address>", "the Quittance contract")
        .env("QUITTANCE_CONTRACT")
        .argParser(asAddress),
    )
    .addOption(urlOption(command, "--url <url>", "base URL of an indexer", "QUITTANCE_INDEXER"));
  return withJson(command);
}

/** Adds what says whose key is meant. */
function withKey(command: Command): Command {
  return command
    .optionsGroup(ACTING)
    .addOption(
      new Option("--account <name>", "the key of the keystore that signs")
        .env("QUITTANCE_ACCOUNT")
        .argParser(asKeyName),
    )
    .addOption(
      new Option("--rpc-account <address>", "an account that the node signs for, in its place")
        .argParser(asParty)
        .conflicts("account"),
    );
}

/** Adds the managed account that acts through the key. */
function withManagedAccount(command: Command): Command {
  return command
    .optionsGroup(ACTING)
    .addOption(
      new Option("--managed-account <party>", "a managed account that acts and pays; the key signs for it")
        .env("QUITTANCE_MANAGED_ACCOUNT")
        .argParser(asParty),
    );
}

/** Adds what a command that reads takes, and what says which account is yours. */
export function withIdentity(command: Command): Command {
  return withManagedAccount(withKey(withConnection(command)));
}

/** Adds what a party takes that may be a managed account. */
export function withActor(command: Command): Command {
  return withManagedAccount(command).option(
    "--approval <file>",
    "the controller's approval, where the policy asks for one",
  );
}

/** Adds what a command that signs takes, but sends nothing. */
export function withSigner(command: Command): Command {
  return withKey(withConnection(command))
    .optionsGroup(SENDING)
    .addOption(
      new Option(
        "--passphrase-file <file>",
        "a file with the key's passphrase, or a descriptor as /dev/fd/3",
      ).env("QUITTANCE_PASSPHRASE_FILE"),
    )
    .option("--yes", "do not ask before signing");
}

/** Adds what a command that sends takes. */
export function withSender(command: Command): Command {
  return withSigner(command)
    .optionsGroup(SENDING)
    .option("--dry-run", "simulate it: sign nothing, send nothing")
    .addOption(
      urlOption(
        command,
        "--relayer <url>",
        "a relayer that sends it, so that the account needs no ETH",
        "QUITTANCE_RELAYER",
      ),
    )
    .option("--no-relayer", "send it from the account itself, whatever the profile says")
    .addOption(
      new Option("--relay-fee <usdc>", "the most that the relayer may take of the ledger balance for it")
        .env("QUITTANCE_RELAY_FEE")
        .argParser(asUsdc),
    )
    .addOption(
      new Option("--timeout <seconds>", "how long to wait until it is mined")
        .default(RECEIPT_SECONDS)
        .argParser(asCount(1, 86_400)),
    );
}

/** What is given here in error is often a key itself: it is not repeated. */
function asKeyName(value: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(value)) return value;
  throw new InvalidArgumentError("It must be the name of a key, never a key itself.");
}
