import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { lowered, PAGING, type Page, type Paging, pageOf, recordOf } from "./page.ts";
import {
  type AsOf,
  type Cause,
  type Columns,
  causeColumns,
  holder,
  type LastChange,
  lastChangeColumns,
  maybe,
  object,
  units,
  whole,
} from "./values.ts";

/** What an address did as buyer, seller, juror, arbiter and payer of bonds. Amounts are USDC base units. */
export interface AgentProfile extends Cause, LastChange {
  readonly address: Address;
  readonly buyerDeals: number;
  readonly buyerCommitted: bigint;
  readonly buyerPaidOut: bigint;
  readonly buyerRefunded: bigint;
  readonly buyerUnsettled: bigint;
  readonly sellerDeals: number;
  readonly sellerDeliveries: number;
  /** Milestones settled with something for the seller. */
  readonly sellerPaidMilestones: number;
  readonly sellerSettledMilestones: number;
  /** Basis points of its settled milestones that it was on time with; undefined before the first. */
  readonly sellerOnTimeRate: number | undefined;
  readonly sellerGross: bigint;
  readonly sellerNet: bigint;
  /** Deals whose round-1 panel it sits on, and round-2 panels it was drawn to. */
  readonly jurorSeats: number;
  readonly jurorDraws: number;
  /** Verdicts of its panels, with or without its ballot. */
  readonly jurorVerdicts: number;
  readonly jurorBallots: number;
  /** Ballots whose score alone would have given the verdict's payout. */
  readonly jurorAgreements: number;
  /** Undefined before its first ballot. */
  readonly jurorAverageScore: number | undefined;
  readonly jurorEquivocations: number;
  readonly rulings: number;
  /** As buyer or seller. */
  readonly contestCount: number;
  /** Contests of its milestones, of either side, that a verdict, a ruling or silence decided. */
  readonly contestsWon: number;
  readonly contestsLost: number;
  readonly bondsPaid: bigint;
  readonly bondsReturned: bigint;
  readonly bondsEarned: bigint;
  readonly drawsEarned: bigint;
  readonly feesEarned: bigint;
  readonly ratingsGiven: number;
  readonly ratingsReceived: number;
  /** The sum of the scores of 0 to 100 that it received. */
  readonly ratingScoreSum: number;
  /** Hundredths of a point; undefined before the first rating. */
  readonly averageRating: number | undefined;
}

const profileColumns = (): Columns<AgentProfile> => ({
  ...{ address: holder(), buyerDeals: whole(), buyerCommitted: units(), buyerPaidOut: units() },
  ...{ buyerRefunded: units(), buyerUnsettled: units(), sellerDeals: whole(), sellerDeliveries: whole() },
  ...{ sellerPaidMilestones: whole(), sellerGross: units(), sellerNet: units(), jurorSeats: whole() },
  ...{ jurorDraws: whole(), jurorVerdicts: whole(), jurorBallots: whole(), jurorAgreements: whole() },
  ...{
    jurorAverageScore: maybe(whole()),
    jurorEquivocations: whole(),
    rulings: whole(),
    contestCount: whole(),
    contestsWon: whole(),
    contestsLost: whole(),
    sellerSettledMilestones: whole(),
    sellerOnTimeRate: maybe(whole()),
    averageRating: maybe(whole()),
  },
  ...{ bondsPaid: units(), bondsReturned: units(), bondsEarned: units(), drawsEarned: units() },
  ...{ feesEarned: units(), ratingsGiven: whole(), ratingsReceived: whole(), ratingScoreSum: whole() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/** The figures of an address. */
export interface ProfileAnswer {
  readonly asOf: AsOf;
  /** Undefined when no event names the address, as far as the indexer has read. */
  readonly profile: AgentProfile | undefined;
}

/**
 * The figures of an address in each of its parts: as buyer, seller, juror, arbiter and payer of bonds.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getAgentProfile } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const agent = "0x00000000000000000000000000000000000000b2";
 * const { name } = await getAgentProfile(history, { agent }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getAgentProfile(
  history: History,
  parameters: { readonly agent: Address } & Asking,
): Promise<ProfileAnswer> {
  requireHistory(history);
  requireOptions(parameters, "agent signal");
  const columns = profileColumns();
  const document = `query ($address: String!) { agent(address: $address) { ${Object.keys(columns).join(" ")} } }`;
  const variables = { address: lowered("agent", parameters.agent) };
  const schema = object({ agent: maybe(object(columns)) });
  const { asOf, found } = await recordOf(history, { document, variables, schema }, parameters.signal);
  return { asOf, profile: found.agent };
}

/** What agents can be ordered by; each has an index. Those without the figure are left out. */
export type AgentOrder = "averageRating" | "sellerNet" | "jurorAgreements" | "updatedAt";

const ORDERS: readonly AgentOrder[] = ["averageRating", "sellerNet", "jurorAgreements", "updatedAt"];

/**
 * The agents with the highest figure first: best rated, paid most, in agreement with most verdicts, or seen last.
 *
 * @param parameters.by `averageRating` when left out.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listAgents } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listAgents(history, { by: "sellerNet", limit: 10 }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listAgents(
  history: History,
  parameters: Paging & { readonly by?: AgentOrder | undefined } = {},
): Promise<Page<AgentProfile>> {
  requireHistory(history);
  requireOptions(parameters, `by ${PAGING}`);
  const { by = "averageRating" } = parameters;
  if (!ORDERS.includes(by)) {
    throw new InvalidFieldError({
      field: "by",
      value: by,
      problem: "must be a figure that has an index",
      remedy: `Give one of ${ORDERS.join(", ")}.`,
    });
  }
  const least = { averageRating: 0, jurorAgreements: 1, sellerNet: "1", updatedAt: "0" }[by];
  const order = { orderBy: by, orderDirection: "desc" } as const;
  const question = {
    list: "agents",
    filter: "agent",
    columns: profileColumns(),
    where: { [`${by}_gte`]: least },
  };
  return pageOf(history, { ...question, ...order }, parameters);
}

/** The sums of everything; amounts are USDC base units. */
export interface Totals extends Cause, LastChange {
  readonly deals: number;
  readonly milestones: number;
  readonly settledMilestones: number;
  readonly verdicts: number;
  readonly contests: number;
  readonly rulings: number;
  readonly accounts: number;
  /** What the contract holds: balances, unclaimed payouts, unsettled milestones, bonds and tabs. */
  readonly held: bigint;
  readonly balances: bigint;
  readonly unclaimed: bigint;
  readonly unsettled: bigint;
  readonly bonds: bigint;
  readonly tabs: bigint;
}

const totalColumns = (): Columns<Totals> => ({
  ...{
    deals: whole(),
    milestones: whole(),
    settledMilestones: whole(),
    verdicts: whole(),
    contests: whole(),
  },
  ...{ rulings: whole(), accounts: whole(), held: units(), balances: units(), unclaimed: units() },
  ...{ unsettled: units(), bonds: units(), tabs: units() },
  ...causeColumns(),
  ...lastChangeColumns(),
});

/**
 * The sums of everything that the contract did and holds; undefined before its first event.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError
 * @example
 * import { createHistory, getTotals } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await getTotals(history).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getTotals(
  history: History,
  parameters: Asking = {},
): Promise<{ readonly asOf: AsOf; readonly totals: Totals | undefined }> {
  requireHistory(history);
  requireOptions(parameters, "signal");
  const columns = totalColumns();
  const document = `query { total(id: "quittance") { ${Object.keys(columns).join(" ")} } }`;
  const schema = object({ total: maybe(object(columns)) });
  const { asOf, found } = await recordOf(history, { document, variables: {}, schema }, parameters.signal);
  return { asOf, totals: found.total };
}
