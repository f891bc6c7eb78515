import type { WalletDeployment } from "quittance";
import { InvalidFieldError } from "quittance/errors";
import { parseTab, parseVoucher } from "quittance/payments";
import { type Hex, isHex } from "viem";
import type { GivenVoucher } from "../fees/tab-voucher.ts";

/** What an agent asks for: a call, what deploys its wallets, and what pays for it. */
export interface AskedIntent {
  readonly data: Hex;
  /** As they came; `requireDeployments` checks them. */
  readonly deployments: readonly WalletDeployment[];
  /** A call of `pay`. */
  readonly payment: Hex | undefined;
  readonly voucher: GivenVoucher | undefined;
}

const MALFORMED =
  'the body must be {"data": "0x…"}, and may have "deployments", and a "payment" or "tab" and "voucher"';

/** Reads the body of a request; an error says which field is wrong. */
export function readAsked(body: unknown): AskedIntent | { readonly error: string } {
  if (typeof body !== "object" || body === null) return { error: MALFORMED };
  const field = (name: string): unknown => Reflect.get(body, name) ?? undefined;
  const [data, payment, deployments = []] = [field("data"), field("payment"), field("deployments")];
  if (!isHex(data) || (payment !== undefined && !isHex(payment))) return { error: MALFORMED };
  if (!Array.isArray(deployments)) return { error: MALFORMED };
  try {
    return {
      data: data.toLowerCase() as Hex,
      payment: payment?.toLowerCase() as Hex | undefined,
      deployments: deployments as readonly WalletDeployment[],
      voucher: voucherIn(field("tab"), field("voucher")),
    };
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    return { error: `${error.shortMessage} ${error.remedy ?? ""}`.trim() };
  }
}

function voucherIn(tab: unknown, voucher: unknown): GivenVoucher | undefined {
  if (tab === undefined && voucher === undefined) return undefined;
  return { tab: parseTab(tab), voucher: parseVoucher(voucher) };
}
