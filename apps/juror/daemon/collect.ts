import { collectReward, getPoolReward } from "quittance/disputes";
import { getLedgerBalance, withdraw } from "quittance/payments";
import { type Address, type Client, createWalletClient, http, type LocalAccount } from "viem";
import type { Log } from "../log.ts";
import type { OneByOne } from "../settling/sender.ts";

export interface CollectingOptions {
  readonly node: Client;
  readonly rpcUrl: string;
  readonly account: LocalAccount;
  /** The Quittance contract. */
  readonly address: Address;
  /** A juror pool whose rewards are collected, too. */
  readonly pool: Address | undefined;
  /** The wallet that the USDC goes to. */
  readonly to: Address;
  /** USDC base units: less is left where it is, as each payment costs gas. */
  readonly least: bigint;
  /** Milliseconds between two looks at what was earned. */
  readonly every: number;
  readonly log: Log;
  readonly collected: (amount: bigint) => void;
  /** Keeps transactions of the key from the others that the juror sends. */
  readonly oneByOne: OneByOne;
}

/**
 * Pays out what a juror earned: its ledger balance, to which the contract credits fees and bonds, and what a pool owes it for
 * reports. Both are looked at now and then, and sent once they are worth it; what was sent is gone from the balance, so that
 * nothing is sent twice after a crash.
 */
export function collecting(options: CollectingOptions): (signal: AbortSignal) => Promise<void> {
  const { node, rpcUrl, account, address, pool, to, least, every, log, collected, oneByOne } = options;
  const wallet = createWalletClient({ account, chain: node.chain, transport: http(rpcUrl) });
  let next = 0;
  return async (signal) => {
    if (signal.aborted || performance.now() < next) return;
    next = performance.now() + every;
    const owner = account.address;
    const balance = await getLedgerBalance(node, { address, owner });
    if (balance >= least && balance > 0n) {
      const { hash } = await oneByOne(() => withdraw(wallet, { address, to, amount: balance }));
      collected(balance);
      log("info", "earnings were paid out", { amount: balance.toString(), hash });
    }
    if (pool === undefined) return;
    const reward = await getPoolReward(node, { address: pool, owner });
    if (reward < least || reward === 0n) return;
    const { hash } = await oneByOne(() => collectReward(wallet, { address: pool, to }));
    collected(reward);
    log("info", "a reward of the pool was paid out", { amount: reward.toString(), hash });
  };
}
