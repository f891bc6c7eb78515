import { type Address, type Hash, type Hex, type Log, parseAbiItem, type TransactionReceipt } from "viem";
import { eventsIn } from "../client/logs.ts";
import { isSameAddress } from "../protocol/address.ts";

// What entry points of every version emit.

const beforeExecution = /* @__PURE__ */ parseAbiItem("event BeforeExecution()");
const revertReason = /* @__PURE__ */ parseAbiItem(
  "event UserOperationRevertReason(bytes32 indexed userOpHash, address indexed sender, uint256 nonce, bytes revertReason)",
);
/** The end of a user operation. */
export const userOperationEvent = /* @__PURE__ */ parseAbiItem(
  "event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)",
);

/** How one user operation ended, from the logs of the transaction that holds it. */
export interface OperationEnd {
  readonly isSuccess: boolean;
  /** What its call reverted with; undefined when it did not, or without data. */
  readonly revertData: Hex | undefined;
  /** What it emitted, and its own events of the entry point. */
  readonly logs: TransactionReceipt["logs"];
}

/**
 * Finds a user operation among those that share a transaction. The entry point runs one after the other and emits an event
 * at the end of each: what lies between two of these events belongs to the second.
 */
export function endOfOperation(
  logs: TransactionReceipt["logs"],
  entryPoint: Address,
  hash: Hash,
): OperationEnd | undefined {
  const ends = eventsIn(logs, entryPoint, userOperationEvent);
  const own = ends.find(({ args }) => args.userOpHash === hash);
  if (own === undefined) return undefined;
  const at = indexOf(own);
  const starts = eventsIn(logs, entryPoint, beforeExecution).map(indexOf);
  const start = Math.max(-1, ...[...starts, ...ends.map(indexOf)].filter((index) => index < at));
  const between = logs.filter((log) => indexOf(log) > start && indexOf(log) <= at);
  const [reason] = eventsIn(between, entryPoint, revertReason).filter(({ args }) => args.userOpHash === hash);
  return { isSuccess: own.args.success, revertData: reason?.args.revertReason, logs: between };
}

/** What the operations of one account emitted in a transaction; all of its logs where it holds none of them. */
export function logsOfSender(
  logs: TransactionReceipt["logs"],
  entryPoint: Address,
  sender: Address,
): TransactionReceipt["logs"] {
  const ends = eventsIn(logs, entryPoint, userOperationEvent);
  const own = ends.filter(({ args }) => isSameAddress(args.sender, sender));
  if (own.length === 0) return logs;
  return own.flatMap(({ args }) => endOfOperation(logs, entryPoint, args.userOpHash)?.logs ?? []);
}

const indexOf = ({ logIndex }: Pick<Log, "logIndex">): number => logIndex ?? -1;
