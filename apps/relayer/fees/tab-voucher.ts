import type { SignedVoucher, Tab } from "quittance";
import { BaseError, VoucherNotIncreasingError } from "quittance/errors";
import { getTab, tabIdOf, voucherBook } from "quittance/payments";
import { quittanceDomain } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { getBlock } from "viem/actions";
import type { NodeClient } from "../engine/node.ts";
import type { EngineSettings } from "../engine/settings.ts";
import type { FeeSettings } from "../settings.ts";
import type { CountedVoucher, FeeTab } from "../store/records.ts";
import type { TabStore } from "../store/store.ts";

/** A voucher with its tab, as an agent gives it with an intent. */
export interface GivenVoucher {
  readonly tab: Tab;
  readonly voucher: SignedVoucher;
}

/** A voucher that counts, and what it would add to the account's credit; or why it does not count. */
export type VoucherCheck =
  | { readonly voucher: CountedVoucher; readonly brings: bigint }
  | { readonly error: string };

/** Seconds after a tab's end in which it can still be redeemed, at least: the node or the relayer may be out of order. */
const LEAST_GRACE = 3_600;

/**
 * Checks a voucher against its tab, the chain and what was counted before, by the rules of a payee's voucher book. Vouchers are
 * taken until the tab's end, and only of tabs whose opening is deep enough in the chain that it is not taken back.
 *
 * @throws What the node or the store threw.
 */
export async function checkVoucher(
  node: NodeClient,
  store: TabStore,
  {
    owner,
    settings,
    fees,
  }: { readonly owner: string; readonly settings: EngineSettings; readonly fees: FeeSettings },
  { tab, voucher }: GivenVoucher,
): Promise<VoucherCheck> {
  const { address, chainId } = settings;
  const { payee } = fees;
  if (!isAddressEqual(tab.payee, payee)) return { error: `the payee of the tab must be ${payee}` };
  if (tab.grace < LEAST_GRACE)
    return { error: `the grace of the tab must be ${LEAST_GRACE} seconds at least` };
  const domain = quittanceDomain({ chainId, address });
  const tabId = tabIdOf({ domain, tab });
  const known = await store.feeTab(tabId);
  if (known !== undefined && known.owner !== owner) return { error: "the tab pays for another account" };
  if (known?.isOver) return { error: "the tab is over" };
  const [state, { timestamp: now, isDeep }] = await Promise.all([
    getTab(node, { address, tabId }),
    momentOf(node, settings.finalDepth),
  ]);
  try {
    const book = voucherBook({
      domain,
      payee,
      margin: tab.grace,
      tabs: known === undefined ? [] : [booked(known)],
    });
    book.add(tab, state);
    const redeemed = state?.redeemed ?? 0n;
    if (!isDeep(state?.openedAt ?? now)) {
      return { error: `the tab must be ${settings.finalDepth} blocks old; ask again soon` };
    }
    const counted = { tabId, tab, amount: voucher.amount, redeemed };
    try {
      const { added } = book.take(voucher, { now });
      const { signature = voucher.signature } = book.latest(tabId) ?? {};
      return { voucher: { ...counted, signature }, brings: added };
    } catch (error) {
      // A later voucher was faster: this one is covered by it, and the credit decides.
      if (error instanceof VoucherNotIncreasingError && voucher.tab === tabId) {
        return { voucher: { ...counted, signature: voucher.signature }, brings: 0n };
      }
      throw error;
    }
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    return { error: error.shortMessage };
  }
}

const booked = ({ tabId, tab, amount, signature, redeemed }: FeeTab) => ({
  tab,
  redeemed,
  latest: { tab: tabId, amount, signature },
});

/** The chain's time, and which times are deep enough. */
async function momentOf(node: NodeClient, depth: number) {
  const { number, timestamp } = await getBlock(node, { blockTag: "latest" });
  const deep = (number ?? 0n) - BigInt(depth);
  const final = deep < 0n ? undefined : await getBlock(node, { blockNumber: deep });
  return {
    timestamp: Number(timestamp),
    isDeep: (time: number) => final !== undefined && time <= Number(final.timestamp),
  };
}
