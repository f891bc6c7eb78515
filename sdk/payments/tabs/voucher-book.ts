import type { Address, Hex } from "viem";
import type { EngineName } from "../../crypto/engine.ts";
import { engineOrFastest } from "../../crypto/load.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { TabAlreadyClosedError, TabUnknownError, VoucherInvalidError } from "../../errors/tabs.ts";
import {
  TabNotInBookError,
  VoucherAboveReserveError,
  VoucherBelowPriceError,
  VoucherNotIncreasingError,
  VoucherTooLateError,
} from "../../errors/vouchers.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import type { TabFacts } from "../actions/get-tab.ts";
import type { BookedTab } from "./booked-tab.ts";
import { checkTab, type Tab, tabIdOf } from "./tab.ts";
import type { SignedVoucher } from "./voucher.ts";
import { type VoucherChecker, voucherChecker } from "./voucher-checker.ts";
import type { RedeemableVoucher } from "./vouchers-codec.ts";

/** A voucher that was taken. */
export interface TakenVoucher {
  /** Tab id. */
  readonly tab: Hex;
  /** USDC base units owed in all. */
  readonly amount: bigint;
  /** USDC base units that this voucher added. */
  readonly added: bigint;
}

/** A payee's side of its tabs: keeps the latest voucher of each. */
export interface VoucherBook {
  /**
   * Puts a tab in, once it is open: its vouchers are taken from now on. For a tab that is in already, takes over what was
   * redeemed.
   *
   * @param state The tab's state on the chain, as `getTab` returns it.
   * @returns The tab's id.
   * @throws InvalidFieldError for a tab of another payee; TabUnknownError for one that is not open; TabAlreadyClosedError.
   */
  readonly add: (tab: Tab, state: TabFacts | undefined) => Hex;
  /**
   * Checks a voucher, and keeps it in place of the last one of its tab. The work is the same for every voucher, and asks no
   * chain.
   *
   * @param options.price USDC base units it must add at least; any increase will do when left out.
   * @param options.now Unix seconds; this machine's clock when left out.
   * @throws TabNotInBookError, VoucherNotIncreasingError, VoucherAboveReserveError, VoucherBelowPriceError,
   * VoucherTooLateError, VoucherInvalidError. Nothing is kept then.
   */
  readonly take: (
    voucher: SignedVoucher,
    options?: { readonly price?: bigint | undefined; readonly now?: number | undefined },
  ) => TakenVoucher;
  /** The latest voucher of a tab; undefined when there is none. */
  readonly latest: (tabId: Hex) => SignedVoucher | undefined;
  /**
   * The latest voucher of each tab that owes more than it has paid, those first that must be redeemed first: for
   * `redeemVouchers`.
   *
   * @param options.least USDC base units that a voucher must pay; 1 when left out.
   */
  readonly due: (options?: {
    readonly least?: bigint | undefined;
    readonly now?: number | undefined;
  }) => RedeemableVoucher[];
  /**
   * Counts vouchers as paid, up to the amount of each: those that `redeemVouchers` was given, but for those that it refused.
   * Amounts are totals, so that nothing is counted twice, whatever was settled or added before. Tabs that are not in the book
   * are ignored.
   *
   * @throws InvalidFieldError when something is no voucher with its tab, such as what `redeemVouchers` returned. Nothing is
   * counted then.
   */
  readonly settle: (
    vouchers: readonly Pick<RedeemableVoucher, "tab" | "amount">[],
    refused?: readonly { readonly tabId: Hex }[],
  ) => void;
  /** Takes a tab out, such as one that has closed. */
  readonly remove: (tabId: Hex) => void;
  /** Everything that is kept, for storage; `toJson` writes it, `parseBookedTabs` reads it. */
  readonly tabs: () => BookedTab[];
}

interface Entry {
  readonly tabId: Hex;
  readonly tab: Tab;
  readonly check: VoucherChecker;
  /** Unix seconds; redeemable while now < until. */
  readonly until: number;
  redeemed: bigint;
  latest: SignedVoucher | undefined;
}

/** Seconds between the last voucher that is taken and the last second to redeem it. */
const MARGIN = 300;

/**
 * A payee's book of vouchers. It takes those of plain voucher keys; a key that is a contract has to be asked on the chain, by
 * `verifyVoucher`.
 *
 * @param input.payee Whose tabs these are.
 * @param input.margin Seconds before a tab's end plus its grace in which no voucher is taken any more, so that the latest
 * can still be redeemed; 300 when left out.
 * @param input.tabs What `tabs` gave before a restart.
 * @param input.engine What checks signatures; the fastest that loads when left out.
 * @throws InvalidFieldError, VoucherInvalidError for tabs that were not kept by a book of this payee.
 * @example
 * import { fastSigner, getTab, redeemVouchers, voucherBook, voucherMaker } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 * import { generatePrivateKey } from "viem/accounts";
 *
 * const stack = await startStack();
 * const { address, domain, seller } = stack;
 * const signer = fastSigner(generatePrivateKey());
 * const { tab, tabId } = await openExampleTab(stack, { voucherKey: signer.address });
 *
 * const maker = voucherMaker({ domain, tab, signer }); // the payer
 * const book = voucherBook({ domain, payee: seller.address }); // the payee
 * book.add(tab, await getTab(stack.publicClient, { address, tabId }));
 * for (let call = 0; call < 100; call++) book.take(maker.owe(2_500n), { price: 2_500n });
 *
 * const vouchers = book.due();
 * const { paid, refused } = await redeemVouchers(stack.walletClient, { address, vouchers });
 * book.settle(vouchers, refused);
 * console.log(paid, book.due().length); // 250000n 0
 * await stack.stop();
 */
export function voucherBook(input: {
  readonly domain: QuittanceDomain;
  readonly payee: Address;
  readonly margin?: number;
  readonly tabs?: readonly BookedTab[];
  readonly engine?: EngineName;
}): VoucherBook {
  requireOptions(input, "domain payee margin tabs engine");
  const { payee, margin = MARGIN } = input;
  requireSeconds(margin);
  const domain = requireDomain("domain", input.domain);
  requireAddress("payee", payee);
  const engine = engineOrFastest(input.engine);
  const entries = new Map<Hex, Entry>();

  const put = (given: Tab, redeemed: bigint): Entry => {
    const tab = checkTab(given, { contract: domain.verifyingContract });
    requirePayee(tab, payee);
    const tabId = tabIdOf({ domain, tab });
    const known = entries.get(tabId);
    if (known !== undefined) {
      if (redeemed > known.redeemed) known.redeemed = redeemed;
      return known;
    }
    const check = voucherChecker(domain, tabId, tab, engine);
    const entry = { tabId, tab, check, until: tab.end + tab.grace, redeemed, latest: undefined };
    entries.set(tabId, entry);
    return entry;
  };

  const take: VoucherBook["take"] = (voucher, { price, now: given } = {}) => {
    const now = momentOrClock("now", given);
    const { tab: tabId, amount } = voucher;
    const entry = entries.get(tabId) ?? entries.get(String(tabId).toLowerCase() as Hex);
    if (entry === undefined) throw new TabNotInBookError(tabId);
    const owed = owedOn(entry);
    requireIncrease(entry, owed, amount);
    if (price !== undefined && amount - owed < price) {
      throw new VoucherBelowPriceError(entry.tabId, price, amount - owed);
    }
    const last = entry.until - margin;
    if (now >= last) throw new VoucherTooLateError(entry.tabId, last, now);
    entry.latest = signedBy(entry, amount, voucher.signature);
    return { tab: entry.tabId, amount, added: amount - owed };
  };

  for (const { tab, redeemed, latest } of input.tabs ?? []) {
    const entry = put(tab, redeemed);
    if (latest !== undefined) entry.latest = signedBy(entry, latest.amount, latest.signature);
  }

  return {
    take,
    add: (tab, state) => {
      const tabId = tabIdOf({ domain, tab: checkTab(tab) });
      if (state === undefined || state.tabId !== tabId) throw new TabUnknownError({ tabId });
      if (state.closed) throw new TabAlreadyClosedError({ tabId });
      return put(tab, state.redeemed).tabId;
    },
    latest: (tabId) => entries.get(tabId)?.latest,
    due: ({ least = 1n, now: given } = {}) => {
      const now = momentOrClock("now", given);
      return [...entries.values()]
        .filter((entry) => now < entry.until && owedOn(entry) - entry.redeemed >= least)
        .sort((one, other) => one.until - other.until)
        .flatMap(({ tab, latest }) =>
          latest === undefined ? [] : [{ tab, amount: latest.amount, signature: latest.signature }],
        );
    },
    settle: (vouchers, refused = []) => {
      requireEach("vouchers", vouchers, "tab amount signature");
      const unpaid = new Set(refused.map(({ tabId }) => tabId));
      const paid = vouchers.map(({ tab, amount }, index) => {
        requireAmount(`vouchers[${index}].amount`, amount);
        const given = inEntry("tab", `vouchers[${index}].tab`, () => checkTab(tab));
        return { tabId: tabIdOf({ domain, tab: given }), total: lesser(amount, given.reserve) };
      });
      for (const { tabId, total } of paid) {
        const entry = unpaid.has(tabId) ? undefined : entries.get(tabId);
        if (entry !== undefined && total > entry.redeemed) entry.redeemed = total;
      }
    },
    remove: (tabId) => {
      entries.delete(tabId);
    },
    tabs: () =>
      [...entries.values()].map(({ tab, redeemed, latest }) => ({
        tab,
        redeemed,
        ...(latest === undefined ? {} : { latest }),
      })),
  };
}

/** USDC base units; what was redeemed counts even when its voucher is not kept. */
function owedOn({ redeemed, latest }: Pick<Entry, "redeemed" | "latest">): bigint {
  return latest !== undefined && latest.amount > redeemed ? latest.amount : redeemed;
}

const lesser = (one: bigint, other: bigint): bigint => (one < other ? one : other);

function requireAmount(field: string, amount: bigint): void {
  if (typeof amount === "bigint") return;
  throw new InvalidFieldError({
    field,
    value: amount,
    problem: "must be a bigint",
    remedy: "Read a voucher that came as JSON with parseVoucher.",
    docsPage: "redeem",
  });
}

function requireIncrease({ tabId, tab }: Entry, owed: bigint, amount: bigint): void {
  requireAmount("voucher.amount", amount);
  if (amount <= owed) throw new VoucherNotIncreasingError(tabId, owed, amount);
  if (amount > tab.reserve) throw new VoucherAboveReserveError(tabId, tab.reserve, amount);
}

function signedBy({ tabId, tab, check }: Entry, amount: bigint, given: Hex): SignedVoucher {
  const signature = check(amount, given);
  if (signature !== undefined) return { tab: tabId, amount, signature };
  throw new VoucherInvalidError({ tabId, voucherKey: tab.voucherKey, amount });
}

function requirePayee(tab: Tab, payee: Address): void {
  if (isSameAddress(tab.payee, payee)) return;
  throw new InvalidFieldError({
    field: "tab.payee",
    value: tab.payee,
    problem: `must be the payee of this book, ${payee}`,
    remedy: "Keep one book for each payee.",
    docsPage: "redeem",
  });
}

function requireSeconds(margin: number): void {
  if (Number.isSafeInteger(margin) && margin >= 0) return;
  throw new InvalidFieldError({
    field: "margin",
    value: margin,
    problem: "must be a whole number of seconds",
    remedy: "Give as many seconds as it may take to redeem, not milliseconds.",
    docsPage: "redeem",
  });
}
