import type { Hex } from "viem";
import { signatureKind } from "../../client/signatures.ts";
import { lazily } from "../../errors/lazily.ts";
import { amount, bytes32, record, type Schema, signature } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import type { VoucherMessage } from "../../protocol/typed-data-spending.ts";

/**
 * All that is owed on a tab so far: `amount` USDC base units, in all and not since the last voucher. Only the latest voucher
 * of a tab counts.
 */
export type Voucher = VoucherMessage;

/** A voucher as a payer hands it to its payee. */
export interface SignedVoucher extends Voucher {
  /** The voucher key's: 64 bytes (EIP-2098) or 65, or what a contract takes (ERC-1271). */
  readonly signature: Hex;
}

const kind = /* @__PURE__ */ signatureKind("Voucher");

/** A voucher as it travels. */
export const voucherSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedVoucher> => record({ tab: bytes32(), amount: amount(), signature: signature() }),
);

/**
 * EIP-712 digest of a voucher: what the tab's voucher key signs.
 *
 * @example
 * import { hashVoucher, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * console.log(hashVoucher({ domain, tab: `0x${"11".repeat(32)}`, amount: 250_000n }));
 */
export const hashVoucher: typeof kind.hash = (input) => kind.hash(input);

/**
 * Signs a voucher with any account; `voucherMaker` signs them at machine speed, with a `fastSigner`.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signVoucher } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * console.log(await signVoucher({ domain, tab: `0x${"11".repeat(32)}`, amount: 250_000n, account }));
 */
export const signVoucher: typeof kind.sign = (input) => kind.sign(input);

/**
 * Whether `signature` is `signer`'s for a voucher. With a `client`, a voucher key that is a contract is asked; `voucherBook`
 * checks plain keys at machine speed.
 *
 * @example
 * import { quittanceDomain, signVoucher, verifyVoucher } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const voucher = { domain, tab: `0x${"11".repeat(32)}`, amount: 250_000n } as const;
 * const signature = await signVoucher({ ...voucher, account });
 * console.log(await verifyVoucher({ ...voucher, signer: account.address, signature })); // true
 */
export const verifyVoucher: typeof kind.verify = (input) => kind.verify(input);

/**
 * A voucher from a payer: an object, or its JSON text. Checked for its form only; `voucherBook` checks what it says.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseVoucher } from "quittance";
 *
 * const text = `{ "tab": "0x${"11".repeat(32)}", "amount": "250000", "signature": "0x${"22".repeat(64)}" }`;
 * console.log(parseVoucher(text).amount); // 250000n
 */
export function parseVoucher(input: unknown): SignedVoucher {
  return parseWith("voucher", voucherSchema(), input);
}
