import { setTimeout as pause } from "node:timers/promises";
import { refusalsOf, searchListings } from "quittance/market";
import type { Pact } from "quittance/pact";
import type { Address, Hex } from "viem";
import { type Corpus, reviewPact } from "../document-review/index.ts";
import { dim, strong } from "../output/colours.ts";
import { percent, short, usdc } from "../output/figures.ts";
import type { Setup } from "../runner/run.ts";
import { signBid } from "./bid.ts";
import { ADMISSION, operateExchange } from "./exchange.ts";
import { listWork, TASK } from "./listed.ts";
import { requestBids, sealBid } from "./request.ts";
import type { startSeller } from "./seller.ts";

const DAY = 86_400;
const USDC = 1_000_000n;
/** What the seller and a rival of its list the work for. */
const LISTED = 189n * USDC;
const RIVAL_ASKS = 198n * USDC;
const RIVAL_BIDS = [62n * USDC, 62n * USDC, 72n * USDC];
/** Milliseconds after which a server that has read the time of the chain reads it again. */
const CLOCK_MS = 2_200;

/** The seller that bid best, and by which listing it was found. */
export interface Found {
  readonly seller: Address;
  readonly listing: Hex;
  /** USDC base units that the listing asks. */
  readonly listPrice: bigint;
}

/** Gives those who use the exchange what it asks of them: a balance in the ledger, which costs a spammer as much each time. */
export async function depositForExchange({ stack }: Pick<Setup, "stack">): Promise<void> {
  for (const { address } of [stack.buyer, stack.seller, rivalIn(stack)])
    await stack.fundLedger(address, ADMISSION);
}

const rivalIn = ({ accounts }: Setup["stack"]) => {
  const rival = accounts[9];
  if (rival === undefined) throw new Error("the chain has ten funded accounts");
  return rival;
};

/**
 * Two sellers list their work on an exchange; the buyer looks for it, asks for bids, and ranks them. Bids are sealed until all are in,
 * so that neither the exchange nor the other seller can use them, and the rule of ranking is the request's own.
 */
export async function findSeller(
  { stack, out, folder }: Setup,
  given: {
    readonly corpus: Corpus;
    readonly pact: Pact;
    readonly budget: bigint;
    readonly seller: Awaited<ReturnType<typeof startSeller>>;
  },
): Promise<Found> {
  const { domain, pool } = stack;
  const { corpus, pact, budget, seller } = given;
  const [bought, sold, rival] = [stack.buyer, stack.seller, rivalIn(stack)].map((account) =>
    stack.clientOf(account),
  );
  if (bought === undefined || sold === undefined || rival === undefined) throw new Error("three take part");
  const exchange = await out.busy("An exchange starts", operateExchange(stack, folder));
  const until = async (time: number) => {
    await stack.increaseTime(time - (await stack.now()));
    await pause(CLOCK_MS);
  };
  try {
    const { url } = exchange;
    const now = await stack.now();
    const works = (author: Address) => reviewPact({ author, corpus });
    await listWork(sold, domain, url, {
      ...{ title: "Licences, read", pact: works(stack.seller.address), price: LISTED, latency: 3 * DAY, now },
    });
    await listWork(rival, domain, url, {
      ...{ title: "Obligations of texts", pact: works(rival.account.address), price: RIVAL_ASKS },
      ...{ latency: 6 * DAY, now },
    });
    const query = { task: TASK, clauses: ["citation-faithfulness"] as const, mostPrice: budget * 2n };
    const { listings } = await searchListings({ exchanges: [url], domain, query, now, client: bought });
    const policy = { budget: 200n * USDC, latency: 7 * DAY, tasks: [TASK] };
    const fits = listings.map(({ listing }) => {
      const price = listing.price.model === "fixed" ? listing.price.amount : listing.price.least;
      const { seller: of, latency, task, regions, clauses } = listing;
      const refusals = refusalsOf({
        policy,
        candidate: { seller: of, price, latency, task, regions, clauses },
      });
      return { listing, price, refusals };
    });
    out.table(
      ["listing", "seller", "asks", "days", "refused for"],
      fits.map(({ listing, price, refusals }) => [
        ...[listing.title, short(listing.seller), usdc(price), String(listing.latency / DAY)],
        refusals.map(({ field }) => field).join(", ") || dim("nothing"),
      ]),
    );
    await out.say("The buyer verified each listing itself, and asks their sellers for bids on its pact.");

    const request = await requestBids(bought, domain, { exchange: url, pact, full: 150n * USDC, now });
    const { rfq } = request;
    const asked = { pact, buyer: stack.buyer.address, revealBy: rfq.revealBy };
    const offers = [
      [rival, await signBid(rival, domain, { ...asked, prices: RIVAL_BIDS, pool, now })],
      [sold, await seller.bid(asked)],
    ] as const;
    const sealed = [];
    for (const [client, offer] of offers)
      sealed.push(await sealBid(client, domain, { exchange: url, rfq, offer }));
    await out.say(
      "Two bids come, sealed: until the window is over, no one can read them, nor who was first.",
    );
    await out.busy("The window closes", until(rfq.closesAt));
    const counted = await request.close();
    await out.say(
      `The buyer signs that it has ${counted} seals; from now on no bid can be added. They open.`,
    );
    for (const bid of sealed) await bid.reveal();
    await out.busy("Bids are revealed", until(rfq.revealBy));
    const { ranking } = await request.rank();
    out.table(
      ["bidder", "bids", "days", "score"],
      ranking.map(({ bidder, figures, score }) => [
        ...[short(bidder), usdc(figures.price), String(Math.ceil(figures.latency / DAY))],
        percent(Math.floor(score.total / 1_000_000)),
      ]),
    );
    const [best] = ranking;
    const found = listings.find(({ listing }) => listing.seller === best?.bidder);
    if (best === undefined || found === undefined) throw new Error("no bid counts");
    await out.say(`${strong(short(best.bidder))} bid best, by a rule that was public before it bid.`);
    return { seller: best.bidder, listing: found.hash, listPrice: LISTED };
  } finally {
    await exchange.stop();
  }
}
