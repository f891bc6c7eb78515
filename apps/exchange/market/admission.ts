import { getSeats } from "quittance/disputes";
import { BaseError } from "quittance/errors";
import { createHistory, getTrust } from "quittance/history";
import { getLedgerBalance } from "quittance/payments";
import type { Address, PublicClient } from "viem";
import type { SellerState } from "../store/listings.ts";

/** What admits an account. Each costs something that cannot be had twice at one time, but `anyone`. */
export const admissions = ["balance", "seat", "trust", "anyone"] as const;
export type Admission = (typeof admissions)[number];

/** Who may list, ask and bid. */
export interface AdmissionRules {
  readonly admits: readonly Admission[];
  /** USDC base units of ledger balance. */
  readonly leastBalance: bigint;
  /** Score of the trust API. */
  readonly leastTrust: number;
}

/** Looks accounts up. */
export interface AdmissionDesk {
  /** What counts now; asked again after a minute, of an account that is refused after five seconds. */
  look(account: Address): Promise<SellerState>;
  /** What would admit an account, for people. */
  readonly terms: string;
}

/** Milliseconds for which what was found out about an account counts. */
const FRESH_MS = 60_000;
/** The same for an account that was refused: it may have paid what it was told to a moment later. */
const REFUSED_FRESH_MS = 5_000;
const MOST_KNOWN = 5_000;
/** Accounts that are looked up at once; more wait for nothing and are turned away. */
const MOST_LOOKING = 64;
const INDEXER_MS = 5_000;

/** Thrown when too many accounts are looked up at once. */
export class AdmissionBusyError extends Error {
  override readonly name = "AdmissionBusyError";
}

/**
 * Whether accounts are admitted, by the chain and by an indexer. Where the indexer does not answer, trust is not known, and the other
 * rules decide.
 */
export function openAdmission(options: {
  readonly node: PublicClient;
  /** The Quittance contract. */
  readonly address: Address;
  readonly pool: Address | undefined;
  readonly indexer: string | undefined;
  readonly rules: AdmissionRules;
  readonly now?: () => number;
}): AdmissionDesk {
  const { node, address, pool, indexer, rules, now = Date.now } = options;
  const history =
    indexer === undefined ? undefined : createHistory({ url: indexer, timeoutMs: INDEXER_MS, attempts: 1 });
  const known = new Map<string, { readonly until: number; readonly state: Promise<SellerState> }>();
  let looking = 0;

  const trustIn = async (subject: Address): Promise<number | undefined> => {
    if (history === undefined) return undefined;
    try {
      return (await getTrust(history, { subject })).score;
    } catch (error) {
      if (error instanceof BaseError) return undefined;
      throw error;
    }
  };
  const isSeated = async (account: Address): Promise<boolean> => {
    if (pool === undefined) return false;
    const [owned, keyed] = await Promise.all([
      getSeats(node, { address: pool, owner: account }),
      getSeats(node, { address: pool, key: account }),
    ]);
    return owned.length + keyed.length > 0;
  };
  const ask = async (account: Address): Promise<SellerState> => {
    const has = (each: Admission) => rules.admits.includes(each);
    const trust = await trustIn(account);
    const isAdmitted =
      has("anyone") ||
      (has("trust") && trust !== undefined && trust >= rules.leastTrust) ||
      (has("balance") && (await getLedgerBalance(node, { address, owner: account })) >= rules.leastBalance) ||
      (has("seat") && (await isSeated(account)));
    return { isAdmitted, trust };
  };

  return {
    look: (account) => {
      const key = account.toLowerCase();
      const found = known.get(key);
      if (found !== undefined && now() < found.until) return found.state;
      if (looking >= MOST_LOOKING) return Promise.reject(new AdmissionBusyError("too many accounts at once"));
      looking += 1;
      const state = ask(account).finally(() => {
        looking -= 1;
      });
      const at = now();
      const keep = (until: number) => known.set(key, { until, state });
      state.then(
        ({ isAdmitted }) => {
          if (!isAdmitted && known.get(key)?.state === state) keep(at + REFUSED_FRESH_MS);
        },
        () => known.delete(key),
      );
      known.delete(key);
      if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? "");
      keep(at + FRESH_MS);
      return state;
    },
    terms: termsOf(rules, { pool, indexer }),
  };
}

function termsOf(
  { admits, leastBalance, leastTrust }: AdmissionRules,
  { pool, indexer }: { readonly pool: Address | undefined; readonly indexer: string | undefined },
): string {
  const ways = admits.flatMap((each) => {
    if (each === "balance") return [`a ledger balance of ${leastBalance} USDC base units`];
    if (each === "seat") return pool === undefined ? [] : [`a seat of the juror pool ${pool}`];
    if (each === "trust") return indexer === undefined ? [] : [`a score of trust of ${leastTrust}`];
    return ["nothing"];
  });
  return ways.join(", or ");
}
