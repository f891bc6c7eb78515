import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { accountReport } from "./account-report.ts";
import { Indexer } from "./indexer.ts";
import { ExitCode } from "./refusal.ts";

const DAY = 86_400;
const LOCAL_INDEXER = "http://127.0.0.1:42069";

const HELP = `
A time is a day (2026-11-21), a time in ISO 8601 (2026-11-21T08:00Z) or unix seconds. Days are days in UTC; --to
includes the day it names, and excludes any other time.

Examples:
  quittance account 0x52908400098527886e0f7030069857d2e4169ee7
  quittance account 0x52908400098527886e0f7030069857d2e4169ee7 --from 2026-11-01 --to 2026-11-30 --csv > november.csv
  quittance account 0x52908400098527886e0f7030069857d2e4169ee7 --url https://indexer.example --json

Exit codes: 0 printed, 1 no indexer answers, 2 wrong usage, 3 the indexer knows no such account.`;

interface Options {
  readonly url: string;
  readonly from?: number;
  readonly to?: number;
  readonly csv?: true;
  readonly json?: true;
  readonly wide?: true;
}

function asAccount(value: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(value)) return value.toLowerCase();
  throw new InvalidArgumentError("It must be an account's address: 0x and 40 hex digits.");
}

/** A URL as `--url` and its variable take it. It may hold a password, so what is said of a wrong one does not repeat it. */
function asUrl(value: string, command: Command): string {
  const problem = urlProblem(URL.canParse(value) ? new URL(value) : null);
  if (problem === undefined) return value;
  return command.error(`error: --url <url> or QUITTANCE_INDEXER (value not shown) ${problem}.`, {
    exitCode: ExitCode.usage,
  });
}

function urlProblem(url: URL | null): string | undefined {
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    return "must be a URL that starts with http:// or https://";
  }
  try {
    decodeURIComponent(url.username + url.password);
    return undefined;
  } catch {
    return "has a % in its user or password that starts no code; write it as %25";
  }
}

/** Unix seconds of a time as the options take it; a day counts from its first second. */
function secondsOf(value: string): number {
  if (/^\d{5,11}$/.test(value)) return Number(value);
  const milliseconds = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (!Number.isNaN(milliseconds)) return milliseconds / 1_000;
  throw new InvalidArgumentError(
    "It must be a day such as 2026-11-21, a time such as 2026-11-21T08:00Z, or unix seconds.",
  );
}

const untilOf = (value: string) => secondsOf(value) + (/^\d{4}-\d{2}-\d{2}$/.test(value) ? DAY : 0);

/** `quittance account <account>`: what an account may spend, and what it did. */
export function accountCommand(print: (text: string) => void): Command {
  const command = new Command("account");
  return command
    .description("Prints what an agent's account may still spend, and its statement.")
    .addArgument(new Argument("<account>", "the account's address").argParser(asAccount))
    .addOption(
      new Option("--url <url>", "base URL of the indexer")
        .env("QUITTANCE_INDEXER")
        .default(LOCAL_INDEXER)
        .argParser((value) => asUrl(value, command)),
    )
    .option("--from <time>", "the statement from this time on", secondsOf)
    .option("--to <time>", "the statement up to this time", untilOf)
    .addOption(new Option("--csv", "print the statement as comma-separated values").conflicts("json"))
    .option("--json", "print everything as one JSON object")
    .option("--wide", "print addresses and ids whole")
    .addHelpText("after", HELP)
    .allowExcessArguments(false)
    .action(async (managedAccount: string, options: Options) => {
      print(await answer(managedAccount, options));
    });
}

async function answer(managedAccount: string, { url, from, to, csv, json, wide }: Options): Promise<string> {
  const indexer = new Indexer(url);
  const span = { from, until: to };
  if (csv) return (await indexer.csv(managedAccount, span)).replace(/\r?\n$/, "");
  const account = await indexer.account(managedAccount);
  const entries = await indexer.statement(managedAccount, span);
  if (!json) return accountReport(account, entries, { wide: wide === true });
  return JSON.stringify({ ...account, entries }, (_, value) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}
