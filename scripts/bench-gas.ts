// `npm run bench:gas`: what operations cost on a local chain under Base's rules.
// Exit codes: 0 measured (and, with --check, as the snapshot says), 1 a regression or a failure, 2 wrong usage.

import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import hre from "hardhat";
import { measureAccounts } from "./bench/accounts.ts";
import { measureBatches } from "./bench/batches.ts";
import { measureDisputes } from "./bench/disputes.ts";
import { type Figure, figuresOf } from "./bench/figures.ts";
import { measureLives } from "./bench/lives.ts";
import { figuresTable, isFaithful, peersTable, usdcTable } from "./bench/report.ts";
import { openSetup } from "./bench/setup.ts";
import { differences, readSnapshot, writeSnapshot } from "./bench/snapshot.ts";
import { measureUsdc, type UsdcCost } from "./bench/usdc.ts";

const SNAPSHOT = fileURLToPath(new URL("./bench/gas-snapshot.json", import.meta.url));

interface Options {
  readonly json?: true;
  readonly check?: true;
  readonly update?: true;
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("bench:gas")
    .description("Measures what operations cost on a local chain under Base's rules.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--check", "fail when a figure is not what the committed snapshot says (±0.1 %)")
    .option("--update", "rewrite the snapshot")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run bench:gas\n  npm run bench:gas -- --check\n  npm run --silent bench:gas -- --json",
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  const options = command.opts<Options>();
  if (options.check && options.update) {
    command.error("error: --check and --update exclude each other; check first, then update", {
      exitCode: 2,
    });
  }
  return options;
}

async function usdcCosts(): Promise<UsdcCost[]> {
  const connection = await hre.network.create();
  try {
    return await measureUsdc({ provider: connection.provider, artifacts: hre.artifacts });
  } finally {
    await connection.close();
  }
}

async function lifeFigures(): Promise<Figure[]> {
  const setup = await openSetup();
  try {
    const lives = {
      ...(await measureLives(setup)),
      ...(await measureDisputes(setup)),
      ...(await measureAccounts(setup)),
    };
    const { costs, sent } = await measureBatches(setup);
    return figuresOf({ ...lives, ...costs }, sent, {
      money_contract_bytes: await setup.codeSize(setup.address),
      companion_contract_bytes: await setup.codeSize(setup.companions.disputes),
      accounts_contract_bytes: await setup.codeSize(setup.companions.accounts),
      agreements_contract_bytes: await setup.codeSize(setup.companions.agreements),
      batches_contract_bytes: await setup.codeSize(setup.companions.batches),
      panels_contract_bytes: await setup.codeSize(setup.companions.panels),
    });
  } finally {
    await setup.close();
  }
}

async function main(options: Options): Promise<void> {
  const snapshot = options.check ? readSnapshot(SNAPSHOT) : undefined;
  const print = (text: string) => {
    if (!options.json) console.log(`${text}\n`);
  };
  const costs = await usdcCosts();
  print(usdcTable(costs));
  if (!isFaithful(costs)) {
    throw new Error("The USDC stand-in is more than 3 % off the real token: figures would mean nothing.");
  }
  const figures = await lifeFigures();
  if (options.json) console.log(JSON.stringify({ figures }));
  print(figuresTable(figures));
  print(peersTable(figures.find(({ name }) => name === "life3_wallet")?.value ?? Number.NaN));
  if (options.update) {
    writeSnapshot(SNAPSHOT, figures);
    console.error(`Wrote ${SNAPSHOT}`);
  }
  if (snapshot !== undefined) {
    const changed = differences(figures, snapshot);
    for (const sentence of changed) console.error(sentence);
    if (changed.length === 0) console.error("Every figure is what the snapshot says.");
    else {
      console.error("If these changes are meant, take them over with: npm run bench:gas -- --update");
      process.exitCode = 1;
    }
  }
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench:gas: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
