// `npm run bench:sdk`: how fast the SDK signs and checks vouchers, beside viem in the same run.
// Exit codes: 0 measured, 1 a failure, 2 wrong usage.

import { Command, CommanderError, InvalidArgumentError } from "commander";

const SECONDS = 15;
const LONGEST = 600;
/** Milliseconds of one task in one round. */
const SLICE = 100;

interface Options {
  readonly json?: true;
  readonly seconds: number;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`must be 0 to ${LONGEST} seconds`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("bench:sdk")
    .description("Measures how fast the SDK signs and checks vouchers, beside viem in the same run.")
    .option("--json", "print the figures as one JSON object and nothing else")
    .option("--seconds <seconds>", "how long to measure; fewer are less exact", readSeconds, SECONDS)
    .addHelpText(
      "after",
      "\nExamples:\n  npm run bench:sdk\n  npm run --silent bench:sdk -- --json\n  npm run bench:sdk -- --seconds 60",
    )
    .allowExcessArguments(false)
    .exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts<Options>();
}

async function main({ json, seconds }: Options): Promise<void> {
  // Loaded now, so that wrong usage is answered at once.
  const [
    { generatePrivateKey },
    { fastSigner },
    { speedsOf },
    { measure },
    { speedsTable },
    { voucherContests },
  ] = await Promise.all([
    import("viem/accounts"),
    import("../sdk/index.ts"),
    import("./bench/sdk/figures.ts"),
    import("./bench/sdk/rates.ts"),
    import("./bench/sdk/report.ts"),
    import("./bench/sdk/vouchers.ts"),
  ]);
  const { engine } = fastSigner(generatePrivateKey());
  const { sign, verify } = await voucherContests();
  const span = { total: seconds * 1_000, slice: SLICE };
  const figures = speedsOf(await measure({ voucher_sign_ratio: sign, voucher_verify_ratio: verify }, span));
  if (json) {
    console.log(JSON.stringify({ figures, engine }));
    return;
  }
  console.log(speedsTable(figures));
  console.log(`\nsecp256k1: ${engine}; per second of one core's work, medians of interleaved rounds`);
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`bench:sdk: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
