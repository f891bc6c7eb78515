import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DAY } from "./script.ts";

/** What an attacker puts in. Amounts are USDC; a plain number is enough, as nothing is computed from them but sums. */
export interface Spend {
  /** Units of gas. */
  readonly gas: number;
  /** Marketplace and verification fees, and bonds that others earn. */
  readonly fees: number;
  /** What is locked, times the days for which it is. */
  readonly lockedDays: number;
  /** What others keep for good: goods below their price, work that is paid and not wanted. */
  readonly lost: number;
  /** The price of accounts. */
  readonly bought: number;
}

/** What things cost outside of the protocol. Each is an assumption, and the page of the docs names it. */
export const PRICES = {
  /** Wei of a unit of gas: 0.01 gwei, as on Base. */
  gasPrice: 10_000_000,
  /** USDC of an ether. */
  ether: 3_000,
  /** What locked capital would have earned in a year. */
  yearly: 0.05,
  /** Days for which a stake stays locked after its seat gave notice, as pools on live chains have it. */
  unbondingDays: 45,
  /** Days for which the money of a staged deal is locked: an hour. */
  dealDays: 1 / 24,
  /** How far below its price a seller must go, that those who hold seats buy what they need from a stranger. */
  discount: 0.1,
  /** What an account costs, as a part of all that its owner sold with it: the margin of that work. */
  margin: 0.2,
} as const;

type Snapshot = Readonly<Record<string, { readonly gas: number }>>;

const measured: Snapshot = JSON.parse(readFileSync(join("scripts", "bench", "gas-snapshot.json"), "utf8"));
const figure = (name: string): number => {
  const found = measured[name];
  if (found === undefined) throw new Error(`scripts/bench/gas-snapshot.json has no figure ${name}`);
  return found.gas;
};

/** Units of gas. The first lines are measured ones; the others are of contracts that are not in this repository. */
export const GAS = {
  /** A staged deal in batches of 50 from ledger balances: opening and verdict. */
  stagedDeal: figure("open_batch50") + figure("batch50_ledger_distinct"),
  /** A deal as honest parties make it: two transactions. */
  deal: figure("job1_wallet"),
  rating: figure("rate"),
  /** Puts money into the ledger balance of another identity, in batches. */
  identity: figure("pay_batch100"),
  contest: figure("recourse_round2"),
  /** A seat: approval and taking it, and both steps of leaving; about what as many deposits and withdrawals take. */
  seat: 2 * figure("deposit") + 2 * figure("withdraw"),
  /** Feedback in an ERC-8004 registry, and the registration of an agent: two or three new words of storage each. */
  feedback: 100_000,
  registration: 150_000,
} as const;

const NOTHING: Spend = { gas: 0, fees: 0, lockedDays: 0, lost: 0, bought: 0 };

/** The sum of what is given; what is left out is 0. */
export function spendOf(...parts: readonly Partial<Spend>[]): Spend {
  return parts.reduce<Spend>(
    (sum, part) => ({
      gas: sum.gas + (part.gas ?? 0),
      fees: sum.fees + (part.fees ?? 0),
      lockedDays: sum.lockedDays + (part.lockedDays ?? 0),
      lost: sum.lost + (part.lost ?? 0),
      bought: sum.bought + (part.bought ?? 0),
    }),
    NOTHING,
  );
}

export const gasInUsd = (gas: number) => (gas * PRICES.gasPrice * PRICES.ether) / 1e18;
export const capitalInUsd = (lockedDays: number) => (lockedDays * PRICES.yearly) / 365;

/** All of it in dollars. */
export const usdOf = ({ gas, fees, lockedDays, lost, bought }: Spend) =>
  gasInUsd(gas) + fees + capitalInUsd(lockedDays) + lost + bought;

/** Seats of so many days of age, which then have to be given back. */
export const seatSpend = (seats: number, ageSeconds: number, stake: number): Partial<Spend> => ({
  gas: seats * GAS.seat,
  lockedDays: seats * stake * (ageSeconds / DAY + PRICES.unbondingDays),
});
