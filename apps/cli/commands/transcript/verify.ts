import { Command } from "commander";
import { BaseError, InvalidFieldError } from "quittance/errors";
import { hashTranscript, type NegotiationTranscript, verifyTranscript } from "quittance/negotiation";
import { quittanceDomain } from "quittance/protocol";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine } from "../../output/text.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { asHex } from "../../session/values.ts";
import { readTranscript, TRANSCRIPT_FILE } from "./read.ts";

interface Options extends ConnectionOptions {
  readonly deal?: Hex;
  readonly offline?: true;
}

const DETAILS = `It checks every signature and every link, that each message is there once and in order, and whether it leads to a deal. Signatures of
contract wallets and managed accounts, and payments from a wallet, need a node, which also says which contract is meant. --offline asks no one:
it takes the chain and the contract that the transcript names, so look at them yourself.`;

const CODES = "Exit codes: 0 it holds, 1 it does not, 2 wrong usage.";

/** `quittance transcript verify`. */
export function verifyCommand(output: Output): Command {
  const command = new Command("verify")
    .description("Verifies a transcript: signatures, links, and the deal that it leads to.")
    .argument("<file>", TRANSCRIPT_FILE)
    .option("--deal <id>", "the deal that it must lead to", asHex)
    .option("--offline", "ask no node");
  return guided(withConnection(command), {
    details: DETAILS,
    examples: [
      "quittance transcript verify transcript.json",
      "quittance transcript verify transcript.json --json",
    ],
    codes: CODES,
  }).action(async (file: string, options: Options) => {
    const transcript = await readTranscript(file);
    const session = openSession(options, output);
    const { problem, verified } = await judged(session, transcript, options);
    const { chainId, contract, negotiation } = transcript;
    const deals = verified?.deals ?? [];
    const outcome =
      deals.length === 0
        ? "It leads to no deal."
        : `It leads to ${deals.map((id) => `deal ${id}`).join(" and ")}.`;
    output.print({
      text:
        problem === undefined
          ? [`It holds, on chain ${chainId} and contract ${contract}.`, outcome].join("\n")
          : strangersLine(problem, 400),
      data: {
        ...{ holds: problem === undefined, problem: problem ?? null, negotiation, chainId, contract, deals },
        ...{ said: verified?.said ?? null, hash: hashTranscript(transcript) },
      },
    });
    if (problem !== undefined) throw new AnsweredRefusal("It does not hold.", ExitCode.failed);
  });
}

async function judged(session: Session, transcript: NegotiationTranscript, { deal, offline }: Options) {
  const { chainId, contract } = transcript;
  const asked = { transcript, ...(deal === undefined ? {} : { deal }) };
  const surroundings = offline
    ? { domain: quittanceDomain({ chainId, address: contract }) }
    : { domain: await session.domain(), token: await session.token(), client: session.client };
  try {
    return { verified: await verifyTranscript({ ...asked, ...surroundings }) };
  } catch (error) {
    if (offline && isFieldOf(error, "token")) {
      throw new UsageRefusal(
        "In it a buyer pays from its wallet, which needs a node to verify. Leave --offline out.",
      );
    }
    if (error instanceof BaseError) return { problem: error.shortMessage };
    throw error;
  }
}

/** Whether an error, or what caused it, is about this field. */
const isFieldOf = (error: unknown, field: string): boolean =>
  [error, Reflect.get(Object(error), "cause")].some(
    (each) => each instanceof InvalidFieldError && each.field === field,
  );
