import { writeFileSync } from "node:fs";
import { Command } from "commander";
import {
  converse,
  httpChannel,
  type NegotiationMessage,
  type NegotiationStatus,
  type Negotiator,
  transcriptText,
} from "quittance/negotiation";
import { guardedFetch } from "quittance/node";
import { dealIdOf, type QuittanceDomain } from "quittance/protocol";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import { openSide, type SideOptions } from "../../negotiating/side.ts";
import { firstTerms, readStrategy, strategyOf } from "../../negotiating/strategy-file.ts";
import { messageData, messageText, offersIn, statusText } from "../../negotiating/words.ts";
import type { Output } from "../../output/output.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { withActor, withSigner } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asHex } from "../../session/values.ts";

interface Options extends SideOptions {
  readonly allowPrivate?: true;
  readonly negotiation?: Hex;
  readonly transcript?: string;
}

const DETAILS = `It makes the first offer, with the whole terms in the strategy file at the file's price, and answers by the strategy until both
sides have signed or one ends it. Each message is printed as it comes. If it is interrupted, --negotiation goes on where it was. The other
side's URL is https, and no address of a private network is asked without --allow-private.`;

const CODES = "Exit codes: 0 agreed, 1 no deal, refused or failed, 2 wrong usage.";

/** `quittance negotiate offer`. */
export function offerCommand(output: Output): Command {
  const command = new Command("offer")
    .description(
      "Offers terms to an agent that serves negotiations, and carries on until both have signed or one ends it.",
    )
    .argument("<place>", "the URL at which the other side negotiates")
    .requiredOption("--strategy <file>", "the strategy in JSON, with whole terms")
    .requiredOption("--folder <folder>", "where negotiations are kept")
    .option("--negotiation <id>", "go on with this one, which is in the folder", asHex)
    .option("--transcript <file>", "write all messages to a file, for an audit")
    .option("--allow-private", "take http, and addresses of private networks");
  return guided(withActor(withSigner(command)), {
    details: DETAILS,
    examples: [
      'quittance negotiate offer "$SELLER_DESK" --strategy buys.json --folder bought --transcript transcript.json --allow-private --yes',
      'quittance negotiate offer "$SELLER_DESK" --strategy buys.json --folder bought --allow-private --yes --json',
    ],
    codes: CODES,
  }).action(async (place: string, options: Options) => {
    const session = openSession(options, output);
    const file = await readStrategy(options.strategy);
    const terms = firstTerms(file);
    const said: NegotiationMessage[] = [];
    const strategy = strategyOf(file, file.terms, true);
    const negotiator = await openSide(session, options, {
      strategy,
      onMessages: ({ messages }) => {
        said.push(...messages);
        if (output.json) return;
        for (const message of messages)
          output.follow({
            text: messageText(message, terms.buyer, offersIn(said)),
            data: messageData(message, terms.buyer),
          });
      },
    });
    const allowPrivate = options.allowPrivate === true;
    const channel = httpChannel({ url: urlIn(place), allowPrivate, fetch: guardedFetch({ allowPrivate }) });
    const negotiation =
      options.negotiation ?? (await negotiator.begin({ terms, validFor: file.validFor })).negotiation;
    if (!output.json) output.note(`Negotiation ${negotiation}`);
    const current = await converse({ negotiator, negotiation, channel });
    await report(output, { negotiator, current, domain: await session.domain(), file: options.transcript });
  });
}

const urlIn = (place: string): string => {
  if (URL.canParse(place)) return place;
  throw new UsageRefusal("It is no URL at which the other side negotiates.");
};

async function report(
  output: Output,
  given: {
    readonly negotiator: Negotiator;
    readonly current: NegotiationStatus;
    readonly domain: QuittanceDomain;
    readonly file: string | undefined;
  },
): Promise<void> {
  const { negotiator, current, domain, file } = given;
  const { negotiation, status, state } = current;
  const transcript = await negotiator.transcript(negotiation);
  if (file !== undefined) written(file, transcriptText(transcript));
  const deal = status === "agreed" ? await negotiator.agreed(negotiation) : undefined;
  const dealId = deal === undefined ? null : dealIdOf({ domain, terms: deal.terms });
  output.print({
    text: [statusText(current), ...(dealId === null ? [] : [`Deal ${dealId}`])].join("\n"),
    data: { negotiation, status, ended: state.ended ?? null, dealId, deal: deal ?? null, transcript },
  });
  if (deal === undefined) throw new AnsweredRefusal("There is no deal.", ExitCode.failed);
}

function written(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`);
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`The transcript cannot be written (${String(code)}). Name another file.`);
  }
}
