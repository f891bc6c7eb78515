import { randomUUID } from "node:crypto";
import type { LocalAccount, TransactionReceipt } from "viem";
import { getBalance } from "viem/actions";
import { type Log, silentLog } from "../log.ts";
import { openSimulator } from "../simulation/simulator.ts";
import type { Store } from "../store/store.ts";
import type { EngineContext } from "./context.ts";
import { fillGaps } from "./gaps.ts";
import { headOf, type NodeClient, nonceOf } from "./node.ts";
import { packQueued } from "./pack.ts";
import { openPurse } from "./purse.ts";
import type { EngineSettings } from "./settings.ts";
import { openSightings } from "./sightings.ts";
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
  /** Whether the key can pay for more, as far as its last step knows. */
  canPay(): boolean;
  /** Lets other keys have what a step that broke off had taken. */
  letGo(): Promise<void>;
  /** Lets another worker go on at once, with this key and with others. */
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
  const { sender } = lease;
  const simulator = openSimulator({ node, ...settings });
  const sightings = openSightings(node);
  const purse = openPurse();
  const context: EngineContext = {
    ...{ node, account, store, settings, lease, simulator, sightings, purse, now, log, onMined },
  };
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
      const [head, nonce, balance] = await Promise.all([
        headOf(node),
        nonceOf(node, sender, "latest"),
        getBalance(node, { address: sender }),
      ]);
      await sightings.moveTo(head);
      const view = { head, nonce, balance };
      const open = await watchTransactions(context, view);
      await fillGaps(context, view);
      await packQueued(context, view, open);
      // What it could not send now, another key may.
      await store.giveBack(sender);
      return true;
    },
    canPay: purse.isOpen,
    letGo: () => store.giveBack(sender),
    yield: async () => {
      heldUntil = 0;
      await store.giveBack(sender);
      await store.yieldLease(lease);
    },
  };
}
