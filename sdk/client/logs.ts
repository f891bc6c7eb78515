import {
  type Abi,
  type Address,
  type ContractEventName,
  isAddressEqual,
  type Log,
  type ParseEventLogsReturnType,
  parseEventLogs,
} from "viem";
import { erc792ArbiterAbi } from "../abi/erc792-arbiter.ts";
import { jurorPoolAbi } from "../abi/juror-pool.ts";
import { quittanceAbi } from "../abi/quittance.ts";
import { EventMissingError } from "../errors/transport.ts";

/** Events of one name among `logs` that the contract at `from` emitted, decoded. */
type Events<Contract extends Abi> = <Name extends ContractEventName<Contract>>(
  logs: readonly Log[],
  from: Address,
  eventName: Name,
) => ParseEventLogsReturnType<Contract, Name, true>;

/** The first event of a name; throws EventMissingError when there is none. */
type Event<Contract extends Abi> = <Name extends ContractEventName<Contract>>(
  logs: readonly Log[],
  from: Address,
  eventName: Name,
) => ParseEventLogsReturnType<Contract, Name, true>[number];

function eventsOf<const Contract extends Abi>(abi: Contract): Events<Contract> {
  return (logs, from, eventName) => {
    const own = logs.filter((log) => isAddressEqual(log.address, from));
    return parseEventLogs({ abi, logs: own, eventName } as never) as never;
  };
}

function eventOf<const Contract extends Abi>(events: Events<Contract>): Event<Contract> {
  return (logs, from, eventName) => {
    const [event] = events(logs, from, eventName);
    if (event === undefined) throw new EventMissingError(eventName);
    return event;
  };
}

export const eventsIn = eventsOf(quittanceAbi);
export const eventIn = eventOf(eventsIn);
export const poolEventsIn = eventsOf(jurorPoolAbi);
export const poolEventIn = eventOf(poolEventsIn);
export const bridgeEventIn = eventOf(eventsOf(erc792ArbiterAbi));
