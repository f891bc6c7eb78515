import {
  type EIP1193RequestOptions,
  type Hash,
  type Hex,
  keccak256,
  BaseError as ViemError,
  ChainMismatchError as ViemMismatch,
} from "viem";
import { getTransaction, type SendTransactionParameters, sendTransaction } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { TransactionUncertainError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireChain } from "./chain.ts";
import { handOver, isUnanswered } from "./hand-over.ts";

const RAW = "eth_sendRawTransaction";
/** By which a wallet signs and sends: what it was asked twice it may send twice. */
const BY_WALLET = new Set(["eth_sendTransaction", "wallet_sendTransaction"]);

interface Ask {
  readonly method: string;
  readonly params?: unknown;
}

type Request = (ask: Ask, options?: EIP1193RequestOptions) => Promise<unknown>;

/**
 * Sends a transaction once. A signed one is handed over again while the node does not answer: these are the same bytes, so they
 * are mined once at most.
 *
 * @throws TransactionUncertainError when no answer says whether it was taken; any other error means that it was not.
 */
export async function submit(client: ActingClient, transaction: SendTransactionParameters): Promise<Hash> {
  const doubt: { uncertain?: TransactionUncertainError } = {};
  const ask = client.request as Request;
  const request: Request = async (asked, options) => {
    const isRaw = asked.method === RAW;
    if (!isRaw && !BY_WALLET.has(asked.method)) return ask(asked, options);
    const given = isRaw ? handRaw(client, (asked.params as readonly Hex[])[0] ?? "0x") : ask(asked, options);
    return given.catch((error: unknown) => {
      if (error instanceof TransactionUncertainError) doubt.uncertain = error;
      else if (!isRaw && isUnanswered(error))
        doubt.uncertain = new TransactionUncertainError(undefined, decodeError(error).shortMessage);
      throw error;
    });
  };
  // Without the client's own way of sending, so that viem goes through `request`.
  const watched = { ...client, request, sendRawTransaction: undefined } as unknown as ActingClient;
  try {
    return await sendTransaction(watched, transaction);
  } catch (error) {
    // viem asks a wallet for its chain once more, right before it sends.
    if (hasChanged(error)) await requireChain(client, transaction.chain?.id, { isWallet: true });
    throw doubt.uncertain ?? error;
  }
}

function hasChanged(error: unknown): boolean {
  return error instanceof ViemError && error.walk((link) => link instanceof ViemMismatch) !== null;
}

/** Hands a signed transaction to the node until it answers. */
async function handRaw(client: ActingClient, signed: Hex): Promise<Hash> {
  const hash = keccak256(signed);
  return handOver({
    hash,
    give: () => (client.request as Request)({ method: RAW, params: [signed] }, { retryCount: 0 }),
    hasArrived: async () => (await getTransaction(client, { hash })) !== undefined,
  });
}
