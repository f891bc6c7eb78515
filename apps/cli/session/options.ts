import { type Command, InvalidArgumentError, Option } from "commander";
import { ExitCode } from "../refusal.ts";
import { urlProblem } from "../settings/place.ts";
import { asAddress, asCount, asParty } from "./values.ts";

/** Where a command reads, by options, environment or profile. */
export interface ConnectionOptions {
  readonly profile?: string;
  readonly rpc?: string;
  readonly contract?: string;
  readonly url?: string;
  readonly json?: true;
}

/** Who signs and sends, and how. */
export interface SenderOptions extends ConnectionOptions {
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
    const problem = urlProblem(value);
    if (problem === undefined) return value;
    return command.error(`error: ${names} (value not shown) ${problem}.`, { exitCode: ExitCode.usage });
  });
  return variable === undefined ? option : option.env(variable);
}

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
  withProfile(command)
    .addOption(urlOption(command, "--rpc <url>", "URL of a node", "QUITTANCE_RPC"))
    .addOption(
      new Option("--contract <address>", "the Quittance contract")
        .env("QUITTANCE_CONTRACT")
        .argParser(asAddress),
    )
    .addOption(urlOption(command, "--url <url>", "base URL of an indexer", "QUITTANCE_INDEXER"));
  return withJson(command);
}

/** Adds what a command that signs takes, but sends nothing. */
export function withSigner(command: Command): Command {
  return withConnection(command)
    .addOption(
      new Option("--account <name>", "the key of the keystore that signs")
        .env("QUITTANCE_ACCOUNT")
        .argParser(asKeyName),
    )
    .addOption(
      new Option("--rpc-account <address>", "an account that the node signs for, in its place")
        .argParser(asParty)
        .conflicts("account"),
    )
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
    .option("--dry-run", "simulate it: sign nothing, send nothing")
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
