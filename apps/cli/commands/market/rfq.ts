import { Command } from "commander";
import {
  closeRfq,
  fetchRfq,
  hashRfq,
  hashTaskSchema,
  knownTask,
  type RankedBid,
  type Rfq,
  rankBids,
  signRfq,
} from "quittance/market";
import { formatUsdc } from "quittance/protocol";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { table, timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { actorOf } from "../../session/actor.ts";
import { readJson } from "../../session/input.ts";
import {
  type ConnectionOptions,
  type SenderOptions,
  withActor,
  withConnection,
  withSigner,
} from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { asHash, resolveTime, type Time, timeOption } from "../../session/values.ts";
import { draftOf, type ExchangeOptions, noteFailures, post, signMessage, withExchanges } from "./common.ts";

interface OpenOptions extends SenderOptions, ExchangeOptions {
  readonly closes: Time;
  readonly revealBy: Time;
}

interface RankOptions extends ConnectionOptions, ExchangeOptions {
  readonly trust?: string;
  readonly offer?: true;
}

const HOUR = 3_600;
const OPENING = `The file holds the fields of a request as JSON: at least task, input and scoring, which docs/market.md shows whole. What is left out
follows: your account, chain and contract, the schema of a known task, the times from the options. The most that you would pay is not
in it.`;
const CLOSING = `From closesAt on exchanges show the commitments. Sign which ones there are before revealBy: only then sellers show their bids, and
what is not in the closing does not count.`;
const RANKING = `It verifies every commitment and bid, and ranks them by the request's own rule, in whole numbers: everyone gets the same. With --offer
it prints the best bid's offer alone, to be accepted: quittance deal accept.`;

/** `quittance rfq`: a request for quotes, whose bids are sealed until its window closes. */
export function rfqCommand(output: Output): Command {
  return new Command("rfq")
    .description("Asks sellers for sealed bids, closes the window, and ranks what they bid.")
    .addCommand(openCommand(output))
    .addCommand(closeCommand(output))
    .addCommand(rankCommand(output));
}

function openCommand(output: Output): Command {
  const command = new Command("open")
    .description("Signs a request for quotes, posts it to exchanges, and prints it as JSON.")
    .argument("[file]", "a file with the request's fields; standard input when left out, or for -")
    .addOption(timeOption("--closes <time>", "when the window closes", { after: HOUR }, "an hour from now"))
    .addOption(
      timeOption(
        "--reveal-by <time>",
        "until when bids are revealed",
        { after: 2 * HOUR },
        "two hours from now",
      ),
    );
  return guided(withActor(withSigner(withExchanges(command))), {
    details: OPENING,
    examples: [
      'quittance rfq open rfq-draft.json --exchange "$EXCHANGE_URL" --closes +1h --reveal-by +2h --yes > rfq.json',
    ],
  }).action(async (file: string | undefined, options: OpenOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const [content, now, domain] = [
      await readJson(file, "a request"),
      await session.now(),
      await session.domain(),
    ];
    const task: unknown = Reflect.get(Object(content), "task");
    const hasSchema = Reflect.get(Object(content), "schema") !== undefined;
    const rfq = draftOf(content, {
      ...{
        format: "quittance/rfq/1",
        chainId: domain.chainId,
        contract: session.address,
        buyer: sender.party,
      },
      ...(hasSchema || typeof task !== "string" ? {} : { schema: hashTaskSchema(knownTask(task)) }),
      ...{ note: "", clauses: [], regions: [], opensAt: now, closesAt: resolveTime(options.closes, now) },
      ...{ revealBy: resolveTime(options.revealBy, now), sequence: now },
    }) as Rfq;
    const hash = hashRfq(rfq);
    const { price, latency, trust, clauses } = rfq.scoring;
    const words = [
      `The request ${hash} of ${sender.party}, ${rfq.task}:`,
      `  Counts in basis points: price ${price.weight}, latency ${latency.weight}, trust ${trust.weight}, clauses ${clauses.weight}`,
      `  All of the price's points up to ${formatUsdc(BigInt(price.full))} USDC, which bidders see`,
      `  Bids until ${timeOf(rfq.closesAt)}, revealed by ${timeOf(rfq.revealBy)}`,
    ];
    const signed = await signMessage(sender, words, (account) => signRfq({ domain, rfq, account }));
    await post(output, options, { rfq: signed });
    output.print({ text: "", data: signed, isMessage: true });
  });
}

function closeCommand(output: Output): Command {
  const command = new Command("close")
    .description("Signs which commitments there are when the window is over, and posts it.")
    .argument("<rfq>", "hash of the request", asHash);
  return guided(withActor(withSigner(withExchanges(command))), {
    details: CLOSING,
    examples: ['quittance rfq close "$RFQ" --exchange "$EXCHANGE_URL" --yes'],
  }).action(async (hash: Hex, options: SenderOptions & ExchangeOptions) => {
    const session = openSession(options, output);
    const sender = await actorOf(session, options);
    const [domain, now] = [await session.domain(), await session.now()];
    const { rfq, commitments, early } = await fetched(session, options, hash);
    if (early.length > 0 && early.length === options.exchange.length) {
      throw new CommandRefusal(
        `The window is open until ${timeOf(rfq.closesAt)} by the exchange's chain, which is at its last block: close it then.`,
        ExitCode.failed,
      );
    }
    for (const exchange of early)
      output.note(`${exchange}: the window is still open there; its commitments are left out.`);
    const words = [`Closes the request with ${commitments.length} commitments.`];
    const { closing, doubled, wrong, left } = await signMessage(sender, words, (account) =>
      closeRfq({ domain, rfq, commitments, account, now, client: session.client }),
    );
    for (const bidder of doubled) output.note(`${bidder} has two commitments: none of them counts.`);
    if (left > 0) output.note(`${left} commitments are left out: a closing has at most 1,000.`);
    if (wrong > 0) output.note(`${wrong} commitments are not signed by whom they name.`);
    await post(output, options, { closing });
    output.print({ text: "", data: closing, isMessage: true });
  });
}

function rankCommand(output: Output): Command {
  const command = new Command("rank")
    .description("Verifies the bids of a request, and ranks them by its own rule.")
    .argument("<rfq>", "hash of the request", asHash)
    .option(
      "--trust <file>",
      "scores of bidders as JSON, 0 to 10000 by address in lower case; 0 when left out",
    )
    .option("--offer", "print the best bid's offer alone, as JSON");
  return guided(withConnection(withExchanges(command)), {
    details: RANKING,
    examples: [
      'quittance rfq rank "$CLOSED_RFQ" --exchange "$EXCHANGE_URL" --json',
      'quittance rfq rank "$CLOSED_RFQ" --exchange "$EXCHANGE_URL" --offer > best-offer.json',
      'quittance rfq rank "$CLOSED_RFQ" --exchange "$EXCHANGE_URL"',
    ],
  }).action(async (hash: Hex, options: RankOptions) => {
    const session = openSession(options, output);
    const [domain, { client }] = [await session.domain(), session];
    const { rfq, closing, commitments, revealed } = await fetched(session, options, hash);
    // Exchanges show bids from then on: before, each bid would look as if its bidder held it back.
    if ((await session.now()) < rfq.revealBy) {
      throw new CommandRefusal(
        `Bids are shown from ${timeOf(rfq.revealBy)} on, by the chain's time: rank them then.`,
        ExitCode.failed,
      );
    }
    requireClosed(rfq, closing);
    const trust =
      options.trust === undefined
        ? {}
        : ((await readJson(options.trust, "scores of trust")) as Record<string, number>);
    const { ranking, refused } = await rankBids({
      domain,
      rfq,
      closing,
      commitments,
      revealed,
      trust,
      client,
    });
    const [best] = ranking;
    if (options.offer) {
      if (best === undefined) throw new CommandRefusal("No bid counts.", ExitCode.failed);
      output.print({ text: "", data: best.bid.offer, isMessage: true });
      return;
    }
    const list = ranking.length === 0 ? ["No bid counts."] : table(HEAD, ranking.map(rowOf));
    const out = refused.map(({ bidder, reason }) => `${bidder} is left out: ${reason}`);
    output.print({ text: [...list, ...out].join("\n"), data: { ranking, refused } });
  });
}

const HEAD = ["bidder", "USDC", "seconds", "trust", "clauses", "score"];

const rowOf = ({ bidder, figures, score }: RankedBid): string[] => [
  ...[bidder, formatUsdc(figures.price), String(figures.latency), String(figures.trust)],
  ...[String(figures.clauses), String(score.total)],
];

/** Refuses a request that its buyer did not close, or closed twice. */
export function requireClosed<Closing>(
  { closesAt, revealBy }: Rfq,
  closing: Closing | undefined,
): asserts closing is Closing {
  if (closing !== undefined) return;
  throw new CommandRefusal(
    `The buyer has not closed this request, or closed it twice. It can close it from ${timeOf(closesAt)} until ${timeOf(revealBy)}.`,
    ExitCode.failed,
  );
}

/** A request with what the exchanges have of it; what is wrong with them is noted. */
export async function fetched(session: Session, { exchange: exchanges }: ExchangeOptions, hash: Hex) {
  const domain = await session.domain();
  const found = await fetchRfq({ exchanges, domain, hash, client: session.client });
  noteFailures(session.output, found.failures);
  for (const { exchange, problem, details } of found.conflicts) {
    session.output.note(`${exchange}: ${problem}: ${details}`);
  }
  return found;
}
