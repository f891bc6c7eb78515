import type { Address } from "viem";
import type { FactBlock } from "./facts.ts";
import { groupBy } from "./group.ts";
import type { FactSources, MilestoneSource, SourcePlace } from "./sources.ts";

/** The sources as of a block, by what they are of. */
export interface OrderedSources {
  readonly asOf: FactBlock;
  readonly deals: ReadonlyMap<string, FactSources["deals"][number]>;
  readonly milestones: ReadonlyMap<string, FactSources["milestones"][number]>;
  readonly deliveries: ReadonlyMap<string, FactSources["deliveries"][number]>;
  readonly settlements: readonly FactSources["settlements"][number][];
  /** By milestone, in the chain's order. */
  readonly verdicts: ReadonlyMap<string, readonly FactSources["verdicts"][number][]>;
  readonly contests: ReadonlyMap<string, readonly FactSources["contests"][number][]>;
  readonly panels: ReadonlyMap<string, FactSources["panels"][number]>;
  readonly ballots: ReadonlyMap<string, readonly FactSources["ballots"][number][]>;
  readonly equivocations: ReadonlyMap<string, readonly FactSources["equivocations"][number][]>;
  readonly seats: readonly FactSources["seats"][number][];
  readonly principals: ReadonlyMap<Address, Address>;
}

/** What entries about one milestone share. */
export const keyOf = ({ dealId, milestone }: MilestoneSource) => `${dealId}/${milestone}`;

/** Which of two comes first. */
export const compare = <Value extends bigint | number | string>(a: Value, b: Value) =>
  a < b ? -1 : a > b ? 1 : 0;

/** The chain's order. */
export const byPlace = (a: SourcePlace, b: SourcePlace): number =>
  compare(a.blockNumber, b.blockNumber) || compare(a.logIndex, b.logIndex);

/** By deal and milestone. */
export const byMilestone = (a: MilestoneSource, b: MilestoneSource) =>
  compare(a.dealId, b.dealId) || compare(a.milestone, b.milestone);

const mapOf = <Key, Entry>(list: readonly Entry[], key: (entry: Entry) => Key) =>
  new Map(list.map((entry) => [key(entry), entry]));

/** Leaves out what had not happened at the block. */
export function orderSources(sources: FactSources, asOf: FactBlock): OrderedSources {
  const until = <Entry extends SourcePlace>(list: readonly Entry[]): Entry[] =>
    list.filter(({ blockNumber }) => blockNumber <= asOf.blockNumber).sort(byPlace);
  return {
    asOf,
    deals: mapOf(until(sources.deals), ({ dealId }) => dealId),
    milestones: mapOf(sources.milestones, keyOf),
    deliveries: mapOf(until(sources.deliveries), keyOf),
    settlements: until(sources.settlements).sort(byMilestone),
    verdicts: groupBy(until(sources.verdicts), keyOf),
    contests: groupBy(until(sources.contests), keyOf),
    panels: mapOf(until(sources.panels), keyOf),
    ballots: groupBy(until(sources.ballots), keyOf),
    equivocations: groupBy(until(sources.equivocations), keyOf),
    seats: until(sources.seats),
    principals: new Map(until(sources.accounts).map(({ account, principal }) => [account, principal])),
  };
}
