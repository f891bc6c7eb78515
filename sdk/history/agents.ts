import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { lowered, recordOf } from "./page.ts";
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
  readonly bondsPaid: bigint;
  readonly bondsReturned: bigint;
  readonly bondsEarned: bigint;
  readonly drawsEarned: bigint;
  readonly feesEarned: bigint;
  readonly ratingsGiven: number;
  readonly ratingsReceived: number;
  /** The sum of the scores of 0 to 100 that it received. */
  readonly ratingScoreSum: number;
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
