import { Command, Option } from "commander";
import { getAccount, getStatement, getStatementCsv, type StatementLine } from "quittance/history";
import type { Address } from "viem";
import { guided } from "../../define.ts";
import { withNulls } from "../../output/nulls.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import type { Indexer } from "../../session/indexer.ts";
import { urlOption, withJson, withProfile } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asParty, secondsOf, untilOf } from "../../session/values.ts";
import { accountReport } from "./report.ts";

const DETAILS = `It asks an indexer. A time is a day (2026-11-21), a time in ISO 8601 (2026-11-21T08:00Z) or unix seconds. Days are days
in UTC; --to includes the day it names, and excludes any other time. \`quittance account remaining\` asks the chain itself.`;

/** Lines of a statement that are asked for at once. */
const PAGE = 1_000;

interface Span {
  readonly account: Address;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

interface Options {
  readonly profile?: string;
  readonly url?: string;
  readonly from?: number;
  readonly to?: number;
  readonly csv?: true;
  readonly json?: true;
}

/** `quittance account show`, or `quittance account` with an address: what an account may spend, and what it did. */
export function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Prints what a managed account may still spend, its keys, and its statement.")
    .argument("<account>", "the account's address, or its @name", asParty);
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
      'quittance account show "$MANAGED_ACCOUNT" --from 2026-11-01 --to 2026-11-30 --csv > november.csv',
      'quittance account show "$MANAGED_ACCOUNT" --json',
    ],
    codes: "Exit codes: 0 printed, 1 no indexer answers or it knows no such account, 2 wrong usage.",
  }).action(async (given: string, { from, to, csv, ...options }: Options) => {
    const session = openSession(options, output);
    const { indexer } = session;
    const span: Span = { account: await session.party(given), from, until: to };
    if (csv) {
      const text = known(await indexer.ask((history) => getStatementCsv(history, span)), span, indexer);
      return output.document(text.replace(/\r?\n$/, ""));
    }
    const { account } = span;
    const answer = known(await indexer.ask((history) => getAccount(history, { account })), span, indexer);
    const entries = await statementOf(indexer, span);
    return output.print({
      text: accountReport(answer, entries, await session.labels()),
      data: withNulls({ ...answer, entries }),
    });
  });
}

/** Every line of a statement in a span, oldest first. */
async function statementOf(indexer: Indexer, span: Span): Promise<StatementLine[]> {
  const entries: StatementLine[] = [];
  for (let after: number | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const asked = { ...span, limit: PAGE, after };
    const page = known(await indexer.ask((history) => getStatement(history, asked)), span, indexer);
    entries.push(...page.items);
    after = page.next;
  }
  return entries;
}

/** Refuses an account that the indexer does not know. */
function known<Answer>(answer: Answer | undefined, { account }: Span, { place }: Indexer): Answer {
  if (answer !== undefined) return answer;
  throw new CommandRefusal(
    `No principal opened an account at ${account}, as far as the indexer at ${place} has read. Check the address, or ask again later.`,
    ExitCode.failed,
  );
}
