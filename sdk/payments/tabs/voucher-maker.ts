import type { Hex } from "viem";
import { isAccount } from "../../client/signer.ts";
import { hexOf } from "../../crypto/bytes.ts";
import type { FastSigner } from "../../crypto/fast-signer.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { VoucherAboveReserveError } from "../../errors/vouchers.ts";
import { requireOptions } from "../../json/options.ts";
import { AMOUNT_REMEDY } from "../../json/remedies.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { checkTab, type Tab, tabIdOf } from "./tab.ts";
import type { SignedVoucher } from "./voucher.ts";
import { voucherDigests } from "./voucher-digest.ts";

/** A payer's side of one tab: signs vouchers for it, each of all that is owed so far. */
export interface VoucherMaker {
  readonly tabId: Hex;
  /** USDC base units of the latest voucher. */
  readonly owed: bigint;
  /** USDC base units of the reserve that nothing is owed of yet. */
  readonly remaining: bigint;
  /**
   * Owes `price` USDC base units more, and signs the voucher for all that is owed. The work is the same for every voucher,
   * and asks no chain.
   *
   * @throws VoucherAboveReserveError when the reserve is used up; nothing more is owed then.
   * @throws InvalidFieldError when the price is no positive bigint.
   */
  readonly owe: (price: bigint) => SignedVoucher;
}

/**
 * Signs vouchers of one tab at machine speed.
 *
 * @param input.signer The tab's voucher key, as `fastSigner` makes it.
 * @param input.owed USDC base units of the latest voucher given, to go on after a restart; 0 when left out.
 * @throws InvalidFieldError when the signer is not the tab's voucher key, or the tab is none.
 * @example
 * import { buildTab, fastSigner, quittanceDomain, voucherMaker } from "quittance";
 * import { generatePrivateKey } from "viem/accounts";
 *
 * const signer = fastSigner(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const tab = buildTab({
 *   account: "0x00000000000000000000000000000000000000b1",
 *   payee: "0x00000000000000000000000000000000000000c2",
 *   reserve: 5_000_000n,
 *   voucherKey: signer.address,
 * });
 * const maker = voucherMaker({ domain, tab, signer });
 * maker.owe(20_000n); // the first call costs 0.02 USDC
 * const voucher = maker.owe(30_000n); // the second 0.03 USDC
 * console.log(voucher.amount, maker.remaining); // 50000n 4950000n
 */
export function voucherMaker(input: {
  readonly domain: QuittanceDomain;
  readonly tab: Tab;
  readonly signer: FastSigner;
  readonly owed?: bigint;
}): VoucherMaker {
  requireOptions(input, "domain tab signer owed");
  const { signer } = input;
  const domain = requireDomain("domain", input.domain);
  requireFastSigner(signer);
  const tab = checkTab(input.tab, { contract: domain.verifyingContract });
  if (!isSameAddress(signer.address, tab.voucherKey)) {
    throw new InvalidFieldError({
      field: "signer",
      value: signer.address,
      problem: `must be the tab's voucher key, ${tab.voucherKey}`,
      remedy: "Sign with that key; the payee takes no other's vouchers.",
      docsPage: "open-tab",
    });
  }
  const tabId = tabIdOf({ domain, tab });
  const digestOf = voucherDigests(domain, tabId);
  let owed = input.owed ?? 0n;
  if (owed !== 0n) requirePositive("owed", owed);
  if (owed > tab.reserve) throw new VoucherAboveReserveError(tabId, tab.reserve, owed);
  return {
    tabId,
    get owed() {
      return owed;
    },
    get remaining() {
      return tab.reserve - owed;
    },
    owe: (price) => {
      requirePositive("price", price);
      const amount = owed + price;
      if (amount > tab.reserve) throw new VoucherAboveReserveError(tabId, tab.reserve, amount);
      const signature = hexOf(signer.signDigest(digestOf(amount)));
      owed = amount;
      return { tab: tabId, amount, signature };
    },
  };
}

/** Refuses what does not sign digests by itself. It is not shown, as it could be a key. */
function requireFastSigner(signer: FastSigner): void {
  const given: unknown = signer;
  const signs = typeof given === "object" && given !== null && "signDigest" in given;
  if (signs && typeof given.signDigest === "function" && isAccount(given)) return;
  throw new InvalidFieldError({
    field: "signer",
    value: undefined,
    secret: true,
    problem: "must be a fastSigner",
    remedy: "Pass fastSigner(key), never the key itself.",
    docsPage: "open-tab",
  });
}

function requirePositive(field: string, amount: bigint): void {
  if (typeof amount === "bigint" && amount > 0n) return;
  throw new InvalidFieldError({
    field,
    value: amount,
    problem: "must be a positive bigint",
    remedy: AMOUNT_REMEDY,
  });
}
