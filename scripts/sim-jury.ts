// `npm run sim:jury`: how often panels of every kind pay wrongly, and what it costs; beside other rules than the verdict rule.
// `npm run sim:jury -- --write`: writes the pictures of the docs, too; `--check` fails when one differs.
// Exit codes: 0 played, 1 a payout outside the honest range, or a picture that differs; 2 wrong usage.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";

const NAME = "sim:jury";
const IMAGES = join("docs", "images");
const ROUNDS = 2_000;

interface Options {
  readonly json?: true;
  readonly write?: true;
  readonly check?: true;
}

function readOptions(args: readonly string[]): Options {
  const command = new Command(NAME)
    .description("Plays panels with corrupt, lazy, copying, noisy and correlated jurors, and both rounds.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--write", "write the pictures of the docs")
    .option("--check", "write nothing; fail when a picture of the docs differs")
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

/** Writes the pictures, or names those that differ. */
async function drawPictures(isCheck: boolean): Promise<readonly string[]> {
  const { jurySvgs } = await import("./sim/plots.ts");
  const stale: string[] = [];
  for (const [name, svg] of jurySvgs()) {
    const path = join(IMAGES, name);
    if (!isCheck) writeFileSync(path, svg);
    else if (!existsSync(path) || readFileSync(path, "utf8") !== svg) stale.push(path);
  }
  return stale;
}

try {
  const { json, write, check } = readOptions(process.argv.slice(2));
  if (write || check) {
    for (const path of await drawPictures(check === true)) {
      console.error(`${path} is not what the simulation draws. Write it: npm run ${NAME} -- --write`);
      process.exitCode = 1;
    }
  } else {
    const { simulateWrongPayouts } = await import("./sim/wrong-payouts.ts");
    const { simulateTwoRounds } = await import("./sim/two-rounds.ts");
    const { juryTables } = await import("./sim/jury-report.ts");
    const [payouts, rounds] = [simulateWrongPayouts(ROUNDS), simulateTwoRounds(ROUNDS)];
    const plain = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
    console.log(
      json ? JSON.stringify({ ...payouts, twoRounds: rounds }, plain) : juryTables(payouts, rounds),
    );
    if (payouts.agreeing.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
  }
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else throw error;
}
