import { type Hex, verifyTypedData } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  buildTab,
  compactSignature,
  fastSigner,
  quittanceDomain,
  type SignedVoucher,
  typedDataTypes,
  type VoucherBook,
  voucherBook,
  voucherMaker,
} from "../../../sdk/index.ts";
import type { Task } from "./rates.ts";

/** The same work twice: by this package, and by viem alone. */
export interface Contest {
  readonly ours: Task;
  readonly baseline: Task;
}

/** Vouchers handed over before the payee's book is opened again. */
const VOUCHERS = 2_000;
/** What each call costs, in USDC base units. */
const PRICE = 1_000n;
/** Vouchers that both must agree on before anything is measured. */
const COMPARED = 50;

/**
 * Making and checking vouchers of one tab, from the amount to the signature and back.
 *
 * @throws Error when this package and viem do not agree to the last bit.
 */
export async function voucherContests(): Promise<{ readonly sign: Contest; readonly verify: Contest }> {
  const key = generatePrivateKey();
  const account = privateKeyToAccount(key);
  const signer = fastSigner(key);
  const domain = quittanceDomain({ chainId: 8_453, address: "0x00000000000000000000000000000000000000aa" });
  const payee = "0x00000000000000000000000000000000000000c2";
  const tab = buildTab({
    account: "0x00000000000000000000000000000000000000b1",
    payee,
    reserve: 2n ** 64n,
    voucherKey: signer.address,
  });
  const maker = voucherMaker({ domain, tab, signer });
  const state = { tabId: maker.tabId, openedAt: 1, redeemed: 0n, closed: false };
  const openBook = (): VoucherBook => {
    const book = voucherBook({ domain, payee });
    book.add(tab, state);
    return book;
  };
  const definitionOf = (amount: bigint) =>
    ({
      domain,
      types: { Voucher: typedDataTypes.Voucher },
      primaryType: "Voucher",
      message: { tab: maker.tabId, amount },
    }) as const;
  const vouchers = Array.from({ length: VOUCHERS }, () => maker.owe(PRICE));
  const voucherAt = (index: number): SignedVoucher => {
    const voucher = vouchers[index % VOUCHERS];
    if (voucher === undefined) throw new Error("there are no vouchers to check");
    return voucher;
  };
  const signByViem = (amount: bigint): Promise<Hex> => account.signTypedData(definitionOf(amount));
  const verifyByViem = ({ amount, signature }: SignedVoucher): Promise<boolean> =>
    verifyTypedData({ ...definitionOf(amount), address: account.address, signature });

  const wide = await Promise.all(vouchers.slice(0, COMPARED).map(({ amount }) => signByViem(amount)));
  const book = openBook();
  for (const [index, signature] of wide.entries()) {
    const voucher = voucherAt(index);
    book.take(voucher, { price: PRICE });
    const agrees = compactSignature(signature) === voucher.signature;
    if (!agrees || !(await verifyByViem({ ...voucher, signature }))) {
      throw new Error(`viem and this package differ on the voucher of ${voucher.amount}`);
    }
  }

  let taking = openBook();
  let taken = 0;
  let signed = 0n;
  let verified = 0;
  return {
    sign: {
      ours: () => {
        maker.owe(PRICE);
      },
      baseline: async () => {
        signed += PRICE;
        await signByViem(signed);
      },
    },
    verify: {
      ours: () => {
        if (taken % VOUCHERS === 0) taking = openBook();
        taking.take(voucherAt(taken++), { price: PRICE });
      },
      baseline: async () => {
        const index = verified++ % COMPARED;
        const voucher = { ...voucherAt(index), signature: wide[index] ?? "0x" };
        if (!(await verifyByViem(voucher))) throw new Error("viem refuses a voucher");
      },
    },
  };
}
