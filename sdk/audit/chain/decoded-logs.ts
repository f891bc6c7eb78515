import { type Abi, type DecodeEventLogReturnType, decodeEventLog, type RpcLog } from "viem";

/** A log with what it says. */
export interface DecodedLog<Event> {
  readonly log: RpcLog;
  readonly event: Event;
}

/** Reads logs of some events, each list of logs once however often it is asked for; other logs are left out. */
export function decodedLogs<const Events extends Abi>(abi: Events) {
  type Event = DecodeEventLogReturnType<Events>;
  const known = new WeakMap<readonly RpcLog[], readonly DecodedLog<Event>[]>();
  return (logs: readonly RpcLog[]): readonly DecodedLog<Event>[] => {
    const found = known.get(logs) ?? logs.flatMap((log) => decoded<Events, Event>(abi, log));
    known.set(logs, found);
    return found;
  };
}

function decoded<Events extends Abi, Event>(abi: Events, log: RpcLog): DecodedLog<Event>[] {
  try {
    const { topics, data } = log;
    const event = decodeEventLog({ abi, topics: topics as never, data, strict: true });
    return [{ log, event: event as unknown as Event }];
  } catch {
    return [];
  }
}
