// `npm run demo`: plays one of the examples on a local chain of its own.
// Exit codes: 0 when every number agreed, 1 otherwise, 2 wrong usage, 130 and 143 interrupted.

import { Option } from "commander";
import { agentAccounts } from "../examples/agent-accounts/main.ts";
import { contestedDeal } from "../examples/contested-deal/main.ts";
import { milestoneDeal } from "../examples/milestone-deal/main.ts";
import { exampleCommand, play, type RunOptions, runCommand } from "../examples/runner/run.ts";

interface Options extends RunOptions {
  readonly contest?: true;
  readonly accounts?: true;
}

const command = exampleCommand(
  "demo",
  "Plays an example on a local chain of its own: three milestones, three jurors, 180 USDC.",
)
  .option(
    "--contest",
    "instead, one milestone through every round: two jurors are bribed, a panel is drawn, an arbiter rules",
  )
  .addOption(
    new Option(
      "--accounts",
      "instead, a principal with three agents: limits, refusals, a tab, an order, a freeze, statements",
    ).conflicts("contest"),
  )
  .addHelpText(
    "after",
    "\nExamples:\n  npm run demo\n  npm run demo -- --contest\n  npm run demo -- --accounts\n  npm run demo -- --keep\n  npm run --silent demo -- --json",
  );

await runCommand<Options>(command, ({ contest, accounts, ...options }) => {
  const deal = contest ? contestedDeal : milestoneDeal;
  return play(accounts ? agentAccounts : deal, options);
});
