import { type Address, concatHex, type Hex, keccak256 } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { lazily } from "../../errors/lazily.ts";
import { BidMismatchError, MarketTimeError } from "../../errors/market.ts";
import { address, bytes32, record, type Schema, signature } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { randomNumber } from "../../jury/commitment.ts";
import { type DocumentType, digestOf, isSignedByParty, signByParty } from "../../jury/document.ts";
import { format } from "../../jury/fields.ts";
import { offerSchema, type SignedOffer } from "../../negotiation/offers/offer.ts";
import { checkPact } from "../../pact/read.ts";
import type { Pact } from "../../pact/types.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import { hashMessage } from "../fields.ts";
import { requireBidFits } from "./fits.ts";
import { hashRfq, parseRfq, type SignedRfq } from "./rfq.ts";

/** What a seller bids: signed terms that the buyer can accept at once. */
export interface Bid {
  readonly format: "quittance/bid/1";
  /** Hash of the request. */
  readonly rfq: Hex;
  /** A first offer of the bidder to the buyer, good beyond `revealBy`. */
  readonly offer: SignedOffer;
  /** The pact of its terms; needed where the request names none. */
  readonly pact?: Pact | undefined;
}

/** A bid with what opens its seal. Keep it secret until the closing is signed. */
export interface RevealedBid {
  readonly bid: Bid;
  /** 32 random bytes, which no one can guess. */
  readonly salt: Hex;
}

/** What a seller shows of its bid while the window is open: that there is one. */
export interface SignedBidCommitment {
  /** Hash of the request. */
  readonly rfq: Hex;
  readonly bidder: Address;
  /** Covers bid, salt and bidder (`sealOf`). */
  readonly seal: Hex;
  readonly signature: Hex;
}

export const bidCommitmentSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedBidCommitment> =>
    record({ rfq: bytes32(), bidder: address(), seal: bytes32(), signature: signature() }),
);

export const revealedBidSchema = /* @__PURE__ */ lazily(
  (): Schema<RevealedBid> =>
    record({
      bid: record({
        ...{ format: format("quittance/bid/1"), rfq: bytes32(), offer: offerSchema() },
        pact: z.optional(z.record(z.string(), z.unknown(), { error: "must be a pact, an object" })),
      }),
      salt: bytes32(),
    }) as unknown as Schema<RevealedBid>,
);

type BidCommitmentMessage = Omit<SignedBidCommitment, "signature">;

const commitmentType: DocumentType<BidCommitmentMessage> = {
  name: "BidCommitment",
  fields: [
    { name: "rfq", type: "bytes32" },
    { name: "bidder", type: "address" },
    { name: "seal", type: "bytes32" },
  ],
  messageOf: ({ rfq, bidder, seal }) => ({ rfq, bidder, seal }),
};

/** The seal of a bid: keccak256(hash of the bid ‖ salt ‖ bidder). The bidder is in it, so that a seal that was copied never opens. */
export function sealOf({ bid, salt }: RevealedBid, bidder: Address): Hex {
  return keccak256(concatHex([hashMessage(bid), salt, bidder]));
}

/**
 * The hash of a commitment, which the closing names. It does not cover the signature: a key can sign the same twice, with other bytes.
 *
 * @throws InvalidFieldError for malformed input.
 * @example
 * import { quittanceDomain } from "quittance";
 * import { hashBidCommitment } from "quittance/market";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const commitment = { rfq: `0x${"11".repeat(32)}`, bidder: address, seal: `0x${"22".repeat(32)}`, signature: "0x33" } as const;
 * console.log(hashBidCommitment({ domain: quittanceDomain({ chainId: 8453, address }), commitment }).length); // 66
 */
export function hashBidCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly commitment: SignedBidCommitment;
}): Hex {
  requireOptions(input, "domain commitment");
  return hashOfCommitment(input.domain, parseBidCommitment(input.commitment));
}

/** The same of a commitment that was read. */
export function hashOfCommitment(domain: QuittanceDomain, commitment: SignedBidCommitment): Hex {
  return digestOf(commitmentType, domain, commitment);
}

/**
 * Seals a bid: gives the commitment, which is posted while the window is open, and the bid with its salt, which is kept until the
 * buyer has closed the request. Write it to a disk before you post: without it the commitment is worth nothing.
 *
 * @param input.offer Signed terms (`signOffer`) from the bidder to the buyer, good beyond `revealBy`, with deadlines after it.
 * @param input.pact The pact of the terms; needed where the request names none.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @throws InvalidFieldError for malformed input; MarketDomainMismatchError; MarketTimeError when the window is not open;
 * BidMismatchError when the offer is not what was asked for. Nothing is signed then.
 * @example
 * import { commitToBid, signRfq } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const { offer, pact } = await exampleBidOffer(stack, rfq, account);
 * const { commitment } = await commitToBid({ domain, rfq, offer, pact, account, now });
 * console.log(commitment.seal.length); // 66
 * await stack.stop();
 */
export async function commitToBid(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly offer: SignedOffer;
  readonly pact?: Pact | undefined;
  readonly account: Actor;
  readonly now?: number | undefined;
}): Promise<{ readonly commitment: SignedBidCommitment; readonly revealed: RevealedBid }> {
  requireOptions(input, "domain rfq offer pact account now");
  const { account } = input;
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const now = momentOrClock("now", input.now);
  requireWindow("window of the request", { from: rfq.opensAt, until: rfq.closesAt }, now);
  const bidder = signerAddress(account);
  const pact = input.pact === undefined ? {} : { pact: checkPact(input.pact) };
  const revealed = parseRevealedBid({
    bid: { format: "quittance/bid/1", rfq: hashRfq(rfq), offer: input.offer, ...pact },
    salt: randomNumber(),
  });
  requireBidFits(rfq, revealed.bid, bidder);
  const message = { rfq: revealed.bid.rfq, bidder, seal: sealOf(revealed, bidder) };
  return {
    commitment: { ...message, signature: await signByParty(commitmentType, domain, message, account) },
    revealed,
  };
}

/** Refuses a moment that is not in a span. */
export function requireWindow(
  what: string,
  window: { readonly from: number; readonly until: number },
  now: number,
): void {
  if (now < window.from || now >= window.until) throw new MarketTimeError(what, window, now);
}

/**
 * A commitment to a bid from elsewhere: an object, or its JSON text. Whether it is good is `verifyBidCommitment`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseBidCommitment } from "quittance/market";
 *
 * const [hash, bidder] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(20)}`];
 * console.log(parseBidCommitment({ rfq: hash, bidder, seal: hash, signature: "0x11" }).seal === hash); // true
 */
export function parseBidCommitment(input: unknown): SignedBidCommitment {
  return parseWith("commitment", bidCommitmentSchema(), input);
}

/**
 * A revealed bid from elsewhere: an object, or its JSON text. Whether it is good is `verifyRevealedBid`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong, the pact's too.
 * @example
 * import { toJson } from "quittance";
 * import { commitToBid, parseRevealedBid, signRfq } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const offered = await exampleBidOffer(stack, rfq, account);
 * const { revealed } = await commitToBid({ domain, rfq, ...offered, account, now });
 * console.log(parseRevealedBid(toJson(revealed)).bid.format); // quittance/bid/1
 * await stack.stop();
 */
export function parseRevealedBid(input: unknown): RevealedBid {
  const { bid, salt } = parseWith("revealed", revealedBidSchema(), input);
  return { bid: bid.pact === undefined ? bid : { ...bid, pact: checkPact(bid.pact) }, salt };
}

/**
 * Makes sure that a commitment is signed by its bidder, for this request.
 *
 * @throws InvalidFieldError for malformed input; MarketDomainMismatchError; BidMismatchError for another request;
 * SignatureMismatchError.
 * @example
 * import { commitToBid, signRfq, verifyBidCommitment } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const offered = await exampleBidOffer(stack, rfq, account);
 * const { commitment } = await commitToBid({ domain, rfq, ...offered, account, now });
 * await verifyBidCommitment({ domain, rfq, commitment });
 * await stack.stop();
 */
export async function verifyBidCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly commitment: SignedBidCommitment;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain rfq commitment client");
  const { client } = input;
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const commitment = parseBidCommitment(input.commitment);
  if (commitment.rfq !== hashRfq(rfq)) throw new BidMismatchError("commitment.rfq", "is another request");
  const { bidder: signer, signature } = commitment;
  if (await isSignedByParty(commitmentType, domain, commitment, { signer, signature, client })) return;
  throw new SignatureMismatchError("commitment to a bid", signer);
}
