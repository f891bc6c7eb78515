import { randomUUID } from "node:crypto";
import type { LocalAccount, TransactionReceipt } from "viem";
import { type Log, silentLog } from "../log.ts";
import type { Store } from "../store/store.ts";
import type { EngineContext } from "./context.ts";
import { fillGaps } from "./gaps.ts";
import { openGasBook } from "./gas-book.ts";
import { headOf, type NodeClient, nonceOf } from "./node.ts";
import { packQueued } from "./pack.ts";
import type { EngineSettings } from "./settings.ts";
import { watchTransactions } from "./watch.ts";

export interface EngineOptions {
  readonly node: NodeClient;
  /** The key that sends. It holds ETH for gas and nothing else. */
  readonly account: LocalAccount;
  readonly store: Store;
  readonly settings: EngineSettings;
  /** Milliseconds since 1970; the machine's clock when left out. */
  readonly now?: () => number;
  readonly log?: Log;
  readonly onMined?: (receipt: TransactionReceipt, items: number) => void;
}

/** Sends what is queued, for one key. */
export interface Engine {
  /**
   * Does what is to be done now, once. It can be broken off anywhere, and by anything: what it wrote is whole, and the next
   * step goes on from there.
   *
   * @returns Whether this worker has the right to write.
   * @throws What the node or the store threw; nothing is lost by that.
   */
  step(): Promise<boolean>;
  /** Lets another worker go on at once. */
  yield(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const {
    node,
    account,
    store,
    settings,
    now = Date.now,
    log = silentLog,
    onMined = () => undefined,
  } = options;
  const lease = { sender: account.address, holder: randomUUID() };
  const gasBook = openGasBook();
  const context: EngineContext = { node, account, store, settings, lease, gasBook, now, log, onMined };
  let heldUntil = 0;
  /** Takes the right to write, or extends it when half of its time is over: each time waits for the disk. */
  const hold = async (time: number): Promise<boolean> => {
    if (heldUntil - time > settings.leaseFor / 2) return true;
    const until = time + settings.leaseFor;
    const isHeld = await store.lease(lease, time, until);
    heldUntil = isHeld ? until : 0;
    return isHeld;
  };
  return {
    step: async () => {
      if (!(await hold(now()))) return false;
      const [head, nonce] = await Promise.all([headOf(node), nonceOf(node, lease.sender, "latest")]);
      const view = { head, nonce };
      const open = await watchTransactions(context, view);
      await fillGaps(context, view);
      await packQueued(context, view, open);
      return true;
    },
    yield: () => {
      heldUntil = 0;
      return store.yieldLease(lease);
    },
  };
}
