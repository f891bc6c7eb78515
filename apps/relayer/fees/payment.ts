import { decodeIntent } from "quittance/relayer";
import { type Address, type Hex, zeroAddress } from "viem";

interface Paying {
  readonly account: Address;
  readonly payments: readonly { readonly payee: Address; readonly amount: bigint }[];
}

/**
 * What a payment of a fee brings: all that its one order pays to the payee. 0 for calldata that is no call of `pay` with one
 * order, and for one that pays something else.
 */
export function broughtBy(data: Hex, payee: Address): bigint {
  const order = orderIn(data);
  if (order === undefined || order.account === zeroAddress) return 0n;
  const own = order.payments.filter((payment) => payment.payee.toLowerCase() === payee.toLowerCase());
  return own.reduce((sum, { amount }) => sum + amount, 0n);
}

function orderIn(data: Hex): Paying | undefined {
  try {
    const { functionName, args } = decodeIntent(data);
    const [orders] = args as readonly [readonly Paying[]];
    return functionName === "pay" && orders.length === 1 ? orders[0] : undefined;
  } catch {
    return undefined;
  }
}
