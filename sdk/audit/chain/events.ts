import type { Hex, RpcLog } from "viem";
import { formatLog } from "viem";
import { eventsOf, type Said } from "../../watching/decode.ts";
import type { MinedLog } from "../../watching/node-questions.ts";
import type { DealRecord } from "./record.ts";

/** Where in the chain something happened. */
export interface ChainPlace {
  readonly block: bigint;
  readonly transaction: Hex;
  readonly logIndex: number;
  /** Unix seconds of the block. */
  readonly time: number;
}

/** One event of a deal, and where it is. */
export type PlacedEvent = Said & { readonly place: ChainPlace };

/** What was read of a record's logs. */
export interface ReadEvents {
  readonly events: readonly PlacedEvent[];
  /** Logs that are no event of this form: somebody changed them, or the contract is another one. */
  readonly unreadable: readonly RpcLog[];
}

/** The events of the deal in a record, in order; of an amendment, also that of the deal before it. */
export function eventsIn(record: DealRecord): ReadEvents {
  const times = new Map(record.blocks.map(({ number, timestamp }) => [number, Number(timestamp)]));
  const events: PlacedEvent[] = [];
  const unreadable: RpcLog[] = [];
  for (const log of record.logs) {
    const place = {
      block: BigInt(log.blockNumber ?? 0),
      transaction: log.transactionHash as Hex,
      logIndex: Number(log.logIndex),
      time: times.get(log.blockNumber as Hex) ?? 0,
    };
    const said = saidIn(log);
    if (said === undefined) unreadable.push(log);
    else for (const each of said) if (isOf(each, record.dealId)) events.push({ ...each, place });
  }
  return { events, unreadable };
}

function saidIn(log: RpcLog): Said[] | undefined {
  try {
    return eventsOf(formatLog(log) as MinedLog);
  } catch {
    return undefined;
  }
}

function isOf(said: Said, dealId: Hex): boolean {
  return said.dealId === dealId || (said.name === "DealAmended" && said.successor === dealId);
}
