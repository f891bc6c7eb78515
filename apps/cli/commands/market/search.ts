import { Command, Option } from "commander";
import { type ListingQuery, parseListingQuery, type SignedListing, searchListings } from "quittance/market";
import { formatUsdc } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine, table } from "../../output/text.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";
import { asCount, asParty, asShare, asSpan, asUsdc } from "../../session/values.ts";
import { type ExchangeOptions, noteFailures, withExchanges } from "./common.ts";

interface Options extends ConnectionOptions, ExchangeOptions {
  readonly task?: string;
  readonly clauses?: string;
  readonly leastPrice?: bigint;
  readonly mostPrice?: bigint;
  readonly region?: string;
  readonly within?: number;
  readonly capacity?: number;
  readonly model?: string;
  readonly seller?: string;
  readonly leastTrust?: number;
}

const DETAILS = `It asks all exchanges at once, verifies each listing itself, and shows the cheapest first. An exchange that alters, hides or
keeps an old listing is named, and the rest counts. Trust is what the exchanges' own indexers say: ask yours with quittance trust.`;

/** `quittance search`: who offers what. */
export function searchCommand(output: Output): Command {
  const command = new Command("search")
    .description("Looks for listings on several exchanges at once, and verifies each.")
    .option("--task <name>", "the task with its major version, such as translation@1")
    .option("--clauses <kinds>", "clause kinds that the pact has, with commas")
    .addOption(new Option("--least-price <usdc>", "the least price, in USDC").argParser(asUsdc))
    .addOption(
      new Option("--most-price <usdc>", "the most that the least price may be, in USDC").argParser(asUsdc),
    )
    .option("--region <code>", "serves this region (ISO 3166), or everywhere")
    .addOption(new Option("--within <span>", "seconds to the last deadline at most, or 7d").argParser(asSpan))
    .addOption(new Option("--capacity <deals>", "deals at once at least").argParser(asCount(1)))
    .addOption(new Option("--model <model>", "how the price is made").choices(["fixed", "per-unit", "range"]))
    .addOption(new Option("--seller <party>", "listings of this seller").argParser(asParty))
    .addOption(new Option("--least-trust <share>", "least score of trust, such as 40%").argParser(asShare));
  return guided(withConnection(withExchanges(command)), {
    details: DETAILS,
    examples: [
      'quittance search --task asset-delivery@1 --most-price 50 --exchange "$EXCHANGE_URL"',
      'quittance search --seller "$SELLER" --exchange "$EXCHANGE_URL" --json',
    ],
  }).action(async (options: Options) => {
    const session = openSession(options, output);
    const [domain, now] = [await session.domain(), await session.now()];
    const query = await queryOf(session, options);
    const { exchange: exchanges } = options;
    const found = await searchListings({ exchanges, domain, query, now, client: session.client });
    noteFailures(output, found.failures);
    for (const { exchange, problem, details } of found.conflicts) {
      output.note(`${exchange}: ${problem}: ${strangersLine(details)}`);
    }
    const rows = found.listings.map(({ listing }) => rowOf(listing));
    const text = rows.length === 0 ? "No listing fits." : table(HEAD, rows).join("\n");
    const failed = found.failures.map(({ exchange }) => exchange);
    output.print({
      text,
      data: { listings: found.listings, conflicts: found.conflicts, failed, next: found.next },
    });
  });
}

const HEAD = ["seller", "name", "task", "from USDC", "price", "seconds", "title"];

function rowOf({ seller, name, task, price, latency, title }: SignedListing): string[] {
  const least = formatUsdc(price.model === "fixed" ? price.amount : price.least);
  const words = price.model === "per-unit" ? `${formatUsdc(price.amount)} a ${price.unit}` : price.model;
  return [seller, name, task, least, words, String(latency), strangersLine(title, 60)];
}

async function queryOf(session: Session, options: Options): Promise<ListingQuery> {
  const { task, clauses, leastPrice, mostPrice, region, within, capacity, model, seller, leastTrust } =
    options;
  const given = {
    ...{ task, clauses, leastPrice, mostPrice, region, latency: within, capacity, model, trust: leastTrust },
    seller: seller === undefined ? undefined : await session.party(seller),
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) parameters.set(name, String(value));
  return parseListingQuery(parameters);
}
