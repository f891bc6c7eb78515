import type { Hex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  buildTab,
  type FastSigner,
  fastSigner,
  quittanceDomain,
  type Tab,
  type TabFacts,
  type VoucherMaker,
  voucherMaker,
} from "../../../../sdk/index.ts";

/** Tabs and vouchers that no chain knows. */
export const domain = quittanceDomain({
  chainId: 8_453,
  address: "0x00000000000000000000000000000000000000aa",
});
export const PAYEE = "0x00000000000000000000000000000000000000c2";
/** In the past, so that this machine's clock is never meant by chance. */
export const NOW = 1_700_000_000;

export interface Payer {
  readonly signer: FastSigner;
  readonly tab: Tab;
  readonly tabId: Hex;
  readonly maker: VoucherMaker;
  /** What the chain would say of the tab, once it is open. */
  readonly open: TabFacts;
}

/** Someone with a tab of 1,000 units, made at `now`, and its voucher key. */
export function payer(changes: Partial<Tab> = {}, now: number = NOW, key: Hex = generatePrivateKey()): Payer {
  const signer = fastSigner(key);
  const account = "0x00000000000000000000000000000000000000b1";
  const draft = { account, payee: PAYEE, reserve: 1_000n, voucherKey: signer.address, ...changes } as const;
  const tab = buildTab(draft, { now });
  const maker = voucherMaker({ domain, tab, signer });
  const { tabId } = maker;
  return { signer, tab, tabId, maker, open: { tabId, openedAt: now, redeemed: 0n, closed: false } };
}
