import type { Hex } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { BaseError } from "../../errors/base.ts";
import { ExchangeUnreachableError } from "../../errors/market.ts";
import { isOfNode } from "../../errors/of-node.ts";
import { bytes32, record } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { hashMessage } from "../fields.ts";
import {
  hashOfCommitment,
  parseBidCommitment,
  parseRevealedBid,
  type RevealedBid,
  type SignedBidCommitment,
  verifyBidCommitment,
} from "../rfqs/bid.ts";
import { MOST_BIDS, parseRfqClosing, type SignedRfqClosing, verifyRfqClosing } from "../rfqs/closing.ts";
import { hashRfq, parseRfq, type SignedRfq, verifyRfq } from "../rfqs/rfq.ts";
import {
  askEach,
  askWell,
  EXCHANGES,
  type ExchangeFailure,
  type Exchanges,
  listIn,
  TIMEOUT_MS,
} from "./http.ts";

/**
 * Something about a request that one exchange has otherwise than another. `altered`: what it shows is not signed by whom it names.
 * `hidden`: it lacks a commitment or a bid that another one shows. `closings`: the buyer signed another closing than elsewhere.
 */
export interface RfqConflict {
  readonly exchange: string;
  readonly problem: "altered" | "hidden" | "closings";
  readonly details: string;
}

/** A request with all that exchanges know of it together. */
export interface FetchedRfq {
  readonly rfq: SignedRfq;
  /**
   * One of each exchange in turn, each exchange's in the order of their hashes, so that one that shows any number of them does not take
   * the places of the others' in a closing. Empty until the window closes.
   */
  readonly commitments: readonly SignedBidCommitment[];
  /** Undefined until the buyer has signed it, and where it signed several. */
  readonly closing: SignedRfqClosing | undefined;
  /** Empty until `revealBy`. What they are worth is `rankBids`' business. */
  readonly revealed: readonly RevealedBid[];
  /** Exchanges for which the window is still open: they show no commitments yet. Ask them again in some seconds. */
  readonly early: readonly string[];
  readonly conflicts: readonly RfqConflict[];
  readonly failures: readonly ExchangeFailure[];
}

/**
 * Fetches a request for quotes from several exchanges at once, with the commitments, closing and bids that each has, and makes one of
 * all: what one hides another shows. Each signature is verified here.
 *
 * @param input.hash Of the request; or what `hashRfq` gives of one that came by another road.
 * @throws InvalidFieldError; ExchangeUnreachableError when none has a request of this hash, or what the first failed with.
 * @example
 * import { fetchRfq } from "quittance/market";
 * import { quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const exchanges = ["http://127.0.0.1:9"]; // none listens there
 * const { name } = await fetchRfq({ exchanges, domain, hash: `0x${"11".repeat(32)}` }).catch((error) => error);
 * console.log(name); // ExchangeUnreachableError
 */
export async function fetchRfq(
  input: Exchanges & {
    readonly domain: QuittanceDomain;
    readonly hash: Hex;
    readonly client?: ReadingClient | undefined;
  },
): Promise<FetchedRfq> {
  requireOptions(input, `${EXCHANGES} domain hash client`);
  const domain = requireDomain("domain", input.domain) as QuittanceDomain;
  const { hash } = parseWith("input", record({ hash: bytes32() }), { hash: input.hash });
  const surroundings = { domain, client: input.client };
  const { answers, failures } = await askEach(input, async (base) => {
    const content = await askWell(base, input, { path: `/rfqs/${hash}` });
    const rfq = await readRfq(content, hash, surroundings);
    const bids = await fetchBids(base, input, hash);
    return { rfq, ...(await readParts(bids, rfq, surroundings)) };
  });
  const rfq = answers[0]?.answer.rfq;
  if (rfq === undefined) throw failures[0]?.error ?? new ExchangeUnreachableError("none has this request");
  const commitments = merged(answers.map(({ answer }) => answer.commitments));
  const revealed = merged(answers.map(({ answer }) => answer.revealed));
  const closings = merged(answers.map(({ answer }) => answer.closings));
  const conflicts = answers.flatMap(({ exchange, answer }): RfqConflict[] => {
    const lacks = lacking(answer.commitments, commitments) + lacking(answer.revealed, revealed);
    return [
      ...answer.altered.map((details) => ({ exchange, problem: "altered" as const, details })),
      ...(lacks === 0
        ? []
        : [{ exchange, problem: "hidden" as const, details: `it lacks ${lacks} that others show` }]),
      ...(closings.size > 1 && answer.closings.size > 0
        ? [{ exchange, problem: "closings" as const, details: "the buyer signed several closings" }]
        : []),
    ];
  });
  return {
    rfq,
    commitments: inTurn(answers.map(({ answer }) => answer.commitments)),
    closing: closings.size === 1 ? [...closings.values()][0] : undefined,
    revealed: inOrder(revealed),
    early: answers.flatMap(({ exchange, answer }) => (answer.now < rfq.closesAt ? [exchange] : [])),
    ...{ conflicts, failures },
  };
}

/** Pages of one exchange at most: more than all bids of a request need, each with the largest pact. */
const MOST_PAGES = 300;
/** All pages of one exchange may take as long as so many answers: a slow one must not keep the buyer past `revealBy`. */
const MOST_TIMEOUTS = 4;
const NEXT = /^[a-z]{1,16}\.0x[0-9a-f]{64}$/;

/** All pages of what an exchange has of a request's bids, as one. */
async function fetchBids(base: string, exchanges: Exchanges, hash: Hex): Promise<object> {
  const path = `/rfqs/${hash}/bids`;
  const until = Date.now() + MOST_TIMEOUTS * (exchanges.timeoutMs ?? TIMEOUT_MS);
  const all = { commitments: [] as unknown[], closings: [] as unknown[], revealed: [] as unknown[] };
  let now: unknown;
  for (let after = "", pages = 0; ; pages += 1) {
    if (pages >= MOST_PAGES)
      throw new ExchangeUnreachableError(`its bids have more than ${MOST_PAGES} pages`);
    if (Date.now() > until) throw new ExchangeUnreachableError("its bids take too long");
    const content = await askWell(base, exchanges, { path: `${path}${after}` });
    now ??= Reflect.get(content, "now");
    all.commitments.push(...listIn(content, "commitments", MOST_COMMITMENTS - all.commitments.length));
    all.closings.push(...listIn(content, "closings", MOST_CLOSINGS - all.closings.length));
    all.revealed.push(...listIn(content, "revealed", MOST_BIDS - all.revealed.length));
    const next: unknown = Reflect.get(content, "next");
    const isMore = typeof next === "string" && NEXT.test(next) && after !== `?after=${next}`;
    if (!isMore) return { ...all, now };
    after = `?after=${next}`;
  }
}

/** The request that was asked for. What an exchange gives in its place is no fault of the caller. */
async function readRfq(content: object, hash: Hex, surroundings: Surroundings): Promise<SignedRfq> {
  try {
    const rfq = parseRfq(Reflect.get(content, "rfq"));
    await verifyRfq({ ...surroundings, rfq });
    if (hashRfq(rfq) === hash) return rfq;
  } catch (error) {
    if (!(error instanceof BaseError) || isOfNode(error)) throw error;
    throw new ExchangeUnreachableError(error.shortMessage);
  }
  throw new ExchangeUnreachableError("it gave another request");
}

interface Surroundings {
  readonly domain: QuittanceDomain;
  readonly client: ReadingClient | undefined;
}

const said = ({ signature: _, ...closing }: SignedRfqClosing) => closing;

interface Parts {
  readonly commitments: ReadonlyMap<Hex, SignedBidCommitment>;
  readonly closings: ReadonlyMap<Hex, SignedRfqClosing>;
  readonly revealed: ReadonlyMap<Hex, RevealedBid>;
  readonly altered: readonly string[];
  /** Unix seconds by the exchange's node; 0 where it does not say. */
  readonly now: number;
}

/** What is wrong with an exchange is shown so often; more would hide what is wrong with others. */
const MOST_ALTERED = 20;
/** A bidder has one commitment that counts, and one that proves that there was another. */
const MOST_COMMITMENTS = 2 * MOST_BIDS;
/** One that counts, and one that proves that there was another. */
const MOST_CLOSINGS = 2;

async function readParts(content: object, rfq: SignedRfq, { domain, client }: Surroundings): Promise<Parts> {
  const altered: string[] = [];
  const attempt = async (read: () => Promise<void>) => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof BaseError) || isOfNode(error)) throw error;
      if (altered.length < MOST_ALTERED) altered.push(error.shortMessage);
    }
  };
  const commitments = new Map<Hex, SignedBidCommitment>();
  for (const given of listIn(content, "commitments", MOST_COMMITMENTS)) {
    await attempt(async () => {
      const commitment = parseBidCommitment(given);
      await verifyBidCommitment({ domain, rfq, commitment, client });
      commitments.set(hashOfCommitment(domain, commitment), commitment);
    });
  }
  const revealed = new Map<Hex, RevealedBid>();
  for (const given of listIn(content, "revealed", MOST_BIDS)) {
    await attempt(async () => {
      const one = parseRevealedBid(given);
      revealed.set(hashMessage(one), one);
    });
  }
  const closings = new Map<Hex, SignedRfqClosing>();
  for (const given of listIn(content, "closings", MOST_CLOSINGS)) {
    await attempt(async () => {
      const closing = parseRfqClosing(given);
      await verifyRfqClosing({ domain, rfq, closing, client });
      closings.set(hashMessage(said(closing)), closing);
    });
  }
  const now: unknown = Reflect.get(content, "now");
  return { commitments, closings, revealed, altered, now: Number.isSafeInteger(now) ? Number(now) : 0 };
}

const merged = <Value>(all: readonly ReadonlyMap<Hex, Value>[]): Map<Hex, Value> =>
  new Map(all.flatMap((each) => [...each]));

const lacking = (own: ReadonlyMap<Hex, unknown>, all: ReadonlyMap<Hex, unknown>): number =>
  [...all.keys()].filter((hash) => !own.has(hash)).length;

/** One of each in turn, each once. */
function inTurn<Value>(all: readonly ReadonlyMap<Hex, Value>[]): Value[] {
  const lists = all.map((each) => [...each].sort(([one], [other]) => (one < other ? -1 : 1)));
  const found = new Map<Hex, Value>();
  for (let turn = 0; lists.some(({ length }) => turn < length); turn += 1)
    for (const list of lists) {
      const [hash, value] = list[turn] ?? [];
      if (hash !== undefined && value !== undefined && !found.has(hash)) found.set(hash, value);
    }
  return [...found.values()];
}

const inOrder = <Value>(all: ReadonlyMap<Hex, Value>): Value[] =>
  [...all].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
