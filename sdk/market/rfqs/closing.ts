import { type Address, concatHex, type Hex, keccak256 } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { BaseError } from "../../errors/base.ts";
import { lazily } from "../../errors/lazily.ts";
import { BidMismatchError } from "../../errors/market.ts";
import { isOfNode } from "../../errors/of-node.ts";
import { address, bytes32, list, must, record, type Schema, signature } from "../../json/fields.ts";
import { requireList, requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type DocumentType, isSignedByParty, signByParty } from "../../jury/document.ts";
import { format } from "../../jury/fields.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import { requireOwnAccount } from "../own-account.ts";
import {
  hashOfCommitment,
  parseBidCommitment,
  requireWindow,
  type SignedBidCommitment,
  verifyBidCommitment,
} from "./bid.ts";
import { hashRfq, parseRfq, type SignedRfq } from "./rfq.ts";

/** The buyer's word which commitments it had when the window closed. What is not in it came late, on any exchange. */
export interface SignedRfqClosing {
  readonly format: "quittance/rfq-closing/1";
  /** Hash of the request. */
  readonly rfq: Hex;
  readonly buyer: Address;
  /** Hashes of the commitments, ascending, at most 1,000. */
  readonly commitments: readonly Hex[];
  readonly signature: Hex;
}

/** Bids of one request. */
export const MOST_BIDS = 1_000;

const isAscending = (all: readonly Hex[]) =>
  all.every((one, index) => index === 0 || (all[index - 1] ?? "0x") < one);

export const closingSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedRfqClosing> =>
    record({
      format: format("quittance/rfq-closing/1"),
      ...{ rfq: bytes32(), buyer: address() },
      commitments: list(bytes32(), { entries: "hashes of commitments", maximum: MOST_BIDS }).check(
        must(isAscending, "must be ascending, each once"),
      ),
      signature: signature(),
    }),
);

type Closing = Omit<SignedRfqClosing, "signature">;

const closingType: DocumentType<Closing> = {
  name: "RfqClosing",
  fields: [
    { name: "rfq", type: "bytes32" },
    { name: "buyer", type: "address" },
    { name: "count", type: "uint16" },
    { name: "commitments", type: "bytes32" },
  ],
  messageOf: ({ rfq, buyer, commitments }) => ({
    ...{ rfq, buyer, count: commitments.length },
    commitments: keccak256(concatHex([...commitments])),
  }),
};

/** A closing, and what is not in it. */
export interface ClosedRfq {
  readonly closing: SignedRfqClosing;
  /** Bidders with two commitments: they kept a choice open, and none of theirs counts. */
  readonly doubled: readonly Address[];
  /** How many commitments are not what they should be: signed by another one, for another request. */
  readonly wrong: number;
  /** How many good ones are left out, since a closing has at most 1,000: those that were given last. */
  readonly left: number;
}

/**
 * Closes a request: the buyer signs which commitments it has, once the window is over and before anything is revealed. Fetch them
 * from several exchanges (`fetchRfq`). From then on no exchange can slip in a bid that was made with the others' prices at hand.
 *
 * @param input.commitments In any order, some twice, some wrong: what is not good is left out, and of more than 1,000 good ones those that come last.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @throws InvalidFieldError for a malformed request or another account than the buyer;
 * MarketDomainMismatchError; MarketTimeError before `closesAt` and from `revealBy` on.
 * @example
 * import { closeRfq, commitToBid, signRfq } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const offered = await exampleBidOffer(stack, rfq, account);
 * const { commitment } = await commitToBid({ domain, rfq, ...offered, account, now });
 * const { closing } = await closeRfq({
 *   ...{ domain, rfq, commitments: [commitment], account: buyer, now: rfq.closesAt },
 * });
 * console.log(closing.commitments.length); // 1
 * await stack.stop();
 */
export async function closeRfq(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly commitments: readonly SignedBidCommitment[];
  readonly account: Actor;
  readonly now?: number | undefined;
  readonly client?: ReadingClient | undefined;
}): Promise<ClosedRfq> {
  requireOptions(input, "domain rfq commitments account now client");
  const { account, client } = input;
  requireList("commitments", input.commitments);
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const now = momentOrClock("now", input.now);
  requireWindow("time to close the request", { from: rfq.closesAt, until: rfq.revealBy }, now);
  requireOwnAccount(signerAddress(account), rfq.buyer, "the buyer of the request");
  const good = new Map<Hex, Address>();
  let wrong = 0;
  for (const given of input.commitments) {
    try {
      const commitment = parseBidCommitment(given);
      await verifyBidCommitment({ domain, rfq, commitment, client });
      good.set(hashOfCommitment(domain, commitment), commitment.bidder);
    } catch (error) {
      if (!(error instanceof BaseError) || isOfNode(error)) throw error;
      wrong += 1;
    }
  }
  const { commitments, doubled, left } = chosenOf(good);
  const message: Closing = {
    ...{ format: "quittance/rfq-closing/1", rfq: hashRfq(rfq), buyer: rfq.buyer },
    commitments,
  };
  const signature = await signByParty(closingType, domain, message, account);
  return { closing: { ...message, signature }, doubled, wrong, left };
}

/** What a closing has of good commitments: of bidders with one, the first that were given. */
export function chosenOf(
  good: ReadonlyMap<Hex, Address>,
): Pick<ClosedRfq, "doubled" | "left"> & Pick<SignedRfqClosing, "commitments"> {
  const doubled = doubledIn([...good.values()]);
  const isDoubled = new Set(doubled);
  const single = [...good].flatMap(([hash, bidder]) => (isDoubled.has(bidder) ? [] : [hash]));
  const commitments = single.slice(0, MOST_BIDS).sort();
  return { commitments, doubled, left: single.length - commitments.length };
}

/** Who is there more than once, ascending. */
export function doubledIn(bidders: readonly Address[]): Address[] {
  const seen = new Set<Address>();
  const twice = bidders.filter((one) => seen.size === seen.add(one).size);
  return [...new Set(twice)].sort();
}

/**
 * A closing from elsewhere: an object, or its JSON text. Whether it is good is `verifyRfqClosing`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseRfqClosing } from "quittance/market";
 *
 * const [rfq, buyer] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(20)}`];
 * const said = { format: "quittance/rfq-closing/1", rfq, buyer, commitments: [], signature: "0x11" };
 * console.log(parseRfqClosing(said).commitments.length); // 0
 */
export function parseRfqClosing(input: unknown): SignedRfqClosing {
  return parseWith("closing", closingSchema(), input);
}

/**
 * Makes sure that the buyer closed this request. A bidder passes its commitment too, and reveals its bid only when this returns: no
 * bid can be made any more by one that has read it.
 *
 * @throws InvalidFieldError for malformed input; MarketDomainMismatchError; SignatureMismatchError; BidMismatchError for another
 * request, or when the commitment is not in it.
 * @example
 * import { closeRfq, signRfq, verifyRfqClosing } from "quittance/market";
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, await stack.now()), account });
 * const { closing } = await closeRfq({ domain, rfq, commitments: [], account, now: rfq.closesAt });
 * await verifyRfqClosing({ domain, rfq, closing });
 * await stack.stop();
 */
export async function verifyRfqClosing(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly closing: SignedRfqClosing;
  readonly commitment?: SignedBidCommitment | undefined;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain rfq closing commitment client");
  const { client } = input;
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const closing = parseRfqClosing(input.closing);
  if (closing.rfq !== hashRfq(rfq)) throw new BidMismatchError("closing.rfq", "is another request");
  if (!isSameAddress(closing.buyer, rfq.buyer))
    throw new BidMismatchError("closing.buyer", "is another one than who asked");
  const { buyer: signer, signature } = closing;
  if (!(await isSignedByParty(closingType, domain, closing, { signer, signature, client }))) {
    throw new SignatureMismatchError("closing of the request", signer);
  }
  if (input.commitment === undefined) return;
  const commitment = parseBidCommitment(input.commitment);
  if (closing.commitments.includes(hashOfCommitment(domain, commitment))) return;
  throw new BidMismatchError("closing.commitments", "lack this commitment, which counts for nothing then");
}
