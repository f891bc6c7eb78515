// `npm run demo`: a buyer agent and a seller agent who have never met trade work for money, judged by three jurors;
// with --contest, up to the last round; with --accounts, a principal and three agents with limits.
// Exit codes: 0 when every number of indexer and contract agreed, 1 otherwise, 2 wrong usage, 130 and 143 interrupted.

import { Command, CommanderError, Option } from "commander";
import { auditAccounts } from "../examples/agent-accounts/audit.ts";
import { narrateAccounts, reportAccountsAudit } from "../examples/agent-accounts/narration.ts";
import { playAccounts } from "../examples/agent-accounts/play.ts";
import { summariseAccounts } from "../examples/agent-accounts/summary.ts";
import { auditContest } from "../examples/contested-deal/audit.ts";
import { narrateContest, reportContestAudit } from "../examples/contested-deal/narration.ts";
import { playContest } from "../examples/contested-deal/play.ts";
import { summariseContest } from "../examples/contested-deal/summary.ts";
import { audit } from "../examples/milestone-deal/audit.ts";
import { trade } from "../examples/milestone-deal/trade.ts";
import { narrate, reportAddresses, reportAudit } from "../examples/output/narration.ts";
import { openReporter, openSilentReporter, type Reporter } from "../examples/output/reporter.ts";
import { summarise } from "../examples/output/summary.ts";
import type { Stack } from "../sdk/testing/index.ts";
import { Interrupted, runStack } from "./stack/run-stack.ts";

const EACH_STARTS_WITH = 1_000_000_000n;

interface Options {
  readonly contest?: true;
  readonly accounts?: true;
  readonly json?: true;
  readonly keep?: true;
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("demo")
    .description(
      "Runs the worked example on a local chain of its own: three milestones, three jurors, 180 USDC.",
    )
    .option(
      "--contest",
      "instead, one milestone through every round: two jurors are bought, a panel is drawn, an arbiter rules",
    )
    .addOption(
      new Option(
        "--accounts",
        "instead, a principal with three agents: limits, refusals, a tab, an order, a freeze, statements",
      ).conflicts("contest"),
    )
    .option("--json", "print one JSON object with every id, hash, amount and gas figure, and nothing else")
    .option("--keep", "leave chain and indexer running until Ctrl-C, and print their addresses")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run demo\n  npm run demo -- --contest\n  npm run demo -- --accounts\n  npm run demo -- --keep\n  npm run --silent demo -- --json",
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

/** @returns Whether every number agreed. */
async function perform(stack: Stack, reporter: Reporter, options: Options): Promise<boolean> {
  if (options.accounts) return performAccounts(stack, reporter, options);
  return options.contest ? performContest(stack, reporter, options) : performTrade(stack, reporter, options);
}

async function performContest(stack: Stack, reporter: Reporter, options: Options): Promise<boolean> {
  const record = await playContest(stack, narrateContest(reporter));
  const audited = await reporter.busy("The indexer is catching up", auditContest(stack, record));
  await reportContestAudit(reporter, audited, record);
  if (options.json) console.log(summariseContest(stack, record, audited));
  return audited.agreed;
}

async function performAccounts(stack: Stack, reporter: Reporter, options: Options): Promise<boolean> {
  const record = await playAccounts(stack, narrateAccounts(reporter));
  const audited = await reporter.busy("The indexer is catching up", auditAccounts(stack, record));
  await reportAccountsAudit(reporter, audited);
  if (options.json) console.log(summariseAccounts(stack, record, audited));
  return audited.agreed;
}

async function performTrade(stack: Stack, reporter: Reporter, options: Options): Promise<boolean> {
  const record = await trade(stack, narrate(reporter));
  const audited = await reporter.busy("The indexer is catching up", audit(stack, record));
  await reportAudit(reporter, audited, record);
  if (options.json) console.log(summarise(stack, record, audited));
  return audited.agreed;
}

/** Tomorrow at noon in UTC: limits count by the day, and no day ends while somebody watches. */
function tomorrowAtNoon(): { readonly startTime: number } {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400;
  return { startTime: today + 86_400 + 43_200 };
}

async function main(options: Options): Promise<void> {
  const reporter = options.json ? openSilentReporter() : openReporter();
  await reporter.say("Starting a chain, the contracts and the indexer …");
  const waiting = <Result>(start: Promise<Result>) => reporter.busy("Still starting", start);
  const chain = { indexer: true, usdcEach: EACH_STARTS_WITH, ...(options.accounts ? tomorrowAtNoon() : {}) };
  await runStack({ ...chain, waiting }, async (stack, keepRunning) => {
    process.exitCode = (await perform(stack, reporter, options)) ? 0 : 1;
    if (!options.keep) return;
    await reportAddresses(reporter, stack);
    await keepRunning();
  });
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else {
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
