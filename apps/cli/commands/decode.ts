import { Command } from "commander";
import { BaseError, decodeError, decodeRevert, UnknownRevertError } from "quittance/errors";
import { explain, wholeSignature } from "quittance/protocol";
import { type Address, type Hex, recoverTypedDataAddress, type TypedDataDefinition } from "viem";
import { call } from "viem/actions";
import { callText, decodeCall } from "../decode/calldata.ts";
import { guided } from "../define.ts";
import type { Output } from "../output/output.ts";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { readJson } from "../session/input.ts";
import { type ConnectionOptions, withConnection, withJson } from "../session/options.ts";
import { openSession } from "../session/session.ts";
import { asHex, asParty } from "../session/values.ts";

interface CalldataOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly simulate?: true;
}

const FOREIGN = "Exit codes: 0 decoded, 1 failed, 2 wrong usage, 4 it is nothing of Quittance.";

/** `quittance decode`: what bytes mean. */
export function decodeCommand(output: Output): Command {
  return new Command("decode")
    .description("Says what an error's data, the data of a call, or a signature means.")
    .addCommand(errorCommand(output))
    .addCommand(calldataCommand(output))
    .addCommand(signatureCommand(output));
}

function errorCommand(output: Output): Command {
  const command = new Command("error")
    .description("Says which error of the contracts revert data is, and what to do about it.")
    .argument("<data>", "the revert data in hex", asHex);
  return guided(withJson(command), {
    examples: ['quittance decode error "$REVERT_DATA"', 'quittance decode error "$REVERT_DATA" --json'],
    codes: FOREIGN,
  }).action((data: Hex) => {
    const error = decodeRevert(data);
    if (error instanceof UnknownRevertError) {
      throw new CommandRefusal(
        "It is no error of Quittance, its juror pool, its bridge or the token.",
        ExitCode.foreign,
      );
    }
    const { name, shortMessage, remedy, docsPath, docsUrl } = error;
    const values: unknown = Reflect.get(error, "values") ?? {};
    const contractError: unknown = Reflect.get(error.constructor, "contractError") ?? null;
    output.print({
      text: `${name}: ${error.message}`,
      data: { name, contractError, shortMessage, remedy, docsPath, docsUrl, values },
    });
  });
}

function calldataCommand(output: Output): Command {
  const command = new Command("calldata")
    .description(
      "Says what a transaction with this data would do. With --simulate, also whether it goes through.",
    )
    .argument("<data>", "the data in hex", asHex)
    .option("--from <party>", "who would send it", asParty)
    .option("--to <party>", "where it would go; the contract when left out", asParty)
    .option("--simulate", "ask the node whether it goes through");
  return guided(withConnection(command), {
    examples: [
      'quittance decode calldata "$CALLDATA"',
      'quittance decode calldata "$CALLDATA" --from @research-01 --simulate --json',
    ],
    codes: FOREIGN,
  }).action(async (data: Hex, options: CalldataOptions) => {
    const session = openSession(options, output);
    const decoded = decodeCall(data);
    const simulation = options.simulate ? await simulated(options, data) : undefined;
    const labels = await session.labels();
    output.print({
      text: [
        ...callText(decoded, labels),
        ...(simulation === undefined
          ? []
          : [
              simulation.goesThrough
                ? "Now it would go through."
                : `Now it would fail. ${simulation.problem}`,
            ]),
      ].join("\n"),
      data: { ...decoded, ...(simulation === undefined ? {} : { simulation }) },
    });

    async function simulated({ from, to }: CalldataOptions, calldata: Hex) {
      const account = from === undefined ? undefined : await session.party(from);
      const target: Address = to === undefined ? session.address : await session.party(to);
      try {
        await call(session.client, {
          ...(account === undefined ? {} : { account }),
          to: target,
          data: calldata,
        });
        return { goesThrough: true };
      } catch (error) {
        const { name, shortMessage, remedy }: BaseError = decodeError(error);
        return { goesThrough: false, error: name, problem: [shortMessage, remedy ?? ""].join(" ").trim() };
      }
    }
  });
}

function signatureCommand(output: Output): Command {
  const command = new Command("signature")
    .description("Says what a signature of typed data is about, who made it, and what it does.")
    .argument("<signature>", "the signature in hex", asHex)
    .argument("[file]", "a file with the typed data; standard input when left out");
  return guided(withJson(command), {
    details: "A contract wallet's signature names no key. Who signed is known of plain keys only.",
    examples: ['quittance decode signature "$SIGNATURE" request.json'],
    codes: FOREIGN,
  }).action(async (signature: Hex, file: string | undefined) => {
    const definition = await readJson(file, "the typed data that was signed");
    const explanation = explained(definition);
    const signer = await signerOf(definition as TypedDataDefinition, signature);
    const said = signer === undefined ? "It is no signature of a plain key." : `It was made by ${signer}.`;
    output.print({ text: `${explanation.text}\n${said}`, data: { ...explanation, madeBy: signer ?? null } });
  });
}

function explained(definition: unknown) {
  try {
    return explain(definition);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    throw new CommandRefusal(error.message, ExitCode.foreign);
  }
}

async function signerOf(definition: TypedDataDefinition, signature: Hex): Promise<Address | undefined> {
  try {
    return await recoverTypedDataAddress({ ...definition, signature: wholeSignature(signature) } as never);
  } catch {
    return undefined;
  }
}
