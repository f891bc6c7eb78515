import { Command, InvalidArgumentError, Option } from "commander";
import {
  getSettlements,
  getSettlementsCsv,
  type SettlementDay,
  type SettlementLine,
  type SettlementsPage,
} from "quittance/history";
import { formatUsdc } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Labels } from "../../output/names.ts";
import { withNulls } from "../../output/nulls.ts";
import type { Output } from "../../output/output.ts";
import { table, timeOf } from "../../output/text.ts";
import type { Indexer } from "../../session/indexer.ts";
import { urlOption, withJson, withProfile } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asParty, secondsOf } from "../../session/values.ts";

const DETAILS = `It asks an indexer, about one address, which may be a wallet. --whole takes the address for a principal, and reports on all its
accounts. Of a seller, gross is its part and net what it was paid; of a buyer, gross is what it had put into the milestone, and
net, which is negative, what it cost.`;

/** Milestones that are asked for at once. */
const PAGE = 1_000;

interface Options {
  readonly profile?: string;
  readonly url?: string;
  readonly day: string;
  readonly whole?: true;
  readonly csv?: true;
  readonly json?: true;
}

/** `quittance account settlements`: what settled on a day, for accounting. */
export function settlementsCommand(output: Output): Command {
  const command = new Command("settlements")
    .description(
      "Reports what settled on a day: counterparties, fees, refunds and payouts. It asks an indexer.",
    )
    .argument("<address>", "an account, a wallet or a principal: its address or @name", asParty);
  withProfile(command)
    .addOption(urlOption(command, "--url <url>", "base URL of the indexer", "QUITTANCE_INDEXER"))
    .requiredOption("--day <day>", "a day of UTC, such as 2026-11-21", asDay)
    .option("--whole", "the address is a principal: report on all its accounts")
    .addOption(new Option("--csv", "print comma-separated values").conflicts("json"));
  return guided(withJson(command), {
    details: DETAILS,
    examples: [
      'quittance account settlements "$MANAGED_ACCOUNT" --day 2026-11-21',
      'quittance account settlements "$BUYER" --whole --day 2026-11-21 --csv > settled.csv',
    ],
    codes: "Exit codes: 0 printed, 1 no indexer answers, 2 wrong usage.",
  }).action(async (given: string, { day, whole, csv, ...options }: Options) => {
    const session = openSession(options, output);
    const { indexer } = session;
    const address = await session.party(given);
    const asked: SettlementDay = whole ? { principal: address, day } : { agent: address, day };
    if (csv) {
      const text = await indexer.ask((history) => getSettlementsCsv(history, asked));
      return output.document(text.replace(/\r?\n$/, ""));
    }
    const report = await settledOn(indexer, asked);
    return output.print({ text: textOf(report, day, await session.labels()), data: withNulls(report) });
  });
}

/** All pages of a day. */
async function settledOn(indexer: Indexer, asked: SettlementDay): Promise<Omit<SettlementsPage, "next">> {
  const ask = (after?: string) =>
    indexer.ask((history) => getSettlements(history, { ...asked, limit: PAGE, after }));
  let page = await ask();
  const { asOf } = page;
  const items = [...page.items];
  while (page.next !== undefined) {
    page = await ask(page.next);
    items.push(...page.items);
  }
  return { asOf, items };
}

function textOf({ asOf, items }: Omit<SettlementsPage, "next">, day: string, labels: Labels): string {
  const net = items.reduce((sum, line) => sum + line.net, 0n);
  return [
    ...(items.length === 0
      ? [`Nothing settled on ${day}.`]
      : [
          ...table(
            HEADER,
            items.map((line) => rowOf(line, labels)),
          ),
          "",
          `net ${formatUsdc(net)}`,
        ]),
    "",
    `As of block ${asOf.block}, ${timeOf(asOf.timestamp)}. Amounts in USDC.`,
  ].join("\n");
}

const HEADER = [
  ...["when", "as", "counterparty", "deal", "milestone", "cause"],
  ...["gross", "fees", "reimbursed", "refund", "net", "to"],
];

function rowOf(line: SettlementLine, { short }: Labels): string[] {
  const { timestamp, side, counterparty, dealId, milestone, cause, destination } = line;
  return [
    ...[timeOf(timestamp), side, short(counterparty), dealId, String(milestone), cause],
    ...[formatUsdc(line.gross), formatUsdc(line.marketplaceFee + line.verificationFee)],
    ...[formatUsdc(line.reimbursed), formatUsdc(line.refund), formatUsdc(line.net), destination],
  ];
}

/** A day of UTC as it was given. */
function asDay(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value))
    throw new InvalidArgumentError("It must be a day, such as 2026-11-21.");
  secondsOf(value);
  return value;
}
