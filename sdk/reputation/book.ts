import type { Address } from "viem";
import { decay, decayUnit } from "./decay.ts";
import type { FactBlock, PersonalSeed, ReputationFacts } from "./facts.ts";
import { type FlowBack, flowBackIn } from "./flow-back.ts";
import { groupBy } from "./group.ts";
import { moneyGraph } from "./money-graph.ts";
import { type ReputationParameters, readParameters } from "./parameters.ts";
import { lower } from "./principals.ts";
import { type Duty, type Rated, type ReadFacts, readFacts, type Settled } from "./read-facts.ts";
import { seedsOfAsker, seedsOfSeats } from "./seeds.ts";
import { flowTrust, type TrustFlow } from "./trust-flow.ts";

/** What scores are computed from. */
export interface ReputationInput {
  readonly facts: ReputationFacts;
  /** The block that is asked about. What happened after it is left out; seats are as they are at it. */
  readonly asOf: FactBlock;
  /** Juror pools whose stake vouches and whose duties count; none when left out. */
  readonly pools?: readonly Address[] | undefined;
  /** What the asker trusts by itself, in the place of stake: makes a personal view. */
  readonly seeds?: readonly PersonalSeed[] | undefined;
  readonly parameters?: Partial<ReputationParameters> | undefined;
}

/** The names of the fields of `ReputationInput`. */
export const INPUT_FIELDS = "facts asOf pools seeds parameters";

/** Everything that scores of one block share. */
export interface Book {
  readonly facts: ReadFacts;
  readonly parameters: ReputationParameters;
  readonly view: "global" | "personal";
  readonly pools: ReadonlySet<Address>;
  readonly flow: TrustFlow;
  readonly flowBack: FlowBack;
  /** By principal of either side. */
  readonly sold: ReadonlyMap<Address, readonly Settled[]>;
  readonly bought: ReadonlyMap<Address, readonly Settled[]>;
  readonly rated: ReadonlyMap<Address, readonly Rated[]>;
  /** By seller. */
  readonly calibrations: ReadonlyMap<Address, readonly Settled[]>;
  /** By who owns the seat, and by its key. */
  readonly duties: ReadonlyMap<Address, readonly Duty[]>;
  readonly dutiesOfKeys: ReadonlyMap<Address, readonly Duty[]>;
}

/** Reads facts, lets trust flow, and sorts facts by principal: once for all scores of a block. */
export function openBook({ facts: given, asOf, pools, seeds, parameters: tuned }: ReputationInput): Book {
  const parameters = readParameters(tuned);
  const facts = readFacts(given, asOf);
  const ofSeats = seedsOfSeats(facts.seats, pools, facts.asOf.timestamp, parameters);
  const chosen = seeds === undefined ? ofSeats : seedsOfAsker(seeds, facts.principals, parameters);
  return {
    facts,
    parameters,
    view: seeds === undefined ? "global" : "personal",
    pools: new Set(pools?.map(lower)),
    flow: flowTrust(moneyGraph(facts, parameters), chosen, parameters),
    flowBack: flowBackIn(facts),
    sold: groupBy(facts.trade, ({ to }) => to),
    bought: groupBy(facts.trade, ({ from }) => from),
    rated: groupBy(facts.ratings, ({ of }) => of),
    calibrations: groupBy(facts.calibrations, ({ to }) => to),
    duties: groupBy(facts.duties, ({ holder }) => holder),
    dutiesOfKeys: groupBy(facts.duties, ({ juror }) => lower(juror)),
  };
}

/** What an amount of an earlier time weighs at the block that is asked about; rounded down. */
export function decayedAt({ facts, parameters }: Book, amount: bigint, at: bigint): bigint {
  return (amount * decay(facts.asOf.timestamp - at, parameters.halfLife)) / decayUnit;
}
