import { canonicalJson, toJson } from "quittance/json";
import {
  hashBidCommitment,
  parseBidCommitment,
  parseRevealedBid,
  parseRfq,
  parseRfqClosing,
  type SignedRfq,
  verifyBidCommitment,
  verifyRevealedBid,
  verifyRfq,
  verifyRfqClosing,
} from "quittance/market";
import { type Hex, isAddress, keccak256, stringToBytes, zeroHash } from "viem";
import type { Mount } from "../http/api.ts";
import { DAILY_EACH, type RfqMessage } from "../store/rfqs.ts";
import { type Answer, answering, partsOf, Refusal, readMessage, requireHash, wholeIn } from "./answers.ts";
import { type Market, requireAdmitted, requirePace } from "./market.ts";

/** A pact of 256 KiB, terms, and signatures of contract wallets. */
const MOST_BODY_BYTES = 800_000;
const PAGE = 20;
const MOST_PAGE = 100;
const MOST_PLACE = 999_999_999_999_999;
/** Seconds before its window opens that a request may be posted. */
const EARLIEST = 30 * 86_400;

/** Requests for quotes, under `/rfqs`. */
export function rfqsMount(market: Market): Mount {
  const reply = async (request: Request): Promise<Answer> => {
    const [hash, bids, ...more] = partsOf(request);
    if (more.length > 0 || (bids !== undefined && bids !== "bids")) throw new Refusal(404, "no such path");
    const isPost = request.method === "POST";
    if (!isPost && request.method !== "GET") throw new Refusal(405, "only GET and POST are answered here");
    if (hash === undefined)
      return isPost ? ask(market, request) : search(market, new URL(request.url).searchParams);
    const rfq = await market.store.rfqs.find(requireHash(hash));
    if (rfq === undefined) throw new Refusal(404, "no request of this hash");
    if (bids !== undefined)
      return isPost
        ? take(market, requireHash(hash), rfq, request)
        : shown(market, requireHash(hash), rfq, new URL(request.url).searchParams);
    if (isPost) throw new Refusal(405, "only GET is answered here");
    return { status: 200, content: { rfq } };
  };
  return { path: "/rfqs", serve: (request) => answering(() => reply(request)) };
}

async function ask(market: Market, request: Request): Promise<Answer> {
  const { domain, node: client, store, each } = market;
  const [, value] = await readMessage(request, ["rfq"], MOST_BODY_BYTES);
  const rfq = parseRfq(value);
  const now = await market.now();
  if (rfq.closesAt <= now) throw new Refusal(409, `the window closed at ${rfq.closesAt}; it is ${now}`);
  if (rfq.opensAt > now + EARLIEST)
    throw new Refusal(409, `the window opens more than ${EARLIEST} seconds from now`);
  await verifyRfq({ domain, rfq, client });
  await requireAdmitted(market, rfq.buyer);
  return receive(
    await store.rfqs.add(rfq, { each, now }),
    `this account has ${each} open requests, or ${DAILY_EACH * each} within a day`,
  );
}

function receive(receipt: string, full: string): Answer {
  if (receipt === "full") throw new Refusal(507, `${full}, the most that it may have here`);
  return { status: receipt === "first" || receipt === "double" ? 201 : 200, content: { receipt } };
}

async function search({ store, now }: Market, parameters: URLSearchParams): Promise<Answer> {
  const buyer = parameters.get("buyer") || undefined;
  if (buyer !== undefined && !isAddress(buyer, { strict: false })) {
    throw new Refusal(400, "a buyer is 0x and 40 hex digits");
  }
  const limit = Math.max(1, wholeIn(parameters, "limit", PAGE, MOST_PAGE));
  const found = await store.rfqs.search({
    ...{ task: parameters.get("task") || undefined, buyer, limit },
    openAt: parameters.get("open") === "1" ? await now() : undefined,
    after: wholeIn(parameters, "after", 0, MOST_PLACE),
  });
  const last = found.at(-1);
  const next = found.length < limit || last === undefined ? null : String(last.place);
  return { status: 200, content: { rfqs: found.map(({ rfq }) => rfq), next } };
}

/** Bytes of one page of messages; one message may have more, by itself. */
const MOST_PAGE_BYTES = 2_000_000;
/** Messages that are read at once. */
const BATCH = 16;
const KINDS = ["commitment", "closing", "revealed"] as const satisfies readonly RfqMessage["kind"][];
const NAMES = { commitment: "commitments", closing: "closings", revealed: "revealed" } as const;

/**
 * What can be read of a request's bids. Nothing while the window is open, not even how many there are; the commitments from then on;
 * the bids when the time to reveal is over, all at once, so that none is held back by one that has read the others here. It comes in
 * pages: with large pacts, a few bidders could make one answer too long for everyone.
 */
async function shown(
  market: Market,
  hash: Hex,
  rfq: SignedRfq,
  parameters: URLSearchParams,
): Promise<Answer> {
  const time = await market.now();
  const from = { commitment: rfq.closesAt, closing: rfq.closesAt, revealed: rfq.revealBy };
  const open = KINDS.filter((kind) => time >= from[kind]);
  const { listed, next } = await pageOf(market, hash, open, placeIn(parameters));
  const content = KINDS.map((kind) => `${toJson(NAMES[kind])}:[${listed[kind].join()}]`);
  return { status: 200, content: `{"now":${time},${content.join()},"next":${toJson(next)}}` };
}

interface BidPlace {
  readonly kind: RfqMessage["kind"];
  readonly hash: Hex;
}

/** The messages after a place, of several kinds one after the other. */
async function pageOf({ store }: Market, rfq: Hex, kinds: readonly RfqMessage["kind"][], start: BidPlace) {
  const listed: Record<RfqMessage["kind"], string[]> = { commitment: [], closing: [], revealed: [] };
  let bytes = 0;
  for (const kind of kinds.slice(Math.max(0, kinds.indexOf(start.kind)))) {
    let after = kind === start.kind ? start.hash : zeroHash;
    for (;;) {
      const batch = await store.rfqs.messages(rfq, kind, { after, limit: BATCH });
      for (const { hash, body } of batch) {
        const size = Buffer.byteLength(body);
        if (bytes > 0 && bytes + size > MOST_PAGE_BYTES) return { listed, next: `${kind}.${after}` };
        listed[kind].push(body);
        bytes += size;
        after = hash;
      }
      if (batch.length < BATCH) break;
    }
  }
  return { listed, next: null };
}

/** Where a page begins. */
function placeIn(parameters: URLSearchParams): BidPlace {
  const text = parameters.get("after");
  if (text === null || text === "") return { kind: "commitment", hash: zeroHash };
  const [, kind, hash] = /^(commitment|closing|revealed)\.(0x[0-9a-f]{64})$/.exec(text) ?? [];
  if (kind === undefined || hash === undefined) throw new Refusal(400, "after must be the next of an answer");
  return { kind: kind as RfqMessage["kind"], hash: hash as Hex };
}

async function take(market: Market, hash: Hex, rfq: SignedRfq, request: Request): Promise<Answer> {
  const [kind, value] = await readMessage(request, ["commitment", "closing", "revealed"], MOST_BODY_BYTES);
  const now = await market.now();
  const message = await readers[kind as RfqMessage["kind"]](market, { hash, rfq, now }, value);
  return receive(await market.store.rfqs.keep(hash, message), "there are as many messages of this kind");
}

interface Asked {
  readonly hash: Hex;
  readonly rfq: SignedRfq;
  /** Unix seconds of the chain. */
  readonly now: number;
}

const readers: Readonly<
  Record<RfqMessage["kind"], (market: Market, asked: Asked, value: unknown) => Promise<RfqMessage>>
> = {
  commitment: async (market, { rfq, now }, value) => {
    const { domain, node: client } = market;
    requireWithin(now, rfq.opensAt, rfq.closesAt);
    const commitment = parseBidCommitment(value);
    await verifyBidCommitment({ domain, rfq, commitment, client });
    await requireAdmitted(market, commitment.bidder);
    const hash = hashBidCommitment({ domain, commitment });
    return { kind: "commitment", hash, sender: commitment.bidder, body: commitment };
  },
  closing: async (market, { rfq, now }, value) => {
    const { domain, node: client } = market;
    requireWithin(now, rfq.closesAt, rfq.revealBy);
    const closing = parseRfqClosing(value);
    await verifyRfqClosing({ domain, rfq, closing, client });
    requirePace(market, rfq.buyer);
    const { signature: _, ...said } = closing;
    return {
      kind: "closing",
      hash: keccak256(stringToBytes(canonicalJson(said))),
      sender: rfq.buyer,
      body: closing,
    };
  },
  revealed: async (market, { hash, rfq, now }, value) => {
    const { domain, node: client, store } = market;
    requireWithin(now, rfq.closesAt, rfq.revealBy);
    const revealed = parseRevealedBid(value);
    const bidder = revealed.bid.offer.from;
    const own = (await store.rfqs.messagesOf(hash, "commitment", bidder)).map(parseBidCommitment);
    const [commitment, another] = own;
    if (commitment === undefined || another !== undefined) {
      throw new Refusal(409, "there is not one commitment of this bidder");
    }
    const [closing] = (await store.rfqs.messagesOf(hash, "closing", rfq.buyer)).map(parseRfqClosing);
    if (closing === undefined)
      throw new Refusal(425, "the buyer has not closed the request: keep the bid to yourself");
    await verifyRfqClosing({ domain, rfq, closing, commitment, client });
    await verifyRevealedBid({ domain, rfq, commitment, revealed, client });
    requirePace(market, bidder);
    return { kind: "revealed", hash: commitment.seal, sender: bidder, body: revealed };
  },
};

function requireWithin(now: number, from: number, until: number): void {
  if (now < from) throw new Refusal(425, `too early: it counts from ${from}; it is ${now}`);
  if (now >= until) throw new Refusal(409, `too late: it counted until before ${until}; it is ${now}`);
}
