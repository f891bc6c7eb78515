import { Command } from "commander";
import { BaseError } from "quittance/errors";
import { adviseTerms, type Warning } from "quittance/lifecycle";
import { checkOffer, parseOffer, type SignedOffer } from "quittance/negotiation";
import { dealIdOf, type Terms } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { AnsweredRefusal, ExitCode } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { dealOf, termsIn } from "../../session/terms.ts";
import { boardOption, drawsText, knownDrawsOf } from "./aborted-draws.ts";
import { explainTerms } from "./words.ts";

interface Options extends ConnectionOptions {
  readonly answered?: string;
  readonly board?: readonly string[];
}

/** `quittance deal inspect`: what an offer or terms say, whether they could be opened, and what is unwise in them. */
export function inspectCommand(output: Output): Command {
  const command = new Command("inspect")
    .description(
      "Says in words what an offer or terms say, whether they are good, and what is unwise in them.",
    )
    .argument("[deal]", "a file with an offer or terms, or a deal's id; standard input when left out")
    .option("--answered <file>", "the offer that it should answer");
  command.addOption(boardOption(command));
  return guided(withConnection(command), {
    examples: [
      "quittance deal inspect offer.json",
      "quittance deal inspect --answered offer.json < counter.json",
    ],
    codes: "Exit codes: 0 it is good, 1 it is not, or the command failed, 2 wrong usage.",
  }).action(async (given: string | undefined, options: Options) => {
    const session = openSession(options, output);
    const { terms, offer } = await inspected(session, given);
    const problem = offer === undefined ? undefined : await problemOf(session, offer, options.answered);
    const domain = await session.domain();
    const draws = offer && (await knownDrawsOf(session, offer, domain, options.board ?? []));
    const { text, lines } = await explainTerms(session, terms);
    const advice = adviseTerms({ terms });
    const dealId = dealIdOf({ domain, terms });
    const { legend } = await session.labels();
    output.print({
      text: [
        ...(offer === undefined ? [] : [offerText(offer, problem)]),
        text,
        ...legend(text),
        `Deal id: ${dealId}`,
        ...(draws === undefined ? [] : [drawsText(draws)]),
        ...advice.map(({ message, remedy }) => `Unwise: ${message} ${remedy}`),
      ].join("\n"),
      data: {
        dealId,
        good: problem === undefined,
        problem: problem ?? null,
        ...(offer ?? { terms }),
        lines,
        advice: shown(advice),
        ...(draws === undefined ? {} : { abortedDraws: draws }),
      },
    });
    if (problem !== undefined) throw new AnsweredRefusal(`It is not good. ${problem}`, ExitCode.failed);
  });
}

const shown = (advice: readonly Warning[]) =>
  advice.map(({ code, field, message, remedy }) => ({ code, field, message, remedy }));

async function inspected(session: Session, given: string | undefined) {
  if (given?.startsWith("0x")) return { terms: (await dealOf(session, given)).terms };
  const content = await readJson(given, "an offer or terms");
  const isOffer = typeof content === "object" && content !== null && "terms" in content;
  const offer = isOffer ? parseOffer(content) : undefined;
  const terms: Terms = offer?.terms ?? termsIn(content);
  return { terms, offer };
}

/** Why an offer could not be accepted; undefined when it could. */
async function problemOf(
  session: Session,
  offer: SignedOffer,
  answered: string | undefined,
): Promise<string | undefined> {
  const surroundings = {
    domain: await session.domain(),
    token: (await session.token()).verifyingContract,
    now: await session.now(),
    client: session.client,
    ...(answered === undefined
      ? {}
      : { answered: parseOffer(await readJson(answered, "the offer that it answers")) }),
  };
  try {
    await checkOffer(offer, surroundings);
    return undefined;
  } catch (error) {
    if (error instanceof BaseError) return [error.shortMessage, error.remedy ?? ""].join(" ").trim();
    throw error;
  }
}

function offerText({ from, validUntil, draw }: SignedOffer, problem: string | undefined): string {
  const good =
    draw === undefined
      ? "It is signed, and could be accepted."
      : `It is signed. Its panel is to be drawn by the hash of block ${draw.seedBlock}: it can be answered, and not accepted.`;
  const state = problem === undefined ? good : `It could not be accepted. ${problem}`;
  return `Offer of ${from}, good until ${timeOf(validUntil)}. ${state}`;
}
