import type { Address, Hex } from "viem";
import type { Actor } from "../accounts/agent.ts";
import { isAgentAccount } from "../accounts/agent.ts";
import type { ActingClient } from "../client/action-types.ts";
import { latestTime } from "../client/latest-time.ts";
import { requireSigner, signerAddress } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { RelayerRefusedError, RelayFeeTooHighError } from "../errors/relayer.ts";
import { NodeUnreachableError } from "../errors/transport.ts";
import { requireOptions } from "../json/options.ts";
import { pay } from "../payments/actions/pay.ts";
import { buildOrder } from "../payments/order.ts";
import { signOrder } from "../payments/sign-order.ts";
import { type QuittanceDomain, quittanceDomain } from "../protocol/domain.ts";
import type { RelayQuote } from "./messages.ts";
import { isFeeByTab, requireTabFee, type TabFee, type TabPayment, voucherFor } from "./tab-fee.ts";

/** A fee that is paid by an order for each intent. */
export interface OrderFee {
  /** Pays from its ledger balance, by an order that it signs. */
  readonly account: Actor;
  /** USDC base units for one intent. */
  readonly most: bigint;
}

/** How a relayer's fee is paid, and how much at most. */
export type RelayFee = OrderFee | TabFee;

/** What goes to the relayer with an intent, to pay for it. */
export type FeePayment = { readonly payment?: Hex } | TabPayment;

/** Pays for intents, each within the most that was agreed to. */
export interface FeePayer {
  /**
   * Asks for the price, signs for it, and hands both to `submit`.
   *
   * @throws RelayFeeTooHighError, RelayerRefusedError before anything is signed; what `submit` threw.
   */
  pay(quote: () => Promise<RelayQuote>, submit: (payment: FeePayment) => Promise<void>): Promise<void>;
}

const UNAVAILABLE = 503;
/** Seconds for which the payment of a fee can be made. */
const VALID_FOR = 3_600;

/** Refuses what is no fee. */
export function requireFee(fee: RelayFee): void {
  if (isFeeByTab(fee)) requireTabFee(fee);
  else {
    requireOptions(fee, "account most", "fee");
    if (!isAgentAccount(fee.account)) requireSigner(fee.account, "fee.account");
  }
  if (typeof fee.most === "bigint" && fee.most >= 0n) return;
  const remedy = "Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n.";
  const problem = "must be a bigint from 0";
  throw new InvalidFieldError({ field: "fee.most", value: fee.most, problem, remedy });
}

/** Pays the fees of one client. */
export function feePayer(
  client: ActingClient,
  fee: RelayFee,
  { address, chainId }: { readonly address: Address; readonly chainId: () => Promise<number> },
): FeePayer {
  const domainOf = async () => quittanceDomain({ chainId: await chainId(), address });
  const priced = async (quote: () => Promise<RelayQuote>) => {
    const { fee: amount, payee } = await quote().catch(refuseUnanswered);
    if (amount > fee.most) throw new RelayFeeTooHighError(amount, fee.most);
    return { amount, payee };
  };
  if (!isFeeByTab(fee)) {
    return {
      pay: async (quote, submit) => {
        const { amount, payee } = await priced(quote);
        if (amount === 0n) return submit({});
        return submit({ payment: await orderFor(client, fee.account, await domainOf(), { amount, payee }) });
      },
    };
  }
  // One intent after the other: each price is what is missing after the voucher before.
  let last: Promise<unknown> = Promise.resolve();
  return {
    pay: (quote, submit) => {
      const turn = last.then(async () => {
        const { amount, payee } = await priced(quote);
        if (amount === 0n) return submit({});
        return submit(await voucherFor(fee, await domainOf(), { amount, payee }));
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** No answer to this question leaves nothing in doubt, as nothing was sent. */
function refuseUnanswered(error: unknown): never {
  if (error instanceof NodeUnreachableError) throw new RelayerRefusedError(UNAVAILABLE, error.details ?? "");
  throw error;
}

/** A call of `pay` with an order of what the relayer asks for. */
async function orderFor(
  client: ActingClient,
  account: Actor,
  domain: QuittanceDomain,
  payment: { readonly amount: bigint; readonly payee: Address },
): Promise<Hex> {
  const payer = isAgentAccount(account) ? account.address : signerAddress(account);
  // The chain's clock, or this machine's, whichever is ahead.
  const now = Math.max(await latestTime(client), Math.floor(Date.now() / 1_000));
  const order = buildOrder({ account: payer, payments: [payment], validUntil: now + VALID_FOR });
  const signature = await signOrder({ domain, order, account });
  return pay.call({ address: domain.verifyingContract, orders: [{ order, signature }] }).data;
}
