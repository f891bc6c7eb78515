import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { type BaseError, decodeError, RpcFailedError } from "quittance/errors";
import {
  decodePanel,
  decodePayments,
  decodeRecordedBallots,
  decodeRedemptions,
  decodeSettlement,
  decodeVerdict,
  decodeVerdicts,
} from "quittance/protocol";
import {
  type Address,
  type Client,
  formatLog,
  type Hex,
  numberToHex,
  parseEventLogs,
  type RpcLog,
} from "viem";
import { getBlockNumber } from "viem/actions";

// Reads and follows events by asking a node again and again. What follows them otherwise takes the place of this file.

/** What a contract said, decoded. */
export interface ContractEvent {
  readonly event: string;
  readonly block: bigint;
  /** Unix seconds of its block; undefined where the node does not tell. */
  readonly timestamp: number | undefined;
  readonly logIndex: number;
  readonly transaction: Hex;
  readonly contract: Address;
  /** By the names of the event's parameters; packed ones are decoded. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Which events are meant. */
export interface EventFilter {
  readonly contracts: readonly Address[];
  /** Alternatives, each a list of topics with null for any; everything when left out. */
  readonly topics?: readonly (readonly (Hex | null)[])[] | undefined;
}

/** Fewer blocks are not asked for at once. */
const FEWEST_BLOCKS = 500n;

/** The events of some blocks, both ends included. A node that refuses a long span is asked for shorter ones. */
export async function eventsBetween(
  client: Client,
  filter: EventFilter,
  span: { readonly from: bigint; readonly to: bigint },
): Promise<ContractEvent[]> {
  const { from, to } = span;
  if (to < from) return [];
  try {
    return await ask(client, filter, from, to);
  } catch (error) {
    const decoded: BaseError = decodeError(error);
    if (!(decoded instanceof RpcFailedError) || to - from < FEWEST_BLOCKS) throw decoded;
    const middle = (from + to) / 2n;
    const first = await eventsBetween(client, filter, { from, to: middle });
    return [...first, ...(await eventsBetween(client, filter, { from: middle + 1n, to }))];
  }
}

async function ask(client: Client, filter: EventFilter, from: bigint, to: bigint): Promise<ContractEvent[]> {
  const span = { address: [...filter.contracts], fromBlock: numberToHex(from), toBlock: numberToHex(to) };
  const answers = await Promise.all(
    (filter.topics ?? [[]]).map((topics) =>
      client.request({ method: "eth_getLogs", params: [{ ...span, topics } as never] }),
    ),
  );
  const logs = answers.flatMap((answer) => (answer as readonly RpcLog[]).map((log) => formatLog(log)));
  logs.sort((one, other) => placeOf(one) - placeOf(other));
  return parseEventLogs({ abi: [...quittanceAbi, ...jurorPoolAbi], logs }).map((log) => ({
    event: log.eventName,
    block: log.blockNumber ?? 0n,
    timestamp: timestampOf(log),
    logIndex: log.logIndex ?? 0,
    transaction: log.transactionHash ?? "0x",
    contract: log.address,
    values: unpacked(log.args as Readonly<Record<string, unknown>>),
  }));
}

/** A number that grows along the chain. */
function placeOf({ blockNumber, logIndex }: { blockNumber: bigint | null; logIndex: number | null }): number {
  return Number(blockNumber) * 1e6 + Number(logIndex);
}

function timestampOf(log: object): number | undefined {
  const time: unknown = Reflect.get(log, "blockTimestamp");
  return typeof time === "bigint" || typeof time === "string" ? Number(time) : undefined;
}

/**
 * Follows events for as long as the caller takes them: those since `from`, then each that comes.
 *
 * @param options.depth How many blocks deep an event must be; 1, its own, when a reorganisation does not matter.
 * @param options.once Ends after what there is.
 * @param options.pollMs How often the node is asked.
 */
export async function* followEvents(
  client: Client,
  filter: EventFilter,
  options: { readonly from: bigint; readonly depth: number; readonly once: boolean; readonly pollMs: number },
): AsyncGenerator<ContractEvent | "idle"> {
  let next = options.from;
  for (;;) {
    const latest = await getBlockNumber(client, { cacheTime: 0 }).catch((error: unknown) => {
      throw decodeError(error);
    });
    const to = latest - BigInt(options.depth - 1);
    yield* await eventsBetween(client, filter, { from: next, to });
    if (to >= next) next = to + 1n;
    if (options.once) return;
    yield "idle";
    await new Promise((resolve) => setTimeout(resolve, options.pollMs));
  }
}

/** How packed values of events are decoded, by their names. */
const PACKED: Readonly<Record<string, (bytes: Hex) => unknown>> = {
  settlement: decodeSettlement,
  verdict: decodeVerdict,
  panel: decodePanel,
  payments: decodePayments,
  redemptions: decodeRedemptions,
  ballots: (bytes) => decodeRecordedBallots(bytes),
};

/** What stays bytes is long, and of no use to a reader. */
const LEFT_OUT = new Set(["terms", "policy", "jurors"]);

function unpacked(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { jurors, verdicts } = values;
  if (verdicts !== undefined && jurors !== undefined) {
    return { verdicts: decodeVerdicts({ jurors: jurors as Hex, verdicts: verdicts as Hex }) };
  }
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, value]) => {
        const decode = Object.hasOwn(PACKED, name) ? PACKED[name] : undefined;
        return [name, decode === undefined ? value : decode(value as Hex)];
      }),
  );
}
