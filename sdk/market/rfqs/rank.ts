import type { Hex } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { BaseError } from "../../errors/base.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { BidMismatchError } from "../../errors/market.ts";
import { isOfNode } from "../../errors/of-node.ts";
import { requireList, requireObject, requireOptions } from "../../json/options.ts";
import { checkOffer } from "../../negotiation/offers/check.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import {
  hashOfCommitment,
  parseBidCommitment,
  parseRevealedBid,
  type RevealedBid,
  type SignedBidCommitment,
  sealOf,
  verifyBidCommitment,
} from "./bid.ts";
import { type SignedRfqClosing, verifyRfqClosing } from "./closing.ts";
import { requireBidFits } from "./fits.ts";
import { hashRfq, parseRfq, type SignedRfq } from "./rfq.ts";
import { type KnownCommitment, type OpenedBid, type RfqResult, settleBids } from "./settle.ts";

/**
 * Makes sure that a revealed bid is the one that its bidder committed itself to, is what was asked for, and can be accepted at once:
 * its offer is signed, and its terms could be opened when the time to reveal ends.
 *
 * @throws InvalidFieldError for malformed input; MarketDomainMismatchError; BidMismatchError naming the first field that does not
 * fit; what `checkOffer` throws of the offer.
 * @example
 * import { commitToBid, signRfq, verifyRevealedBid } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const offered = await exampleBidOffer(stack, rfq, account);
 * const { commitment, revealed } = await commitToBid({ domain, rfq, ...offered, account, now });
 * await verifyRevealedBid({ domain, rfq, commitment, revealed });
 * await stack.stop();
 */
export async function verifyRevealedBid(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly commitment: SignedBidCommitment;
  readonly revealed: RevealedBid;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain rfq commitment revealed client");
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const { bidder, seal } = parseBidCommitment(input.commitment);
  const revealed = parseRevealedBid(input.revealed);
  if (sealOf(revealed, bidder) !== seal) throw new BidMismatchError("revealed", "does not open the seal");
  await requireGood(rfq, domain, revealed, input.client);
}

async function requireGood(
  rfq: SignedRfq,
  domain: QuittanceDomain,
  { bid }: RevealedBid,
  client: ReadingClient | undefined,
): Promise<void> {
  if (bid.rfq !== hashRfq(rfq)) throw new BidMismatchError("bid.rfq", "is another request");
  requireBidFits(rfq, bid, bid.offer.from);
  // The pool's seats change; whether the ranking is the same for everyone must not hang on them.
  const asked = client === undefined ? {} : { client, fewSeats: true };
  await checkOffer(bid.offer, { domain, now: rfq.revealBy, ...asked });
}

/**
 * Verifies what was committed and revealed, and ranks the bids by the request's own rule, in whole numbers. All who have the same
 * messages compute the same, whatever order they came in:
 *
 * - a bidder with two different commitments is out: `double`. What it posted beside one that is in the closing takes nothing from that one;
 * - a commitment that is not in the buyer's closing came `late`;
 * - a commitment without a bid that opens it is `unrevealed`;
 * - a bid that is not what was asked for, or whose offer is not signed, is `wrong`.
 *
 * What is not signed by the bidder that it names is passed over, so that no one can spoil another one's bid.
 *
 * @param input.trust Scores of bidders, 0 to 10000, by address, as of the block of the rule; 0 for one that is missing.
 * @throws InvalidFieldError for a malformed request, closing or score; as `verifyRfqClosing` does; NodeUnreachableError,
 * RpcFailedError where a contract wallet cannot be asked.
 * @example
 * import { closeRfq, commitToBid, rankBids, signRfq } from "quittance/market";
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller: account } = stack;
 * const now = await stack.now();
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now), account: buyer });
 * const offered = await exampleBidOffer(stack, rfq, account);
 * const { commitment, revealed } = await commitToBid({ domain, rfq, ...offered, account, now });
 * const commitments = [commitment];
 * const { closing } = await closeRfq({ domain, rfq, commitments, account: buyer, now: rfq.closesAt });
 * const { ranking } = await rankBids({ domain, rfq, closing, commitments, revealed: [revealed] });
 * console.log(ranking[0]?.bidder === account.address); // true
 * await stack.stop();
 */
export async function rankBids(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly closing: SignedRfqClosing;
  readonly commitments: readonly SignedBidCommitment[];
  readonly revealed: readonly RevealedBid[];
  readonly trust?: Readonly<Record<string, number>> | undefined;
  readonly client?: ReadingClient | undefined;
}): Promise<RfqResult> {
  requireOptions(input, "domain rfq closing commitments revealed trust client");
  const { closing, client } = input;
  requireList("commitments", input.commitments);
  requireList("revealed", input.revealed);
  const trust = scoresIn(input.trust ?? {});
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  await verifyRfqClosing({ domain, rfq, closing, client });
  const commitments = await eachGood(input.commitments, async (given): Promise<KnownCommitment> => {
    const commitment = parseBidCommitment(given);
    await verifyBidCommitment({ domain, rfq, commitment, client });
    const { bidder, seal } = commitment;
    return { hash: hashOfCommitment(domain, commitment), bidder, seal };
  });
  const opened = await eachGood(input.revealed, async (given): Promise<OpenedBid> => {
    const revealed = parseRevealedBid(given);
    const seal = sealOf(revealed, revealed.bid.offer.from);
    return { revealed, seal, isGood: await isGoodBid(rfq, domain, revealed, client) };
  });
  return settleBids({ rfq, hash: hashRfq(rfq), closed: closing.commitments, commitments, opened, trust });
}

async function isGoodBid(
  rfq: SignedRfq,
  domain: QuittanceDomain,
  revealed: RevealedBid,
  client: ReadingClient | undefined,
): Promise<boolean> {
  const [found] = await eachGood([revealed], async () => {
    await requireGood(rfq, domain, revealed, client);
    return true;
  });
  return found === true;
}

/** What can be read of each; what is refused is left out. */
async function eachGood<Given, Read>(
  all: readonly Given[],
  read: (given: Given) => Promise<Read>,
): Promise<Read[]> {
  const found = await Promise.all(
    all.map(async (given) => {
      try {
        return [await read(given)];
      } catch (error) {
        if (error instanceof BaseError && !isOfNode(error)) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

const MOST_SCORE = 10_000;

/** The scores by address in lower case: one that is found by no bidder would count as none. */
function scoresIn(trust: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  requireObject("trust", trust);
  for (const [bidder, score] of Object.entries(trust)) {
    if (Number.isSafeInteger(score) && score >= 0 && score <= MOST_SCORE) continue;
    throw new InvalidFieldError({
      field: `trust.${bidder as Hex}`,
      value: score,
      problem: `must be a whole number from 0 to ${MOST_SCORE}`,
      remedy: "Pass the score of getTrust, as of the block that the request names.",
    });
  }
  return Object.fromEntries(Object.entries(trust).map(([bidder, score]) => [bidder.toLowerCase(), score]));
}
