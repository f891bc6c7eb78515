import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Command, CommanderError } from "commander";
import type { Stack, StackOptions } from "quittance/testing";
import { servePublished } from "../kept/published.ts";
import { agrees, allAgree, type Check, reportChecks } from "../output/checks.ts";
import { openReporter, openSilentReporter, type Reporter } from "../output/reporter.ts";
import { Interrupted, runStack } from "./run-stack.ts";

/** What an example is given: a running stack, where to write what happens, and a folder of its own. */
export interface Setup {
  readonly stack: Stack;
  readonly out: Reporter;
  /** For evidence, documents and what jurors keep. It is empty at first, and gone when the stack has ended. */
  readonly folder: string;
}

/** What an example returns. */
export interface Result {
  /** Every id, hash, amount and gas figure, for `--json`. */
  readonly summary: object;
  /** What must agree for the example to have succeeded. */
  readonly checks: readonly Check[];
}

/** An example: plays one story from beginning to end. */
export type Example<Played extends Result = Result> = (setup: Setup) => Promise<Played>;

export interface RunOptions {
  readonly json?: true;
  readonly keep?: true;
}

const USDC = 1_000_000n;
/** A machine that is busy with other work takes minutes to start the indexer. */
const SLOW_START_MS = 300_000;

/**
 * Starts a stack, plays an example on it and ends the stack. The process exits with 0 when every number agreed, else
 * with 1.
 *
 * @throws Interrupted when the process is told to end before the example has.
 */
export async function play(
  example: Example,
  { json, keep }: RunOptions,
  settings: StackOptions = { indexer: { timeout: SLOW_START_MS } },
): Promise<void> {
  const out = json ? openSilentReporter() : openReporter();
  const started = settings.indexer ? "a chain, the contracts and the indexer" : "a chain and the contracts";
  await out.say(`Starting ${started} …`);
  const waiting = <Started>(start: Promise<Started>) => out.busy("Still starting", start);
  const folder = await mkdtemp(join(tmpdir(), "quittance-example-"));
  const store = await servePublished(folder);
  const { indexer } = settings;
  const withStore = indexer ? { indexer: { ...Object(indexer), evidenceUrls: [store.url] } } : {};
  try {
    await runStack(
      { usdcEach: 1_000n * USDC, ...settings, ...withStore, waiting },
      async (stack, keepRunning) => {
        const { summary, checks } = await example({ stack, out, folder });
        const agreed = allAgree(checks);
        await reportChecks(out, checks);
        if (json)
          console.log(asJson({ agreed, ...placesOf(stack), ...summary, checks: checks.map(withVerdict) }));
        process.exitCode = agreed ? 0 : 1;
        if (!keep) return;
        await reportPlaces(out, stack, folder);
        await keepRunning();
      },
    );
  } finally {
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A command with the options that every example has. */
export function exampleCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--json", "print one JSON object with every id, hash, amount and gas figure, and nothing else")
    .option("--keep", "leave the stack running until Ctrl-C, and print its addresses")
    .allowExcessArguments(false)
    .exitOverride();
}

/**
 * Parses the arguments of this process and runs a command with its options. Exit codes: 0 when every number agreed, 1
 * when not or after an error, 2 for wrong usage, 130 and 143 when interrupted.
 */
export async function runCommand<Options extends object>(
  command: Command,
  work: (options: Options) => Promise<void>,
): Promise<void> {
  try {
    command.parse(process.argv.slice(2), { from: "user" });
    await work(command.opts<Options>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof Interrupted) process.exitCode = error.exitCode;
    else {
      console.error(`${command.name()}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

/** Runs an example as a program of its own. */
export function runExample(
  module: ImportMeta,
  description: string,
  example: Example,
  settings?: StackOptions,
): Promise<void> {
  const name = basename(dirname(module.filename));
  return runCommand<RunOptions>(exampleCommand(name, description), (options) =>
    play(example, options, settings),
  );
}

function placesOf(stack: Stack) {
  const { chain, rpcUrl, wsUrl, indexer } = stack;
  return {
    chain: { id: chain.id, rpcUrl, wsUrl },
    contracts: { quittance: stack.address, ...stack.companions, jurorPool: stack.pool, usdc: stack.token },
    ...(indexer === undefined ? {} : { indexer: { url: indexer.url, graphqlUrl: indexer.graphqlUrl } }),
  };
}

async function reportPlaces(out: Reporter, stack: Stack, folder: string): Promise<void> {
  const { chain, rpcUrl, wsUrl, indexer } = stack;
  await out.chapter("Everything keeps running");
  await out.say(`chain       ${rpcUrl} (id ${chain.id}), ${wsUrl}`);
  await out.say(`Quittance   ${stack.address}`);
  await out.say(`USDC        ${stack.token} (stand-in)`);
  if (indexer !== undefined) await out.say(`GraphQL     ${indexer.graphqlUrl}`);
  if ((await readdir(folder)).length > 0) await out.say(`files       ${folder}`);
  await out.say("Ctrl-C ends it.");
}

function withVerdict(check: Check) {
  const { what, contract, model, indexer, audit } = check;
  return { what, contract, model, indexer, audit, agrees: agrees(check) };
}

/** JSON with amounts as decimal strings. */
function asJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}
