import {
  type EIP1193RequestOptions,
  type Hash,
  type Hex,
  keccak256,
  parseTransaction,
  BaseError as ViemError,
  ChainMismatchError as ViemMismatch,
} from "viem";
import { parseAccount } from "viem/accounts";
import {
  getTransaction,
  getTransactionCount,
  type SendTransactionParameters,
  sendTransaction,
} from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { TransactionUncertainError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireChain } from "./chain.ts";
import type { Doubt } from "./doubts.ts";
import { handOver, isUnanswered } from "./hand-over.ts";

const RAW = "eth_sendRawTransaction";
/** By which a wallet signs and sends: what it was asked twice it may send twice. */
const BY_WALLET = new Set(["eth_sendTransaction", "wallet_sendTransaction"]);

interface Ask {
  readonly method: string;
  readonly params?: unknown;
}

type Request = (ask: Ask, options?: EIP1193RequestOptions) => Promise<unknown>;

/** What is known of a transaction before it leaves; of one that a wallet signs, the sender's count before it. */
export type Sent = Pick<Doubt, "hash" | "signed" | "nonce">;

/**
 * Sends a transaction once. A signed one is handed over again while the node does not answer: these are the same bytes, so they
 * are mined once at most.
 *
 * @param note Takes what is known of it before it leaves.
 * @throws TransactionUncertainError when no answer says whether it was taken; any other error means that it was not.
 */
export async function submit(
  client: ActingClient,
  transaction: SendTransactionParameters,
  note: (sent: Sent) => void,
): Promise<Hash> {
  const doubt: { uncertain?: TransactionUncertainError } = {};
  let noted: Sent | undefined;
  const ask = client.request as Request;
  const request: Request = async (asked, options) => {
    const isRaw = asked.method === RAW;
    if (!isRaw && !BY_WALLET.has(asked.method)) return ask(asked, options);
    const signed = isRaw ? ((asked.params as readonly Hex[])[0] ?? "0x") : undefined;
    // viem asks a wallet a second time, in another way, where it does not know the first.
    noted ??= signed === undefined ? await askedOfWallet(client, transaction) : sentAs(signed);
    note(noted);
    const given = signed === undefined ? ask(asked, options) : handRaw(client, signed);
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

/** How many transactions the sender had before a wallet was asked to send another one. */
async function askedOfWallet(client: ActingClient, transaction: SendTransactionParameters): Promise<Sent> {
  const account = transaction.account ?? client.account;
  if (account === undefined || client.sendsOnce === true) return {};
  const { address } = parseAccount(account);
  const asked = getTransactionCount(client, { address, blockTag: "latest" });
  return { nonce: await asked.catch(() => undefined) };
}

function sentAs(signed: Hex): Sent {
  return { hash: keccak256(signed), signed, nonce: parseTransaction(signed).nonce ?? 0 };
}

/** Hands a signed transaction to the node until it answers. */
export async function handRaw(client: ActingClient, signed: Hex): Promise<Hash> {
  const hash = keccak256(signed);
  return handOver({
    hash,
    pollingInterval: client.pollingInterval,
    give: () => (client.request as Request)({ method: RAW, params: [signed] }, { retryCount: 0 }),
    hasArrived: async () => (await getTransaction(client, { hash })) !== undefined,
  });
}
