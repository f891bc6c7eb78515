import { InvalidFieldError } from "../../errors/field.ts";
import { ExchangeUnreachableError } from "../../errors/market.ts";
import { requireOptions } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { parseListing, type SignedListing } from "../listings/listing.ts";
import { parseListingWithdrawal, type SignedListingWithdrawal } from "../listings/withdrawal.ts";
import {
  parseBidCommitment,
  parseRevealedBid,
  type RevealedBid,
  type SignedBidCommitment,
} from "../rfqs/bid.ts";
import { parseRfqClosing, type SignedRfqClosing } from "../rfqs/closing.ts";
import { parseRfq, type SignedRfq } from "../rfqs/rfq.ts";
import { ask, askEach, askWell, EXCHANGES, type ExchangeFailure, type Exchanges } from "./http.ts";

/** What is posted to exchanges. */
export type MarketMessage =
  | { readonly listing: SignedListing }
  | { readonly withdrawal: SignedListingWithdrawal }
  | { readonly rfq: SignedRfq }
  | { readonly commitment: SignedBidCommitment }
  | { readonly closing: SignedRfqClosing }
  /** With the closing that names its commitment, which goes before it: an exchange that the buyer left out has it then, too. */
  | { readonly revealed: RevealedBid; readonly closing?: SignedRfqClosing | undefined };

/**
 * What an exchange did with a message. `first`: it keeps it. `known`: it had it. `replaced`: it keeps it in the place of an older
 * one. `older`: it has a later one. `double`: it keeps it as a proof that there were two.
 */
export type MarketReceipt = "first" | "known" | "replaced" | "older" | "double";

const RECEIPTS: readonly MarketReceipt[] = ["first", "known", "replaced", "older", "double"];

/** What became of a message on several exchanges. */
export interface PostedToMarket {
  readonly taken: readonly { readonly exchange: string; readonly receipt: MarketReceipt }[];
  readonly failures: readonly ExchangeFailure[];
}

/**
 * Posts a message of the market to several exchanges at once: a listing, its withdrawal, a request for quotes, a commitment to a bid,
 * the closing, or a revealed bid with the closing that it goes by. Posting again changes nothing.
 *
 * @throws InvalidFieldError for a malformed message; what the first exchange failed with, when none took it: ExchangeRefusedError,
 * ExchangeUnreachableError.
 * @example
 * import { postToMarket, signListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const listing = await signListing({ domain, listing: exampleListing(stack, await stack.now()), account });
 * const exchanges = ["http://127.0.0.1:9"]; // none listens there
 * const { name } = await postToMarket({ exchanges, message: { listing } }).catch((error) => error);
 * console.log(name); // ExchangeUnreachableError
 * await stack.stop();
 */
export async function postToMarket(
  input: Exchanges & { readonly message: MarketMessage },
): Promise<PostedToMarket> {
  requireOptions(input, `${EXCHANGES} message`);
  const { before, message } = partsOf(input.message);
  const { path, body } = requestOf(message);
  const earlier = before === undefined ? undefined : requestOf(before);
  const { answers, failures } = await askEach(input, async (base) => {
    // One that has it, or another one of the buyer, says so; what follows is taken or refused by itself.
    if (earlier !== undefined) await ask(base, input, earlier);
    const content = await askWell(base, input, { path, body });
    const receipt = RECEIPTS.find((each) => each === Reflect.get(content, "receipt"));
    if (receipt === undefined) throw new ExchangeUnreachableError("it gave no receipt");
    return receipt;
  });
  const [failure] = failures;
  if (answers.length === 0 && failure !== undefined) throw failure.error;
  return { taken: answers.map(({ exchange, answer: receipt }) => ({ exchange, receipt })), failures };
}

/** What is posted before a message. */
function partsOf(given: MarketMessage): {
  readonly before: MarketMessage | undefined;
  readonly message: MarketMessage;
} {
  if (typeof given !== "object" || given === null || !("revealed" in given))
    return { before: undefined, message: given };
  const { closing, ...message } = given;
  return { before: closing === undefined ? undefined : { closing }, message };
}

function requestOf(message: MarketMessage): { readonly path: string; readonly body: string } {
  requireOptions(message, "listing withdrawal rfq commitment closing revealed", "message");
  const [kind, ...more] = Object.keys(message);
  if (kind !== undefined && more.length === 0) {
    if ("listing" in message)
      return { path: "/listings", body: toJson({ listing: parseListing(message.listing) }) };
    if ("withdrawal" in message) {
      return { path: "/listings", body: toJson({ withdrawal: parseListingWithdrawal(message.withdrawal) }) };
    }
    if ("rfq" in message) return { path: "/rfqs", body: toJson({ rfq: parseRfq(message.rfq) }) };
    if ("commitment" in message) {
      const commitment = parseBidCommitment(message.commitment);
      return { path: `/rfqs/${commitment.rfq}/bids`, body: toJson({ commitment }) };
    }
    if ("closing" in message) {
      const closing = parseRfqClosing(message.closing);
      return { path: `/rfqs/${closing.rfq}/bids`, body: toJson({ closing }) };
    }
    const revealed = parseRevealedBid(message.revealed);
    return { path: `/rfqs/${revealed.bid.rfq}/bids`, body: toJson({ revealed }) };
  }
  throw new InvalidFieldError({
    field: "message",
    value: undefined,
    secret: true,
    problem: "must have one field",
    remedy: "Pass { listing }, { withdrawal }, { rfq }, { commitment }, { closing } or { revealed }.",
  });
}
