// `npm run stack`: keeps a local chain, the contracts, funded accounts and the indexer running until Ctrl-C.
// Exit codes: 0 ended as wished, 1 something failed to start, 2 wrong usage, 130 and 143 interrupted while starting.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { openReporter, openSilentReporter, type Reporter } from "../examples/output/reporter.ts";
import { Interrupted, runStack } from "../examples/runner/run-stack.ts";
import { writeDeployment } from "../sdk/node.ts";
import { describeStack, type StackDescription } from "./stack/ready.ts";
import { settingsIn } from "./stack/settings.ts";

interface Options {
  readonly json?: true;
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("stack")
    .description("Keeps a local chain, the contracts, funded accounts and the indexer running until Ctrl-C.")
    .option("--json", "print one JSON object on one line when everything is ready, and nothing else")
    .addHelpText("after", "\nExamples:\n  npm run stack\n  npm run --silent stack -- --json")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

async function reportReady(reporter: Reporter, ready: StackDescription): Promise<void> {
  await reporter.chapter("Ready");
  await reporter.say(`chain        ${ready.rpcUrl} (id ${ready.chainId}), ${ready.wsUrl}`);
  await reporter.say(`Quittance    ${ready.quittance} from block ${ready.startBlock}`);
  await reporter.say(`juror pool   ${ready.jurorPool} with ${ready.poolJurors.length} jurors seated`);
  await reporter.say(`USDC         ${ready.usdc} (stand-in)`);
  await reporter.say(`record       ${ready.deployment}`);
  await reporter.say(`indexer      ${ready.indexerUrl}, for the quittance command`);
  await reporter.say(`GraphQL      ${ready.graphqlUrl}`);
  await reporter.say("");
  await reporter.say(`accounts of "${ready.mnemonic}", each with 10,000 ether; for local chains only`);
  reporter.table(
    ["index", "address", "USDC", "role"],
    ready.accounts.map(({ index, address, role, hasUsdc }) => [
      String(index),
      address,
      hasUsdc ? "a million" : "none",
      role,
    ]),
  );
  await reporter.say("");
  await reporter.say("Ctrl-C ends it.");
}

async function main(options: Options): Promise<void> {
  const reporter = options.json ? openSilentReporter() : openReporter();
  const folder = mkdtempSync(join(tmpdir(), "quittance-stack-"));
  try {
    await reporter.say("Starting a chain, the contracts and the indexer …");
    const waiting = <Result>(start: Promise<Result>) => reporter.busy("Still starting", start);
    // npm starts commands in the folder of the repository, and says where it was asked to.
    const settings = settingsIn(process.env, process.env.INIT_CWD ?? process.cwd());
    await runStack({ indexer: { settings }, waiting }, async (stack, keepRunning) => {
      const path = join(folder, "local.json");
      writeDeployment(path, stack.deployment);
      const poolJurors = await stack.seatJurors();
      const ready = describeStack(stack, path, poolJurors);
      if (options.json) console.log(JSON.stringify(ready));
      await reportReady(reporter, ready);
      await keepRunning();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof Interrupted) process.exitCode = error.exitCode;
  else {
    console.error(`stack: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
