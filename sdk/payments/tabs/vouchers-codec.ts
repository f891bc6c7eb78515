import { type Address, concatHex, getAddress, type Hex, zeroHash } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { VouchersMalformedError } from "../../errors/tabs.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import { ByteReader } from "../../protocol/byte-reader.ts";
import { byteCount, uintHex } from "../../protocol/hex-parts.ts";
import { withoutWrapper } from "../../protocol/wrapped-signature.ts";
import { checkTab, type Tab } from "./tab.ts";

/** A voucher with its tab, as redeeming takes it. */
export interface RedeemableVoucher {
  readonly tab: Tab;
  /** USDC base units, all that is owed on the tab. */
  readonly amount: bigint;
  /** The voucher key's. */
  readonly signature: Hex;
}

const FIXED_BYTES = 92;
const REFERENCE_BYTES = 32;
/** The bit of the length that says that a reference precedes the signature. */
const HAS_REFERENCE = 0x8000;
const LONGEST_SIGNATURE = 0x7fff;

/**
 * The packed form of vouchers of one payee, in the order given.
 *
 * @throws InvalidFieldError when there is none, a tab is malformed or is another payee's, or an amount does not fit.
 * @example
 * import { encodeVouchers } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * const packed = encodeVouchers([{ tab, amount: 250_000n, signature: `0x${"22".repeat(64)}` }]);
 * console.log(packed.length); // 314
 * await stack.stop();
 */
export function encodeVouchers(vouchers: readonly RedeemableVoucher[]): Hex {
  requireEach("vouchers", vouchers, "tab amount signature");
  const [first] = vouchers;
  if (first === undefined)
    refuse("vouchers", vouchers, "must hold at least one", "Redeem what `due` of a book gave.");
  return concatHex(
    vouchers.flatMap(({ tab: given, amount, signature: made }, index) => {
      const signature = withoutWrapper(made);
      const field = `vouchers[${index}]`;
      const tab = checkTab(given);
      if (!isSameAddress(tab.payee, first.tab.payee)) {
        const problem = `must be the payee of all of them, ${first.tab.payee}`;
        refuse(`${field}.tab.payee`, tab.payee, problem, "Redeem the tabs of each payee by themselves.");
      }
      requireAmount(`${field}.amount`, amount);
      const bytes = byteCount(`${field}.signature`, signature);
      if (bytes > LONGEST_SIGNATURE) {
        refuse(`${field}.signature`, signature, "is too long", "Give what the voucher key signed.");
      }
      return [
        ...encodeTab(tab),
        uintHex(amount, { size: 12 }),
        ...(tab.reference === zeroHash
          ? [uintHex(bytes, { size: 2 })]
          : [uintHex(bytes | HAS_REFERENCE, { size: 2 }), tab.reference]),
        signature,
      ];
    }),
  );
}

/**
 * Vouchers from their packed form.
 *
 * @param input.payee Whose they are; the packed form leaves it out.
 * @throws VouchersMalformedError when the bytes end within a voucher, there are none, or a reference is zero.
 * @example
 * import { decodeVouchers, encodeVouchers } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * const vouchers = encodeVouchers([{ tab, amount: 250_000n, signature: `0x${"22".repeat(64)}` }]);
 * console.log(decodeVouchers({ payee: tab.payee, vouchers })[0]?.amount); // 250000n
 * await stack.stop();
 */
export function decodeVouchers(input: {
  readonly payee: Address;
  readonly vouchers: Hex;
}): RedeemableVoucher[] {
  requireOptions(input, "payee vouchers");
  requireAddress("payee", input.payee);
  const length = byteCount("vouchers", input.vouchers);
  const reader = new ByteReader(input.vouchers);
  const vouchers: RedeemableVoucher[] = [];
  let end = 0;
  const require = (bytes: number) => {
    end += bytes;
    if (length < end) throw new VouchersMalformedError({ length: BigInt(length) });
  };
  do {
    require(FIXED_BYTES);
    const fields = decodeTab(reader, input.payee);
    const amount = reader.bigint(12);
    const lengths = reader.number(2);
    const isReferring = (lengths & HAS_REFERENCE) !== 0;
    const bytes = lengths & LONGEST_SIGNATURE;
    require(isReferring ? REFERENCE_BYTES + bytes : bytes);
    const reference = isReferring ? reader.hex(REFERENCE_BYTES) : zeroHash;
    // Zero is what a voucher without that bit says: it has one packed form.
    if (isReferring && reference === zeroHash) throw new VouchersMalformedError({ length: BigInt(length) });
    vouchers.push({ tab: { ...fields, reference }, amount, signature: reader.hex(bytes) });
  } while (end < length);
  return vouchers;
}

function encodeTab({ account, reserve, openBy, end, grace, voucherKey, category, salt }: Tab): Hex[] {
  return [
    account,
    uintHex(reserve, { size: 12 }),
    uintHex(openBy, { size: 5 }),
    uintHex(end, { size: 5 }),
    uintHex(grace, { size: 4 }),
    voucherKey,
    uintHex(category, { size: 4 }),
    uintHex(salt, { size: 8 }),
  ];
}

function decodeTab(reader: ByteReader, payee: Address): Omit<Tab, "reference"> {
  return {
    account: getAddress(reader.hex(20)),
    payee: getAddress(payee),
    reserve: reader.bigint(12),
    openBy: reader.number(5),
    end: reader.number(5),
    grace: reader.number(4),
    voucherKey: getAddress(reader.hex(20)),
    category: reader.number(4),
    salt: reader.bigint(8),
  };
}

function requireAmount(field: string, amount: bigint): void {
  if (typeof amount === "bigint" && amount >= 0n && amount < 1n << 96n) return;
  refuse(field, amount, "must be a bigint from 0 to 2^96 - 1", "Amounts are USDC base units (6 decimals).");
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field, value, problem, remedy, docsPage: "redeem" });
}
