import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { type Book, INPUT_FIELDS, openBook, type ReputationInput } from "./book.ts";
import type { FactBlock } from "./facts.ts";
import {
  type AgentFilter,
  type AgentPlace,
  byMerit,
  type FoundAgent,
  findAgents,
  type Ranked,
} from "./find.ts";
import { scoreJury } from "./jury.ts";
import { scorePacts, scoreRatings } from "./opinions.ts";
import type { ReputationPart } from "./parts.ts";
import { lower } from "./principals.ts";
import { type ReputationRecords, readRecords } from "./records.ts";
import { signalOf } from "./signals.ts";
import { type Tier, tierOf } from "./tiers.ts";
import { scoreTrade, tradeOf } from "./trade.ts";

/** What the facts say of a principal, as of a block. */
export interface Reputation {
  /** The address that was asked about, in lower case. */
  readonly subject: Address;
  /** Whom it acts for, and whose score it is: accounts are opened for nothing. */
  readonly principal: Address;
  readonly asOf: FactBlock;
  /** `global`: trust from the stake of seats; `personal`: from the asker's own seeds. */
  readonly view: "global" | "personal";
  /** 0 to 10000. */
  readonly score: number;
  readonly tier: Tier;
  /** 0 to 10000: how much evidence the score rests on. */
  readonly confidence: number;
  /** The stake behind the principal, in USDC base units. */
  readonly trust: bigint;
  /** The facts that the score is made of, with what each contributes; the points sum to the score. */
  readonly parts: readonly ReputationPart[];
  /** Of the address that was asked about. */
  readonly records: ReputationRecords;
}

function readReputation(book: Book, subject: Address): Reputation {
  const principal = book.facts.principals.of(subject);
  const trade = tradeOf(book, principal);
  const components = [
    scoreTrade(trade, book),
    scoreRatings(book, principal),
    scorePacts(book, principal),
    scoreJury(book, principal),
  ];
  const score = Number(components.reduce((total, { points }) => total + points, 0n));
  const evidence = trade.credited + trade.losses;
  const confidence = Number(signalOf(evidence, book.parameters.halfEvidence));
  return {
    ...{ subject, principal, asOf: book.facts.asOf, view: book.view },
    ...{ score, tier: tierOf(score, confidence), confidence },
    trust: book.flow.trust.get(principal) ?? 0n,
    parts: components.flatMap(({ parts }) => parts),
    records: readRecords(book, subject),
  };
}

/**
 * The reputation of one address: score, tier, confidence, the parts that make the score, and records. It is a pure function of the
 * facts: the same facts in any order give the same answer to the last digit.
 *
 * @param input.asOf The block of the answer. Ask as of a finalized block for what cannot change, and of the newest beside it.
 * @param input.pools Juror pools that are trusted to hold USDC; without them, and without `seeds`, no one has trust.
 * @throws InvalidFieldError for facts that no chain could have told, a fact that is there twice, or parameters out of bounds.
 * @example
 * import { reputationOf, type SettlementFact } from "quittance/reputation";
 *
 * const buyer = "0x00000000000000000000000000000000000000b1";
 * const seller = "0x00000000000000000000000000000000000000b2";
 * const settlement: SettlementFact = {
 *   dealId: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   buyer,
 *   seller,
 *   pact: `0x${"22".repeat(32)}`,
 *   category: 0n,
 *   marketplace: "0x0000000000000000000000000000000000000000",
 *   amount: 400_000_000n, // 400 USDC
 *   toSeller: 400_000_000n,
 *   toBuyer: 0n,
 *   cause: "release",
 *   deadline: 1_700_090_000n,
 *   round: 0,
 *   contests: [],
 *   blockNumber: 10n,
 *   timestamp: 1_700_000_000n,
 * };
 * const facts = { settlements: [settlement] };
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const mine = reputationOf({ facts, asOf, subject: seller, seeds: [{ address: buyer, weight: 1 }] });
 * console.log(mine.tier, mine.score, mine.trust);
 * const global = reputationOf({ facts, asOf, subject: seller });
 * console.log(global.score); // 0: no stake vouches for the buyer
 */
export function reputationOf(input: ReputationInput & { readonly subject: Address }): Reputation {
  requireOptions(input, `${INPUT_FIELDS} subject`);
  const { subject, ...shared } = input;
  requireAddress("subject", subject);
  return readReputation(openBook(shared), lower(subject));
}

/**
 * The reputation of every principal that takes part in a deal between two, or has a duty, sorted by address. Trust flows once for all.
 *
 * @throws InvalidFieldError as `reputationOf`.
 * @example
 * import { reputationsOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * console.log(reputationsOf({ facts: { settlements: [] }, asOf }).length); // 0
 */
export function reputationsOf(input: ReputationInput): Reputation[] {
  requireOptions(input, INPUT_FIELDS);
  const book = openBook(input);
  return principalsIn(book).map((principal) => readReputation(book, principal));
}

/** The reputations of one block, of which any number can be asked for. */
export interface Reputations {
  readonly asOf: FactBlock;
  readonly view: "global" | "personal";
  /** Those that `reputationsOf` lists, sorted. */
  readonly principals: readonly Address[];
  /** Whether the facts name an address: as a party, an account, a principal, a juror or an owner of a seat. */
  readonly knows: (address: Address) => boolean;
  /** As `reputationOf`; throws InvalidFieldError for what is no address. */
  readonly of: (subject: Address) => Reputation;
  /** Principals that sold something and fit, the best first. The first call ranks all of them. */
  readonly find: (
    filter: AgentFilter,
    page: { readonly after?: AgentPlace | undefined; readonly limit: number },
  ) => FoundAgent[];
}

/**
 * Checks facts and lets trust flow once, for many questions about one block. Keep it for as long as the block is asked about: it
 * holds all facts.
 *
 * @throws InvalidFieldError as `reputationOf`.
 * @example
 * import { openReputations } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const reputations = openReputations({ facts: { settlements: [] }, asOf });
 * console.log(reputations.of("0x00000000000000000000000000000000000000b2").score); // 0
 */
export function openReputations(input: ReputationInput): Reputations {
  requireOptions(input, INPUT_FIELDS);
  const book = openBook(input);
  const { facts, view } = book;
  const named = namedIn(book);
  let ranked: readonly Ranked[] | undefined;
  return {
    ...{ asOf: facts.asOf, view, principals: principalsIn(book) },
    knows: (address) => named.has(lower(address)),
    of: (subject) => {
      requireAddress("subject", subject);
      return readReputation(book, lower(subject));
    },
    find: (filter, page) => {
      ranked ??= rank(book);
      return findAgents(book, ranked, filter, page);
    },
  };
}

/** All that sold something, without their parts: they would take most of the memory. */
function rank(book: Book): Ranked[] {
  const sellers = [...book.sold.keys()].map((seller): Ranked => {
    const { principal, score, confidence, tier, trust } = readReputation(book, seller);
    return { principal, score, confidence, tier, trust };
  });
  return sellers.sort(byMerit);
}

function principalsIn({ sold, bought, calibrations, duties }: Book): Address[] {
  const principals = [sold, bought, calibrations, duties].flatMap((lists) => [...lists.keys()]);
  return [...new Set(principals)].sort();
}

function namedIn(book: Book): ReadonlySet<Address> {
  const { facts, dutiesOfKeys } = book;
  const seats = facts.seats.flatMap(({ owner, holder }) => [lower(owner), holder]);
  const parties = [...facts.trade, ...facts.calibrations].flatMap(({ buyer, seller }) => [
    lower(buyer),
    lower(seller),
  ]);
  return new Set([...principalsIn(book), ...dutiesOfKeys.keys(), ...seats, ...parties]);
}

/**
 * The records of one address alone, without a score: of a principal with all its accounts, or of a single account or juror's key.
 *
 * @throws InvalidFieldError as `reputationOf`.
 * @example
 * import { recordsOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const subject = "0x00000000000000000000000000000000000000b2";
 * console.log(recordsOf({ facts: { settlements: [] }, asOf, subject }).seller.milestones); // 0
 */
export function recordsOf(input: ReputationInput & { readonly subject: Address }): ReputationRecords {
  requireOptions(input, `${INPUT_FIELDS} subject`);
  const { subject, ...shared } = input;
  requireAddress("subject", subject);
  return readRecords(openBook(shared), lower(subject));
}

/** How much of the seeds' stake stands behind each principal. */
export interface TrustView {
  readonly asOf: FactBlock;
  readonly view: "global" | "personal";
  /** What all seeds vouch with, in USDC base units. */
  readonly stake: bigint;
  /** USDC base units by principal in lower case; who is not in it has none. */
  readonly trust: ReadonlyMap<Address, bigint>;
}

/**
 * Trust alone: how much of the seeds' stake stands behind each principal, after it flowed along settled money.
 *
 * @throws InvalidFieldError as `reputationOf`.
 * @example
 * import { trustOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const me = "0x00000000000000000000000000000000000000b1";
 * const { stake } = trustOf({ facts: { settlements: [] }, asOf, seeds: [{ address: me, weight: 1 }] });
 * console.log(stake); // 10000000000n
 */
export function trustOf(input: ReputationInput): TrustView {
  requireOptions(input, INPUT_FIELDS);
  const { facts, view, flow } = openBook(input);
  return { asOf: facts.asOf, view, stake: flow.stake, trust: flow.trust };
}
