import {
  type AbiEvent,
  type Address,
  type ContractEventName,
  type Log,
  type ParseEventLogsReturnType,
  parseEventLogs,
} from "viem";
import { EventMissingError } from "../errors/transport.ts";
import { isSameAddress } from "../protocol/address.ts";

type Decoded<Event extends AbiEvent> = ParseEventLogsReturnType<
  readonly [Event],
  ContractEventName<readonly [Event]>,
  true
>;

/** Events of one kind among `logs` that the contract at `from` emitted, decoded. */
export function eventsIn<const Event extends AbiEvent>(
  logs: readonly Log[],
  from: Address,
  event: Event,
): Decoded<Event> {
  const own = logs.filter((log) => isSameAddress(log.address, from));
  return parseEventLogs({ abi: [event], logs: own, eventName: event.name } as never) as never;
}

/** The first event of a kind; throws EventMissingError when there is none. */
export function eventIn<const Event extends AbiEvent>(
  logs: readonly Log[],
  from: Address,
  event: Event,
): Decoded<Event>[number] {
  const [first] = eventsIn(logs, from, event);
  if (first === undefined) throw new EventMissingError(event.name);
  return first;
}
