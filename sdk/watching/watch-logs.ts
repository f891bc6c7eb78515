import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import type { WatchCursor } from "./cursor.ts";
import type { ChainReorganised } from "./events.ts";
import { FOLLOWING, type Following } from "./follow.ts";
import { idOf, type LogStep, stepWatcher, type Watcher } from "./watcher.ts";

/** A log of a contract as it is, with its place in the chain. */
export interface ContractLog {
  readonly name: "ContractLog";
  /** The same each time the log is reported; a log that comes again in another block has another. */
  readonly id: string;
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  /** Unix seconds of the block. */
  readonly timestamp: number;
  readonly transactionHash: Hex;
  readonly logIndex: number;
  /** How many blocks deep it was when it was reported, its own included; 0 when it was removed. */
  readonly confirmations: number;
  /** True: it was reported before, and a reorganisation took its block out of the chain. */
  readonly removed: boolean;
  /** Where the next watcher goes on when this log was dealt with. */
  readonly cursor: WatchCursor;
}

/**
 * Watches every log of some contracts, such as Quittance and a juror pool, in the chain's order: as `watchDeal`, without decoding.
 * `decodeEventLog` of viem reads them with the ABIs of `quittance/abi`.
 *
 * @param parameters.addresses One contract or more, in the place of `address`.
 * @throws WatchInterruptedError when the node keeps failing; its `cursor` is where to go on.
 * @throws ReorganisationTooDeepError, ContractMissingError, InvalidFieldError
 * @example
 * import { watchLogs } from "quittance/watching";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, pool, publicClient, startBlock } = stack;
 * await openExampleDeal(stack);
 * const toBlock = await publicClient.getBlockNumber();
 * const following = { addresses: [address, pool], fromBlock: BigInt(startBlock), toBlock };
 * let count = 0;
 * for await (const log of watchLogs(publicClient, following)) if (log.name === "ContractLog") count += 1;
 * console.log(count > 0); // true
 * await stack.stop();
 */
export function watchLogs(
  client: ActingClient,
  parameters: Omit<Following, "address"> & { readonly addresses: readonly Address[] },
): Watcher<ContractLog | ChainReorganised> {
  requireOptions(parameters, FOLLOWING.replace("address", "addresses"));
  const { addresses, ...following } = parameters;
  const [address, ...others] = requireAddresses(addresses);
  return stepWatcher(client, { ...following, address, others }, () => ({ near: [], far: [[]] }), placed);
}

/** The log of a step with its place; none when the watcher before took it. */
function placed(step: LogStep, taken: WatchCursor | undefined): ContractLog[] {
  const { kind, block, log, confirmations, cursorAt } = step;
  const removed = kind === "removed";
  if (!removed && block.hash === taken?.hash && log.logIndex === taken.logIndex) return [];
  const { address, topics, data, transactionHash, logIndex } = log;
  const place = { blockNumber: block.number, blockHash: block.hash, timestamp: block.timestamp };
  return [
    {
      ...{ name: "ContractLog", id: idOf(block.hash, logIndex, 0), address, topics, data, ...place },
      ...{ transactionHash, logIndex, confirmations, removed, cursor: cursorAt(0) },
    },
  ];
}

function requireAddresses(addresses: readonly Address[]): readonly [Address, ...Address[]] {
  const [first, ...others] = Array.isArray(addresses) ? addresses : [];
  if (first !== undefined) {
    [first, ...others].forEach((address, index) => {
      requireAddress(`addresses[${index}]`, address);
    });
    return [first, ...others];
  }
  throw new InvalidFieldError({
    field: "addresses",
    value: addresses,
    problem: "must be a list with one contract or more",
    remedy: "Name the contracts whose logs you want.",
  });
}
