import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import { deriveDuties } from "./derive-duties.ts";
import { deriveSeats } from "./derive-seats.ts";
import type {
  ClauseFact,
  FactBlock,
  PaymentFact,
  RatingFact,
  ReputationFacts,
  SettlementFact,
} from "./facts.ts";
import { byMilestone, byPlace, compare, keyOf, type OrderedSources, orderSources } from "./order-sources.ts";
import { readAsOf } from "./read-facts.ts";
import type { DocumentsOf, FactSources, SourcePlace } from "./sources.ts";

/** Facts are derived as of this block. */
export interface DeriveInput {
  readonly sources: FactSources;
  /** What happened after it is left out. */
  readonly asOf: FactBlock;
  /** Left out: facts hold only what the chain says. */
  readonly documents?: DocumentsOf | undefined;
}

/**
 * The facts of reputation as of a block, from what happened on the chain. They do not depend on the order of the sources, and are
 * sorted, so that two who derive them from the same chain have equal lists.
 *
 * What documents say, `panel`, `calibration` and clauses, comes from `documents`, and is left out without it.
 *
 * @param input.sources From logs by `sourcesOf`, or from the rows of an indexer.
 * @throws InvalidFieldError for a block that is none.
 * @example
 * import { deriveFacts, sourcesOf } from "quittance/reputation";
 *
 * const sources = sourcesOf({ logs: [], quittance: "0x00000000000000000000000000000000000000c1" });
 * const facts = deriveFacts({ sources, asOf: { blockNumber: 20n, timestamp: 1_700_000_000n } });
 * console.log(facts.settlements.length); // 0
 */
export function deriveFacts(input: DeriveInput): ReputationFacts {
  requireOptions(input, "sources asOf documents");
  const { sources, documents } = input;
  const asOf = readAsOf(input.asOf);
  const ordered = orderSources(sources, asOf);
  const until = <Entry extends SourcePlace>(list: readonly Entry[]): Entry[] =>
    list.filter(({ blockNumber }) => blockNumber <= asOf.blockNumber);
  const ratings = until(sources.ratings).map(
    ({ dealId, rater, score, blockNumber, timestamp }): RatingFact => ({
      ...{ dealId, rater, score, blockNumber, timestamp },
    }),
  );
  const { settlements, clauses } = deriveSettlements(ordered, documents);
  return {
    settlements,
    clauses,
    ratings: ratings.sort((a, b) => compare(a.dealId, b.dealId) || compare(a.rater, b.rater)),
    jurors: deriveDuties(ordered).sort(
      (a, b) => byMilestone(a, b) || compare(a.round, b.round) || compare(a.juror, b.juror),
    ),
    seats: deriveSeats(ordered),
    payments: derivePayments(until(sources.payments), ordered.principals),
  };
}

function deriveSettlements(
  sources: OrderedSources,
  documents: DocumentsOf | undefined,
): { readonly settlements: SettlementFact[]; readonly clauses: ClauseFact[] } {
  const clauses: ClauseFact[] = [];
  const settlements = sources.settlements.flatMap((settled): SettlementFact[] => {
    const { dealId, milestone, toSeller, toBuyer, cause, blockNumber, timestamp } = settled;
    const key = keyOf(settled);
    const [deal, terms] = [sources.deals.get(dealId), sources.milestones.get(key)];
    // A deal that opened before the first block that was read is unknown, with its milestones.
    if (deal === undefined || terms === undefined) return [];
    const said = documents?.({ dealId, milestone });
    for (const { kind, units, lost } of said?.clauses ?? []) {
      clauses.push({ dealId, milestone, kind, units, lost });
    }
    const deliveredAt = deliveredIn(sources, settled);
    const { buyer, seller, pact, category = 0n, marketplace } = deal;
    return [
      {
        ...{
          dealId,
          milestone,
          ...partiesOf(buyer, seller, sources.principals),
          pact,
          category,
          marketplace,
        },
        ...{ amount: toSeller + toBuyer, toSeller, toBuyer, cause, deadline: terms.deadline },
        ...(deliveredAt === undefined ? {} : { deliveredAt }),
        round: sources.verdicts.get(key)?.at(-1)?.round ?? 0,
        contests: contestsOf(sources.contests.get(key)).map(({ side, payout }) => ({ side, payout })),
        ...(said?.panel === undefined ? {} : { panel: said.panel }),
        ...(said?.calibration === undefined ? {} : { calibration: said.calibration }),
        ...{ blockNumber, timestamp },
      },
    ];
  });
  return { settlements, clauses };
}

/**
 * When the work was there, as the chain shows it: posted, or judged worth something by a first verdict, however long its contest window
 * kept it from settling.
 */
function deliveredIn(
  { deliveries, verdicts }: OrderedSources,
  settled: FactSources["settlements"][number],
): bigint | undefined {
  const key = keyOf(settled);
  const [verdict] = verdicts.get(key) ?? [];
  const judged = verdict !== undefined && settled.toSeller > 0n ? verdict.timestamp : undefined;
  const posted = deliveries.get(key)?.timestamp;
  if (posted === undefined || judged === undefined) return posted ?? judged;
  return posted < judged ? posted : judged;
}

const contestsOf = (contests: readonly FactSources["contests"][number][] = []) =>
  [...contests].sort((a, b) => a.round - b.round);

function partiesOf(buyer: Address, seller: Address, principals: ReadonlyMap<Address, Address>) {
  const [buyerPrincipal, sellerPrincipal] = [principals.get(buyer), principals.get(seller)];
  return {
    ...{ buyer, seller },
    ...(buyerPrincipal === undefined ? {} : { buyerPrincipal }),
    ...(sellerPrincipal === undefined ? {} : { sellerPrincipal }),
  };
}

function derivePayments(
  payments: FactSources["payments"],
  principals: ReadonlyMap<Address, Address>,
): PaymentFact[] {
  return [...payments]
    .sort(
      (a, b) =>
        byPlace(a, b) || compare(a.from, b.from) || compare(a.to, b.to) || compare(a.amount, b.amount),
    )
    .map(({ from, to, amount, blockNumber, timestamp }) => {
      const [fromPrincipal, toPrincipal] = [principals.get(from), principals.get(to)];
      return {
        ...{ from, to, amount, blockNumber, timestamp },
        ...(fromPrincipal === undefined ? {} : { fromPrincipal }),
        ...(toPrincipal === undefined ? {} : { toPrincipal }),
      };
    });
}
