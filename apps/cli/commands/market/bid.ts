import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { toJson } from "quittance/json";
import {
  commitToBid,
  hashRfq,
  parseBidCommitment,
  parseRevealedBid,
  parseRfq,
  verifyRfq,
  verifyRfqClosing,
} from "quittance/market";
import { parseOffer } from "quittance/negotiation";
import { formatUsdc, totalOf } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import {
  type ConnectionOptions,
  type SenderOptions,
  withActor,
  withConnection,
  withSigner,
} from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asNewFile } from "../../session/values.ts";
import { readPactFile } from "../pact/read.ts";
import { type ExchangeOptions, post, signMessage, withExchanges } from "./common.ts";
import { fetched, requireClosed } from "./rfq.ts";

interface CommitOptions extends SenderOptions, ExchangeOptions {
  readonly offer: string;
  readonly pact?: string;
  readonly keep: string;
}

const COMMITTING = `It posts that there is a bid, and nothing of what it says. The bid itself goes into the new file of --keep: keep it secret until the
buyer has closed the request, and do not lose it. Make the offer with quittance deal offer, good beyond the request's revealBy.`;
const REVEALING = `It makes sure first that the buyer's closing names your commitment. Until then it shows nothing.`;

/** `quittance bid`: a sealed bid on a request for quotes. */
export function bidCommand(output: Output): Command {
  return new Command("bid")
    .description("Bids on a request for quotes: first sealed, then shown.")
    .addCommand(commitCommand(output))
    .addCommand(revealCommand(output));
}

function commitCommand(output: Output): Command {
  const command = new Command("commit")
    .description("Seals a bid, keeps it in a file, and posts the commitment to exchanges.")
    .argument("[rfq]", "a file with the signed request; standard input when left out, or for -")
    .requiredOption("--offer <file>", "the signed offer that is bid")
    .option("--pact <file>", "the pact of its terms; needed where the request names none")
    .requiredOption("--keep <file>", "a new file for the bid and what opens its seal", asNewFile);
  return guided(withActor(withSigner(withExchanges(command))), {
    details: COMMITTING,
    examples: [
      'quittance bid commit rfq.json --offer bid-offer.json --pact bid-pact.json --keep sealed-bid.json --exchange "$EXCHANGE_URL" --account seller --yes',
    ],
  }).action(async (file: string | undefined, options: CommitOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const [domain, now] = [await session.domain(), await session.now()];
    const rfq = parseRfq(await readJson(file, "a signed request"));
    await verifyRfq({ domain, rfq, client: session.client });
    const offer = parseOffer(await readJson(options.offer, "a signed offer"));
    const pact = options.pact === undefined ? {} : { pact: await readPactFile(options.pact) };
    const words = [
      `Bids ${formatUsdc(totalOf(offer.terms))} USDC on the request ${hashRfq(rfq)} of ${rfq.buyer}.`,
      "The bid stays sealed until the buyer has closed the request.",
    ];
    const bid = await signMessage(sender, words, (account) =>
      commitToBid({ domain, rfq, offer, ...pact, account, now }),
    );
    // On the disk before it is posted: a commitment without its bid is worth nothing.
    keepNew(options.keep, toJson(bid));
    await post(output, options, { commitment: bid.commitment });
    output.print({ text: "", data: bid.commitment, isMessage: true });
  });
}

function keepNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(
      `The bid cannot be kept (${String(code)}), and was not posted. Give --keep a file that is not there yet.`,
    );
  }
}

function revealCommand(output: Output): Command {
  const command = new Command("reveal")
    .description("Shows a bid that was kept, once the buyer's closing names its commitment.")
    .argument("<file>", "the file that the bid was kept in");
  return guided(withConnection(withExchanges(command)), {
    details: REVEALING,
    examples: ['quittance bid reveal kept-bid.json --exchange "$EXCHANGE_URL"'],
  }).action(async (file: string, options: ConnectionOptions & ExchangeOptions) => {
    const session = openSession(options, output);
    const domain = await session.domain();
    const kept = await readJson(file, "a bid that was kept");
    if (typeof kept !== "object" || kept === null) throw new UsageRefusal("It is no bid that was kept.");
    const commitment = parseBidCommitment(Reflect.get(kept, "commitment"));
    const revealed = parseRevealedBid(Reflect.get(kept, "revealed"));
    const { rfq, closing } = await fetched(session, options, commitment.rfq);
    requireClosed(rfq, closing);
    await verifyRfqClosing({ domain, rfq, closing, commitment, client: session.client });
    await post(output, options, { revealed, closing });
    output.print({ text: "The bid is shown.", data: { rfq: commitment.rfq, bidder: commitment.bidder } });
  });
}
