import type { Hash } from "viem";
import { decodeError } from "../errors/decode.ts";
import { RATE_CODES } from "../errors/node-refusals.ts";
import { NodeUnreachableError, RpcFailedError, TransactionUncertainError } from "../errors/transport.ts";

/** How often the same signed bytes are handed over before the silence is told. */
const TRIES = 3;
/** Milliseconds before they are handed over for the second time; twice as many before the third. */
const FIRST_DELAY = 200;

/** As nodes and bundlers say that they have exactly this. */
const KNOWN = /already (known|imported|present|exists)|known transaction/i;
/** JSON-RPC codes of a failure inside the node, after which it may have the transaction. */
const INTERNAL = new Set([-32_603, -1]);
/** JSON-RPC code of an exceeded limit: for a transaction, that can only be how often the node is asked. */
const LIMIT_EXCEEDED = -32_005;

/** Something signed, which counts once however often it is handed over. */
interface Handover {
  readonly hash: Hash;
  /** Milliseconds between two questions of the client, which is the longest first pause. */
  readonly pollingInterval: number;
  readonly give: () => Promise<unknown>;
  /** Whether it has arrived; asked once an answer was lost. */
  readonly hasArrived: () => Promise<boolean>;
}

/**
 * Hands signed bytes over until there is an answer: these are the same bytes, so they count once at most.
 *
 * @throws TransactionUncertainError when no answer says whether they were taken; any other error means that they were not.
 */
export async function handOver({ hash, pollingInterval, give, hasArrived }: Handover): Promise<Hash> {
  const delay = Math.min(pollingInterval, FIRST_DELAY);
  let isLost = false;
  for (let tried = 1; ; tried++) {
    try {
      await give();
      return hash;
    } catch (error) {
      const said = decodeError(error);
      if (KNOWN.test(said.details ?? "")) return hash;
      const isSilent = isUnanswered(error);
      isLost ||= isSilent;
      if (isLost && (await hasArrived().catch(() => false))) return hash;
      const mayRepeat = isSilent || (said instanceof RpcFailedError && isLimit(said.code));
      if (tried < TRIES && mayRepeat) {
        await new Promise((resolve) => setTimeout(resolve, delay * 2 ** (tried - 1)));
        continue;
      }
      // What is refused after an answer was lost may be refused because it was taken then.
      throw isLost ? new TransactionUncertainError(hash, said.shortMessage) : error;
    }
  }
}

const isLimit = (code: number | undefined) => code === LIMIT_EXCEEDED || RATE_CODES.includes(code);

/** Whether the node may have done what it was asked: it broke off, or failed inside. */
export function isUnanswered(error: unknown): boolean {
  const said = decodeError(error);
  return (
    said instanceof NodeUnreachableError || (said instanceof RpcFailedError && INTERNAL.has(said.code ?? -1))
  );
}
