import { Command, Option } from "commander";
import {
  type NegotiationNews,
  type Negotiator,
  negotiationHandler,
  type SignedOffer,
} from "quittance/negotiation";
import { guided } from "../../define.ts";
import { carryingAnswers } from "../../negotiating/asking.ts";
import { listen } from "../../negotiating/http.ts";
import { openSide, type SideOptions } from "../../negotiating/side.ts";
import { askedOfStrangers, readStrategy, strategyOf } from "../../negotiating/strategy-file.ts";
import { openTranscriptFolder } from "../../negotiating/transcripts.ts";
import { messageData, messageText, offersIn, statusText } from "../../negotiating/words.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine } from "../../output/text.ts";
import { withActor, withSigner } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asCount } from "../../session/values.ts";

interface Options extends SideOptions {
  readonly port: number;
  readonly host: string;
  readonly for?: number;
  readonly transcripts?: string;
}

const LAST_PORT = 65_535;
const DETAILS = `It answers offers of strangers by the strategy in a file, and prints each message as it comes: one a line, with --json one
JSON document a line. Strangers' notes are printed as data, and obeyed by nothing. What it decides and signs is kept in --folder before it is
sent, so that it can be stopped and started at any time. Without --yes the terminal is asked before each signature; with --ask each waits
for quittance approval approve or refuse.`;

/** `quittance negotiate serve`. */
export function serveCommand(output: Output): Command {
  const command = new Command("serve")
    .description("Answers the offers of other agents by a strategy, until Ctrl-C.")
    .requiredOption("--strategy <file>", "the strategy in JSON")
    .requiredOption("--folder <folder>", "where negotiations are kept")
    .addOption(
      new Option("--port <port>", "the port; any that is free when left out")
        .argParser(asCount(0, LAST_PORT))
        .default(0),
    )
    .option("--host <host>", "the address to listen at", "127.0.0.1")
    .addOption(
      new Option(
        "--ask",
        "ask by quittance approval before each signature, and not at the terminal",
      ).conflicts("yes"),
    )
    .option("--transcripts <folder>", "write the transcript of each negotiation that is over into it")
    .addOption(new Option("--for <seconds>", "stop after so long").argParser(asCount(1)));
  return guided(withActor(withSigner(command)), {
    details: DETAILS,
    examples: [
      "quittance negotiate serve --strategy sells.json --folder sold --account seller --yes --for 1",
      "quittance negotiate serve --strategy sells.json --folder sold --transcripts said --account seller --yes --for 1",
    ],
  }).action(async (options: Options) => {
    const session = openSession(options, output);
    const file = await readStrategy(options.strategy);
    const strategy = strategyOf(file, askedOfStrangers(file), false);
    const print = printer(output);
    const folder =
      options.transcripts === undefined ? undefined : openTranscriptFolder(options.transcripts, output);
    const negotiator: Negotiator = await openSide(session, options, {
      strategy,
      onMessages: (news) => {
        print(news);
        const { negotiation, status, state } = news.current;
        if (status === "agreed" || state.ended !== undefined) folder?.write(negotiator, negotiation);
      },
    });
    const onError = (error: unknown) => output.note(`A move failed: ${strangersLine(causeOf(error))}`);
    const { url, close } = await listen(negotiationHandler({ negotiator, onError }), options);
    output.note(`${negotiator.address} negotiates at ${url} until Ctrl-C.`);
    const stop = options.ask ? carryingAnswers(negotiator, output) : () => undefined;
    await ended(options.for);
    stop();
    await close();
    await folder?.settled();
  });
}

/** Prints what is new, each message on a line of its own or in a paragraph. */
function printer(output: Output): (news: NegotiationNews) => void {
  const offers = new Map<string, SignedOffer>();
  return ({ current, messages }) => {
    const { negotiation, status, state } = current;
    for (const [hash, offer] of offersIn(messages)) remember(offers, hash, offer);
    const { buyer } = current;
    for (const message of messages) {
      output.follow({
        text: `${negotiation}: ${messageText(message, buyer, offers)}`,
        data: { negotiation, status, ...messageData(message, buyer) },
      });
    }
    if (status === "agreed" || state.ended !== undefined) output.note(statusText(current));
  };
}

/** Offers of which the changes are shown; older ones are forgotten. */
const MOST_REMEMBERED = 1_000;

function remember(offers: Map<string, SignedOffer>, hash: string, offer: SignedOffer): void {
  offers.set(hash, offer);
  const [oldest] = offers.keys();
  if (offers.size > MOST_REMEMBERED && oldest !== undefined) offers.delete(oldest);
}

const causeOf = (error: unknown): string => {
  const cause: unknown = Reflect.get(Object(error), "cause") ?? error;
  return cause instanceof Error ? cause.message : String(cause);
};

/** Resolves at Ctrl-C, or after some seconds. */
function ended(seconds: number | undefined): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
    if (seconds !== undefined) setTimeout(done, seconds * 1_000);
  });
}
