// `npm run deploy`: puts Quittance's six contracts and a juror pool on a chain and writes the deployment record that SDK and indexer read.
// Exit codes: 0 deployed (or tried, with --dry-run), 1 refused or failed, 2 wrong usage.

import { fileURLToPath } from "node:url";
import { confirm, isCancel } from "@clack/prompts";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Address, getAddress, type Hex, isAddress, isHex, parseUnits, size } from "viem";
import { withoutSecrets } from "../sdk/errors/secrets.ts";
import { decodeError } from "../sdk/index.ts";
import { readDeployer } from "./deploy/deployer.ts";
import { deploy } from "./deploy/deployment.ts";
import { NETWORKS, USDC_DECIMALS } from "./deploy/networks.ts";
import { DeployRefusal } from "./deploy/refusal.ts";

const RECORDS = fileURLToPath(new URL("../deployments", import.meta.url));

const EXAMPLES = `
The key comes from --keystore (its password from QUITTANCE_KEYSTORE_PASSWORD, or typed) or from QUITTANCE_DEPLOYER_KEY.

Examples:
  npm run deploy -- --network base-sepolia --keystore ./deployer.json
  npm run deploy -- --network base --rpc-url https://my.node/base --keystore ./deployer.json --dry-run
  QUITTANCE_DEPLOYER_KEY=0x… npm run deploy -- --network local --rpc-url http://127.0.0.1:8545 --yes`;

interface Options {
  readonly network: string;
  readonly rpcUrl?: string;
  readonly keystore?: string;
  readonly usdc?: Address;
  readonly salt?: Hex;
  readonly seatStake: bigint;
  readonly seatFee: bigint;
  readonly absencePenalty: bigint;
  readonly maturity?: number;
  readonly record?: string;
  readonly dryRun?: true;
  readonly force?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** A URL as `--rpc-url` takes it. It may hold a password or an API key, so what is wrong with it does not repeat it. */
function asUrl(value: string, command: Command): string {
  if (["http:", "https:"].includes(URL.parse(value)?.protocol ?? "")) return value;
  return command.error(
    "error: --rpc-url <url> (value not shown) must be a URL that starts with http:// or https://.",
    { exitCode: 2 },
  );
}

function asAddress(value: string): Address {
  if (isAddress(value)) return getAddress(value);
  throw new InvalidArgumentError("It must be an address: 0x and 40 hex digits, its checksum right.");
}

function asSalt(value: string): Hex {
  if (isHex(value) && size(value) === 32) return value;
  throw new InvalidArgumentError("It must be 0x and 64 hex digits.");
}

/** USDC base units of an amount in USDC. */
function asUsdc(value: string): bigint {
  const amount = /^\d{1,12}(\.\d{1,6})?$/.test(value) ? parseUnits(value, USDC_DECIMALS) : 0n;
  if (amount > 0n) return amount;
  throw new InvalidArgumentError("It must be an amount of USDC above 0, such as 100 or 0.5.");
}

/** Seconds, as the pool counts them. */
function asSeconds(value: string): number {
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("It must be a whole number of seconds above 0, such as 604800 for a week.");
}

/** An option that takes an amount of USDC. */
function usdcOption(flag: string, what: string, standard: string): Option {
  return new Option(`${flag} <usdc>`, what).argParser(asUsdc).default(asUsdc(standard), `${standard} USDC`);
}

function readOptions(args: readonly string[]): Options {
  const command = new Command("deploy");
  command
    .description(
      "Deploys Quittance's contracts, as far as they are not there, and a juror pool, and writes the deployment record.",
    )
    .addOption(
      new Option("--network <name>", "where to").choices(Object.keys(NETWORKS)).makeOptionMandatory(),
    )
    .option(
      "--rpc-url <url>",
      "the network's node (default: a public one, or port 8545 of this machine)",
      (value) => asUrl(value, command),
    )
    .option("--keystore <file>", "encrypted keystore of the deployer (JSON, version 3)")
    .option("--usdc <address>", "the token of a local chain (default: a stand-in is deployed)", asAddress)
    .option("--salt <hex>", "another address for the same code: 0x and 64 hex digits (default: zero)", asSalt)
    .addOption(usdcOption("--seat-stake", "what a seat in the juror pool stakes", "100"))
    .addOption(usdcOption("--seat-fee", "the least that a drawn juror should get as its juror reward", "0.5"))
    .addOption(usdcOption("--absence-penalty", "what a drawn juror loses that does not vote", "1"))
    .option(
      "--maturity <seconds>",
      "for how long a seat must have been taken to be drawn (default: 7 days, or 1 second on a local chain)",
      asSeconds,
    )
    .option("--record <file>", "where to write the record (default: deployments/<network>.json)")
    .option("--dry-run", "check everything, send nothing")
    .option("--force", "overwrite an existing record, and deploy another juror pool")
    .option("--yes", "do not ask before sending")
    .option("--json", "print the record as one JSON object; everything else goes to standard error")
    .addHelpText("after", EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride()
    // A message about a wrong option repeats it, and it could be a key.
    .configureOutput({ outputError: (text, write) => write(withoutSecrets(text)) });
  command.parse([...args], { from: "user" });
  const options = command.opts<Options>();
  if (options.absencePenalty > options.seatStake) {
    command.error("error: --absence-penalty is above --seat-stake; a seat cannot lose more than it stakes", {
      exitCode: 2,
    });
  }
  return options;
}

async function askToConfirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new DeployRefusal("There is no terminal to confirm on. Add --yes; nothing was sent.");
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}

async function main(options: Options): Promise<void> {
  const network = NETWORKS[options.network];
  if (network === undefined) throw new DeployRefusal(`--network ${options.network}: unknown`);
  const deployer = await readDeployer(process.env, {
    keystore: options.keystore,
    isInteractive: process.stdin.isTTY === true,
  });
  const record = await deploy({
    network,
    rpcUrl: options.rpcUrl ?? network.rpcUrl,
    record: options.record ?? `${RECORDS}/${network.name}.json`,
    usdc: options.usdc,
    salt: options.salt,
    pool: {
      seatStake: options.seatStake,
      seatFee: options.seatFee,
      absencePenalty: options.absencePenalty,
      maturity: options.maturity ?? network.maturity,
    },
    force: options.force === true,
    dryRun: options.dryRun === true,
    deployer,
    say: options.json ? (line) => console.error(line) : (line) => console.log(line),
    confirm: options.yes ? async () => true : askToConfirm,
  });
  if (options.json) console.log(JSON.stringify(record ?? { dryRun: true, network: network.name }));
}

/** What went wrong, without the node's URL, which may hold a key. */
function describe(error: unknown, rpcUrl: string | undefined): string {
  if (error instanceof DeployRefusal) return error.message;
  const { message } = decodeError(error);
  return rpcUrl === undefined ? message : message.replaceAll(rpcUrl, `the node at ${new URL(rpcUrl).host}`);
}

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
  await main(options);
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(`deploy: ${describe(error, options?.rpcUrl)}`);
    process.exitCode = 1;
  }
}
