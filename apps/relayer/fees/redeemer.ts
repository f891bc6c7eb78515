import { getTab, redeemVouchers } from "quittance/payments";
import { intentIdOf } from "quittance/relayer";
import { getBlock } from "viem/actions";
import type { NodeClient } from "../engine/node.ts";
import type { EngineSettings } from "../engine/settings.ts";
import type { Log } from "../log.ts";
import type { FeeSettings } from "../settings.ts";
import type { FeeTab } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { redemptionCost } from "./quote.ts";

export interface RedeemerOptions {
  readonly node: NodeClient;
  readonly store: Store;
  readonly settings: EngineSettings;
  readonly fees: FeeSettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

/** Redeems the tabs by which accounts pay. */
export interface Redeemer {
  /**
   * Queues one intent that redeems the latest voucher of each tab that is due: at its end, or when it owes so much that the cost
   * is a small part of it. It can be broken off anywhere: what is due stays due until the chain has paid.
   *
   * @returns How many tabs that intent redeems; 0 where none is due.
   * @throws What the node or the store threw.
   */
  redeemDue(): Promise<number>;
}

/** Owner of intents of the relayer itself; no account can have this name. */
const OWN = "(relayer)";
/** How often the cost of a redemption a tab owes before it is redeemed early: it costs a twentieth at most. */
const WORTH = 20n;
/** Tabs of one intent. */
const MOST_TABS = 50;

export function createRedeemer({ node, store, settings, fees, now, log }: RedeemerOptions): Redeemer {
  const { address, chainId } = settings;

  const isMoving = async ({ redemption }: FeeTab) => {
    const state = redemption === undefined ? undefined : (await store.intent(redemption))?.state;
    return state !== undefined && state !== "final" && state !== "refused";
  };

  /** The tab as the chain has it now; undefined where nothing more can be redeemed, or its opening was taken back. */
  const refreshed = async (tab: FeeTab): Promise<FeeTab | undefined> => {
    const { tabId, amount } = tab;
    const state = await getTab(node, { address, tabId });
    if (state === undefined) {
      log("warn", "the opening of a tab is gone", { id: tabId });
      return undefined;
    }
    const redeemed = state.redeemed < amount ? state.redeemed : amount;
    if (redeemed !== tab.redeemed || state.closed)
      await store.noteTab(tabId, { redeemed, isOver: state.closed });
    if (!state.closed) return { ...tab, redeemed };
    if (amount > redeemed)
      log("error", "a tab closed before it was redeemed", { id: tabId, lost: String(amount - redeemed) });
    return undefined;
  };

  return {
    redeemDue: async () => {
      const open = await store.unredeemedTabs();
      if (open.length === 0) return 0;
      const cost = await redemptionCost(node, settings, fees);
      if (cost === undefined) return 0;
      const time = Number((await getBlock(node, { blockTag: "latest" })).timestamp);
      const isDue = ({ tab, amount, redeemed }: FeeTab) =>
        amount - redeemed >= (time >= tab.end ? cost : cost * WORTH);
      const due: FeeTab[] = [];
      for (const tab of open) {
        if (due.length === MOST_TABS) break;
        if (time >= tab.tab.end + tab.tab.grace) {
          log("warn", "the time of a tab is over", {
            id: tab.tabId,
            lost: String(tab.amount - tab.redeemed),
          });
          await store.noteTab(tab.tabId, { redeemed: tab.redeemed, isOver: true });
          continue;
        }
        if (!isDue(tab) || (await isMoving(tab))) continue;
        const known = await refreshed(tab);
        if (known !== undefined && isDue(known)) due.push(known);
      }
      if (due.length === 0) return 0;
      const { data } = redeemVouchers.call({
        address,
        vouchers: due.map(({ tab, amount, signature }) => ({ tab, amount, signature })),
      });
      const id = intentIdOf({ chainId, address, data });
      const tabs = due.map(({ tabId }) => tabId);
      const isAdded = await store.addRedemption(OWN, { id, data, askedAt: now() }, tabs);
      if (isAdded) log("info", "redeeming tabs", { id, tabs: due.length });
      return isAdded ? due.length : 0;
    },
  };
}
