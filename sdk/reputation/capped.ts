import type { Address } from "viem";
import { apportion } from "./apportion.ts";
import { groupBy } from "./group.ts";

/** A fact with its counterparty's principal and what it weighs in base units. */
export interface Weighed<Fact> {
  readonly counterparty: Address;
  readonly fact: Fact;
  readonly value: bigint;
}

/** The facts with one counterparty; together they weigh no more than a cap. */
export interface Counterparty<Fact> {
  readonly counterparty: Address;
  readonly value: bigint;
  readonly facts: readonly Weighed<Fact>[];
}

/** Groups facts by counterparty, in the order of addresses, and caps what each counterparty weighs, shared by its facts in proportion. */
export function capByCounterparty<Fact>(facts: readonly Weighed<Fact>[], cap: bigint): Counterparty<Fact>[] {
  return [...groupBy(facts, ({ counterparty }) => counterparty)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([counterparty, group]) => {
      const sum = group.reduce((total, { value }) => total + value, 0n);
      const value = sum < cap ? sum : cap;
      const parts = apportion(
        value,
        group.map((weighed) => weighed.value),
      );
      return {
        counterparty,
        value,
        facts: group.map((weighed, index) => ({ ...weighed, value: parts[index] ?? 0n })),
      };
    });
}
