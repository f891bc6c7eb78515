import { Argument, Command, Option } from "commander";
import { guided } from "../define.ts";
import { Indexer } from "../indexer/indexer.ts";
import { labelsOf } from "../output/names.ts";
import type { Answer, Output } from "../output/output.ts";
import { urlOption, withJson, withProfile } from "../session/options.ts";
import { asAddress, asParty, secondsOf, untilOf } from "../session/values.ts";
import { addressNamed, namesOn } from "../settings/book.ts";
import { profileNamed } from "../settings/profiles.ts";
import { accountReport } from "./account-report.ts";

const LOCAL_INDEXER = "http://127.0.0.1:42069";

const DETAILS = `A time is a day (2026-11-21), a time in ISO 8601 (2026-11-21T08:00Z) or unix seconds. Days are days in UTC; --to
includes the day it names, and excludes any other time.`;

interface Options {
  readonly profile?: string;
  readonly url?: string;
  readonly from?: number;
  readonly to?: number;
  readonly csv?: true;
  readonly json?: true;
}

/** `quittance account <account>`: what an account may spend, and what it did. */
export function accountCommand(output: Output): Command {
  const command = new Command("account")
    .description("Prints what an agent's account may still spend, and its statement.")
    .addArgument(new Argument("<account>", "the account's address, or its @name").argParser(asParty));
  withProfile(command)
    .addOption(urlOption(command, "--url <url>", "base URL of the indexer", "QUITTANCE_INDEXER"))
    .option("--from <time>", "the statement from this time on", secondsOf)
    .option("--to <time>", "the statement up to this time", untilOf)
    .addOption(new Option("--csv", "print the statement as comma-separated values").conflicts("json"))
    .addOption(new Option("--wide").hideHelp());
  return guided(withJson(command), {
    details: DETAILS,
    examples: [
      'quittance account "$MANAGED_ACCOUNT"',
      'quittance account "$MANAGED_ACCOUNT" --from 2026-11-01 --to 2026-11-30 --csv > november.csv',
      'quittance account "$MANAGED_ACCOUNT" --json',
    ],
    codes: "Exit codes: 0 printed, 1 no indexer answers or it knows no such account, 2 wrong usage.",
  }).action(async (given: string, options: Options) => {
    const { chainId = 0, indexer } = profileNamed(options.profile);
    const names = namesOn(chainId);
    const managedAccount = (
      given.startsWith("@") ? addressNamed(names, given, chainId) : asAddress(given)
    ).toLowerCase();
    const asked = new Indexer(options.url ?? indexer ?? LOCAL_INDEXER);
    const span = { from: options.from, until: options.to };
    if (options.csv) return output.document((await asked.csv(managedAccount, span)).replace(/\r?\n$/, ""));
    const account = await asked.account(managedAccount);
    const entries = await asked.statement(managedAccount, span);
    const answer: Answer = {
      text: accountReport(account, entries, labelsOf(names)),
      data: { ...account, entries },
    };
    return output.print(answer);
  });
}
