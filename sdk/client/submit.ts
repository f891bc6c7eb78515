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
import { NodeUnreachableError, RpcFailedError, TransactionUncertainError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireChain } from "./chain.ts";

/** How often a node is handed the same signed transaction before its silence is told. */
const TRIES = 3;
const FIRST_DELAY = 200;

const RAW = "eth_sendRawTransaction";
/** By which a wallet signs and sends: what it was asked twice it may send twice. */
const BY_WALLET = new Set(["eth_sendTransaction", "wallet_sendTransaction"]);

/** As nodes say that they have exactly this transaction. */
const KNOWN = /already known|known transaction|already imported/i;
/** JSON-RPC codes of a failure inside the node, after which it may have the transaction. */
const INTERNAL = new Set([-32_603, -1]);
/** JSON-RPC codes of a node that is asked too often, which it may do again later. */
const LIMITED = new Set([429, -32_005, -32_007, -32_016]);

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
  const report = (hash: Hash | undefined, error: unknown) => {
    doubt.uncertain = new TransactionUncertainError(hash, decodeError(error).shortMessage);
  };
  const ask = client.request as Request;
  const request: Request = async (asked, options) => {
    if (asked.method === RAW) return handOver(client, (asked.params as readonly Hex[])[0] ?? "0x", report);
    if (!BY_WALLET.has(asked.method)) return ask(asked, options);
    return ask(asked, options).catch((error: unknown) => {
      if (isUnanswered(error)) report(undefined, error);
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
async function handOver(
  client: ActingClient,
  signed: Hex,
  report: (hash: Hash, error: unknown) => void,
): Promise<Hash> {
  const hash = keccak256(signed);
  let isLost = false;
  for (let tried = 1; ; tried++) {
    try {
      await (client.request as Request)({ method: RAW, params: [signed] }, { retryCount: 0 });
      return hash;
    } catch (error) {
      const said = decodeError(error);
      if (KNOWN.test(said.details ?? "")) return hash;
      const isSilent = isUnanswered(error);
      isLost ||= isSilent;
      if (isLost && (await getTransaction(client, { hash }).catch(() => undefined)) !== undefined)
        return hash;
      const mayRepeat = isSilent || (said instanceof RpcFailedError && LIMITED.has(said.code ?? 0));
      if (tried < TRIES && mayRepeat) {
        await new Promise((resolve) => setTimeout(resolve, FIRST_DELAY * 2 ** (tried - 1)));
        continue;
      }
      // What is refused after an answer was lost may be refused because it was taken then.
      if (isLost) report(hash, error);
      throw error;
    }
  }
}

/** Whether the node may have done what it was asked: it broke off, or failed inside. */
function isUnanswered(error: unknown): boolean {
  const said = decodeError(error);
  return (
    said instanceof NodeUnreachableError || (said instanceof RpcFailedError && INTERNAL.has(said.code ?? -1))
  );
}
