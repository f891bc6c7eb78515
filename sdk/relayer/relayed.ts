import type { Transport } from "viem";
import {
  type Address,
  type Chain,
  type Client,
  createClient,
  custom,
  type Hex,
  type JsonRpcAccount,
} from "viem";
import type { Actor } from "../accounts/agent.ts";
import { isAgentAccount } from "../accounts/agent.ts";
import type { ActingClient } from "../client/action-types.ts";
import { requireChain } from "../client/chain.ts";
import { latestTime } from "../client/latest-time.ts";
import { requireClient, requireSigner, signerAddress } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { RelayerRefusedError, RelayFeeTooHighError } from "../errors/relayer.ts";
import { NodeUnreachableError } from "../errors/transport.ts";
import { requireOptions } from "../json/options.ts";
import { pay } from "../payments/actions/pay.ts";
import { buildOrder } from "../payments/order.ts";
import { signOrder } from "../payments/sign-order.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { quittanceDomain } from "../protocol/domain.ts";
import { type Exchange, exchangeWith, type RelayerAddress } from "./exchange.ts";
import { decodeIntent, intentIdOf } from "./relayable.ts";
import { receiptOfIntent, transactionOfIntent } from "./shown-as-transaction.ts";

/** Who pays a relayer's fee, and how much at most. */
export interface RelayFee {
  /** Pays from its ledger balance, by an order that it signs. */
  readonly account: Actor;
  /** USDC base units for one intent. */
  readonly most: bigint;
}

export interface RelayedParameters extends RelayerAddress {
  /** The Quittance contract. */
  readonly address: Address;
  /** Left out where the operator asks for no fee, or the account has credit. */
  readonly fee?: RelayFee | undefined;
}

/** A client that reads by its node and sends by a relayer. */
export type RelayedClient = Client<Transport, Chain | undefined, JsonRpcAccount>;

/** Calls are simulated for an address without rights: whichever address the relayer sends from has none for the parties. */
const STRANGER: Address = "0x00000000000000000000000000000000005e4d3a";

const UNAVAILABLE = 503;
/** Seconds for which the payment of a fee can be made. */
const VALID_FOR = 3_600;

type Request = (ask: { readonly method: string; readonly params?: unknown }) => Promise<unknown>;

/**
 * A client for every action whose parties signed: a relayer sends what it is asked to, and the agent needs no ETH. Everything
 * that is read, and every receipt, comes from the client's own node, which is held against what the relayer says.
 *
 * An action has the outcomes that it always has: it is done, it is refused with the contract's error, or it is unknown, which
 * is a TransactionTimeoutError. Its `hash` is then the id of the intent, which is resumed with `wait` of the action. The same call
 * has the same id and is made once, however often it is sent.
 *
 * @param client Reads the chain; any viem client.
 * @throws InvalidFieldError when a parameter is malformed; when the client acts, for a call that relayers do not send, too.
 * @throws RelayerRefusedError, RelayFeeTooHighError when the client acts.
 * @example
 * import { relayed } from "quittance/relayer";
 * import { createPublicClient, http } from "viem";
 * import { base } from "viem/chains";
 *
 * const node = createPublicClient({ chain: base, transport: http("https://node.example") });
 * const address = "0x00000000000000000000000000000000000000aa";
 * const client = relayed(node, { url: "https://relayer.example", apiKey: "given-by-its-operator", address });
 * console.log(client.account.type); // json-rpc: release(client, { … }) is sent by the relayer
 */
export function relayed(client: ActingClient, parameters: RelayedParameters): RelayedClient {
  requireClient(client);
  requireOptions(parameters, "url apiKey fetch address fee", "relayed");
  const { address, fee } = parameters;
  requireAddress("address", address);
  if (fee !== undefined) requireFee(fee);
  const exchange = exchangeWith(parameters);
  const pending = new Map<Hex, { readonly data: Hex; readonly payment: Hex | undefined }>();
  const ask = client.request as Request;

  const idOf = async (data: Hex) => {
    const chainId = await requireChain(client, client.chain?.id);
    return intentIdOf({ chainId, address, data });
  };

  const send = async (transaction: Transaction): Promise<Hex> => {
    const data = requireIntent(transaction, address);
    const id = await idOf(data);
    const chainId = await requireChain(client, client.chain?.id);
    const payment = fee && (await paymentOf(client, exchange, { fee, data, address, chainId }));
    pending.set(id, { data, payment });
    try {
      await exchange.submit(data, payment);
    } catch (error) {
      // Without an answer it may be taken, and it is asked for again while its receipt is waited for.
      if (!(error instanceof NodeUnreachableError)) {
        pending.delete(id);
        throw error;
      }
    }
    return id;
  };

  /** What the relayer says of an intent; one that it does not know is given to it again. */
  const statusOf = async (id: Hex) => {
    const status = await exchange.status(id);
    const known = pending.get(id);
    if (status === undefined && known !== undefined) return exchange.submit(known.data, known.payment);
    if (status === undefined || (await idOf(status.data)) !== id) return undefined;
    return status;
  };

  const request: Request = async (asked) => {
    const [first] = Array.isArray(asked.params) ? asked.params : [];
    switch (asked.method) {
      case "eth_sendTransaction":
      case "wallet_sendTransaction":
        return send(first as Transaction);
      case "eth_sendRawTransaction":
        return refuseOwnSender();
      case "eth_getTransactionReceipt":
        return (await ask(asked)) ?? receiptOfIntent({ ask, address, id: first as Hex, statusOf });
      case "eth_getTransactionByHash":
        return (
          (await ask(asked)) ?? transactionOfIntent({ address, id: first as Hex, sender: STRANGER, statusOf })
        );
      default:
        return ask(asked);
    }
  };

  const { chain, pollingInterval, cacheTime } = client;
  const transport = custom({ request: request as never }, { retryCount: 0 });
  return createClient({ account: STRANGER, chain, pollingInterval, cacheTime, transport }) as RelayedClient;
}

interface Transaction {
  readonly to?: Address;
  readonly data?: Hex;
  readonly value?: Hex;
}

function requireIntent({ to, data = "0x", value }: Transaction, address: Address): Hex {
  if (to === undefined || !isSameAddress(to, address)) {
    const problem = "must be the contract that the relayer sends to";
    const remedy = `Pass ${address} as the address of the action, or send it yourself.`;
    throw new InvalidFieldError({ field: "address", value: to, address: true, problem, remedy });
  }
  if (value !== undefined && BigInt(value) !== 0n) {
    const remedy = "Send it yourself: a relayer sends no ETH along.";
    throw new InvalidFieldError({ field: "value", value: BigInt(value), problem: "must be zero", remedy });
  }
  decodeIntent(data);
  return data;
}

function refuseOwnSender(): never {
  throw new InvalidFieldError({
    ...{ field: "account", value: undefined, secret: true, problem: "cannot send by a relayer" },
    remedy:
      "Leave `account` out: the relayer sends. What the account signs goes into the signature's parameter.",
  });
}

function requireFee(fee: RelayFee): void {
  requireOptions(fee, "account most", "fee");
  if (!isAgentAccount(fee.account)) requireSigner(fee.account, "fee.account");
  if (typeof fee.most === "bigint" && fee.most >= 0n) return;
  const remedy = "Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n.";
  throw new InvalidFieldError({
    field: "fee.most",
    value: fee.most,
    problem: "must be a bigint from 0",
    remedy,
  });
}

/** An order that pays what the relayer asks for; undefined when it asks for nothing. */
async function paymentOf(
  client: ActingClient,
  exchange: Exchange,
  { fee, data, address, chainId }: { fee: RelayFee; data: Hex; address: Address; chainId: number },
): Promise<Hex | undefined> {
  const quote = await exchange.quote(data).catch((error: unknown) => {
    // No answer to this question leaves nothing in doubt, as nothing was sent.
    if (error instanceof NodeUnreachableError)
      throw new RelayerRefusedError(UNAVAILABLE, error.details ?? "");
    throw error;
  });
  if (quote.fee === 0n) return undefined;
  if (quote.fee > fee.most) throw new RelayFeeTooHighError(quote.fee, fee.most);
  const { account } = fee;
  const payer = isAgentAccount(account) ? account.address : signerAddress(account);
  const payments = [{ payee: quote.payee, amount: quote.fee }];
  // The chain's clock, or this machine's, whichever is ahead.
  const now = Math.max(await latestTime(client), Math.floor(Date.now() / 1_000));
  const order = buildOrder({ account: payer, payments, validUntil: now + VALID_FOR });
  const signature = await signOrder({ domain: quittanceDomain({ chainId, address }), order, account });
  return pay.call({ address, orders: [{ order, signature }] }).data;
}
