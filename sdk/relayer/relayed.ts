import {
  type Address,
  type Chain,
  type Client,
  createClient,
  custom,
  type Hex,
  type JsonRpcAccount,
  slice,
  type Transport,
} from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireChain } from "../client/chain.ts";
import { requireClient } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { NodeUnreachableError } from "../errors/transport.ts";
import { requireEach, requireOptions } from "../json/options.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type { WalletDeployment } from "../protocol/wrapped-signature.ts";
import { requireDeployments } from "./deployments.ts";
import { exchangeWith, type IntentRequest, type RelayerAddress } from "./exchange.ts";
import { type FeePayment, feePayer, type RelayFee, requireFee } from "./fee.ts";
import { rememberIntents } from "./pending.ts";
import { decodeIntent, deployingSelectors, intentIdOf } from "./relayable.ts";
import { receiptOfIntent, transactionOfIntent } from "./shown-as-transaction.ts";
import { simulateAsRelayed } from "./simulation.ts";

export interface RelayedParameters extends RelayerAddress {
  /** The Quittance contract. */
  readonly address: Address;
  /** Left out where the operator asks for no fee, or the account has credit. */
  readonly fee?: RelayFee | undefined;
  /**
   * What deploys the wallets that sign and may have no code yet: the relayer does so on the way. Of `unwrapSignature`, or the
   * `deployments` of a `deployable` account.
   */
  readonly deployments?: readonly WalletDeployment[] | (() => readonly WalletDeployment[]) | undefined;
}

/** A client that reads by its node and sends by a relayer. */
export type RelayedClient = Client<Transport, Chain | undefined, JsonRpcAccount> & {
  readonly sendsOnce: boolean;
};

/** Calls are simulated for an address without rights: whichever address the relayer sends from has none for the parties. */
const STRANGER: Address = "0x00000000000000000000000000000000005e4d3a";

/** Seconds for which the relayer is to wait with its answer where a receipt is asked for. */
const WAIT = 10;

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
  requireOptions(parameters, "url apiKey fetch address fee deployments", "relayed");
  const { address, fee } = parameters;
  requireAddress("address", address);
  if (fee !== undefined) requireFee(fee);
  const deploymentsFor = deploymentsIn(parameters);
  const exchange = exchangeWith(parameters);
  const pending = rememberIntents();
  const ask = client.request as Request;

  const chainId = () => requireChain(client, client.chain?.id);
  const payer = fee && feePayer(client, fee, { address, chainId });
  const idOf = async (data: Hex) => intentIdOf({ chainId: await chainId(), address, data });

  const submit = async (id: Hex, asked: IntentRequest) => {
    pending.set(id, { asked, isUnanswered: true });
    try {
      await exchange.submit(asked);
      pending.set(id, { asked, isUnanswered: false });
    } catch (error) {
      // Without an answer it may be taken, and it is asked for again while its receipt is waited for.
      if (error instanceof NodeUnreachableError) return;
      pending.delete(id);
      throw error;
    }
  };

  const send = async (transaction: Transaction): Promise<Hex> => {
    const data = requireIntent(transaction, address);
    const id = await idOf(data);
    const earlier = pending.get(id);
    // A wallet that pays tells what deploys it when it has signed the payment.
    const asked = (payment: FeePayment = {}) => {
      const deployments = deploymentsFor(data);
      requireDeployments({ address, data, deployments });
      return { data, deployments, ...payment };
    };
    // What was signed for it and not answered is sent again: nothing is signed twice for it.
    if (earlier?.isUnanswered) await submit(id, earlier.asked);
    else if (payer === undefined) await submit(id, asked());
    else
      await payer.pay(
        () => exchange.quote(asked()),
        (payment) => submit(id, asked(payment)),
      );
    return id;
  };

  /** What the relayer says of an intent; one that it does not know is given to it again. */
  const statusOf = async (id: Hex, wait = 0) => {
    const status = await exchange.status(id, wait);
    const known = pending.get(id);
    if (status === undefined && known !== undefined) return exchange.submit(known.asked);
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
      case "eth_call":
      case "eth_estimateGas":
        return simulateAsRelayed({ ask, asked, address, stranger: STRANGER, deploymentsFor });
      case "eth_getTransactionReceipt":
        return (
          (await ask(asked)) ??
          receiptOfIntent({ ask, address, id: first as Hex, statusOf: (id) => statusOf(id, WAIT) })
        );
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
  const made = createClient({ account: STRANGER, chain, pollingInterval, cacheTime, transport });
  // A call that is asked for again has the same id, so the relayer knows it.
  return made.extend(() => ({ sendsOnce: true }));
}

/** What deploys the wallets that sign, for a call before which relayers deploy any. */
function deploymentsIn({ deployments = [] }: RelayedParameters): (data: Hex) => readonly WalletDeployment[] {
  const list = typeof deployments === "function" ? deployments : () => deployments;
  requireEach("deployments", list(), "factory factoryData");
  return (data) => (deployingSelectors().has(slice(data, 0, 4)) ? list() : []);
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
