import { type Address, type ContractEventName, isAddressEqual, type Log, parseEventLogs } from "viem";
import { quittanceAbi } from "../abi/quittance.ts";
import { EventMissingError } from "../errors/transport.ts";

type EventName = ContractEventName<typeof quittanceAbi>;

/** The contract's events of one name among `logs`, decoded. */
export function eventsIn<Name extends EventName>(logs: readonly Log[], from: Address, eventName: Name) {
  const own = logs.filter((log) => isAddressEqual(log.address, from));
  return parseEventLogs({ abi: quittanceAbi, logs: own, eventName });
}

/** The one event of a name; throws EventMissingError when there is none. */
export function eventIn<Name extends EventName>(logs: readonly Log[], from: Address, eventName: Name) {
  const [event] = eventsIn(logs, from, eventName);
  if (event === undefined) throw new EventMissingError(eventName);
  return event;
}
