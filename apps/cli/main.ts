import { CommanderError, InvalidArgumentError } from "commander";
import { BaseError, decodeError, docsUrlOf, printable, withoutSecrets } from "quittance/errors";
import { BaseError as ViemError } from "viem";
import { type Output, openOutput } from "./output/output.ts";
import { printableLines } from "./output/text.ts";
import { program } from "./program.ts";
import { AnsweredRefusal, COMMANDS, CommandRefusal, ExitCode, OutcomeUnknown } from "./refusal.ts";
import { closeConnections } from "./session/transport.ts";

/**
 * Runs the `quittance` command.
 *
 * @param args What follows the command's name.
 * @returns The exit code, of `ExitCode`.
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const json = asksForJson(args);
  const output = openOutput(json);
  const command = program(output);
  const everyCommand = [command];
  for (const each of everyCommand) {
    everyCommand.push(...each.commands);
    each.exitOverride();
    // A message about a wrong argument repeats it, and it could be a key.
    each.configureOutput({
      outputError: (text, write) => {
        if (!json) write(printableLines(withoutSecrets(text)));
      },
    });
  }
  try {
    await command.parseAsync([...args], { from: "user" });
    return ExitCode.done;
  } catch (error) {
    return report(error, output);
  } finally {
    await closeConnections();
  }
}

/** Whether a program reads the answer. What follows `--` is no option. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** Says what went wrong, and gives the exit code for it. */
function report(error: unknown, output: Output): ExitCode {
  // One that a command throws itself, after its arguments were read, is not printed yet.
  if (error instanceof CommanderError && !(error instanceof InvalidArgumentError)) {
    if (error.exitCode === 0) return ExitCode.done;
    const message = withoutSecrets(error.message.replace(/^error: /, ""));
    if (output.json) output.print(failure(usageFailure(message)));
    return ExitCode.usage;
  }
  if (error instanceof AnsweredRefusal) {
    output.note(`quittance: ${error.message}`);
    return error.exitCode;
  }
  const refusal = refusalOf(error);
  if (output.json) output.print(failure(refusal));
  else output.note(`quittance: ${refusal.message}`);
  return refusal.exitCode;
}

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly [fact: string]: unknown;
}

/** Where the documentation explains what went wrong. */
const docsOf = (docsPath: `docs/${string}`) => ({ docsPath, docsUrl: docsUrlOf(docsPath) });

const usageFailure = (message: string): Failure => ({
  ...{ name: "UsageRefusal", message, exitCode: ExitCode.usage },
  ...docsOf(COMMANDS),
});

const failure = (told: Failure) => ({ text: "", data: { error: told } });

function refusalOf(error: unknown): Failure {
  if (error instanceof CommandRefusal) {
    const { name, message, exitCode, docsPath } = error;
    const hash = error instanceof OutcomeUnknown ? { transaction: error.hash ?? null } : {};
    return { name, message, exitCode, ...docsOf(docsPath), ...hash };
  }
  if (error instanceof InvalidArgumentError) {
    return usageFailure(withoutSecrets(error.message));
  }
  // What viem says may repeat the node's URL, with its key.
  const told = error instanceof ViemError ? decodeError(error) : error;
  if (told instanceof BaseError) {
    const { name, message, shortMessage, remedy, docsPath, docsUrl } = told;
    const values: unknown = Reflect.get(told, "values") ?? undefined;
    const facts = { shortMessage, remedy, docsPath, docsUrl, field: Reflect.get(told, "field"), values };
    return { name, message, exitCode: ExitCode.failed, ...facts };
  }
  const [name, message] = error instanceof Error ? [error.name, error.message] : ["Error", String(error)];
  return {
    name: printable(name),
    message: `Something unexpected happened, and the command ended: ${name}: ${withoutSecrets(message)}`,
    exitCode: ExitCode.failed,
  };
}
