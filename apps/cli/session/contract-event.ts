import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import {
  decodePanel,
  decodePayments,
  decodeRecordedBallots,
  decodeRedemptions,
  decodeSettlement,
  decodeVerdict,
  decodeVerdicts,
} from "quittance/protocol";
import type { ContractLog, DealEvent } from "quittance/watching";
import { type Address, decodeEventLog, type Hex } from "viem";

/** What a contract said, decoded, and where in the chain. */
export interface ContractEvent {
  /** The same each time it is reported. */
  readonly id: string;
  readonly event: string;
  readonly block: bigint;
  /** Unix seconds of its block. */
  readonly timestamp: number;
  readonly logIndex: number;
  readonly transaction: Hex;
  readonly contract: Address;
  /** How many blocks deep it was; 0 when it was taken back. */
  readonly confirmations: number;
  /** True: it was reported before, and a reorganisation took it out of the chain. */
  readonly removed: boolean;
  /** By the names of the event's parameters; packed ones are decoded. */
  readonly values: Readonly<Record<string, unknown>>;
}

const abi = [...quittanceAbi, ...jurorPoolAbi];

/** A log as an event; undefined for one that the contracts of this version do not have. */
export function eventOfLog(log: ContractLog): ContractEvent | undefined {
  const { address: contract, data, topics } = log;
  const decoded = decodedOr(() => decodeEventLog({ abi, data, topics: topics as [] }));
  if (decoded === undefined) return undefined;
  const values = unpacked((decoded.args ?? {}) as Readonly<Record<string, unknown>>);
  return { event: decoded.eventName, ...placeOf(log), contract, values };
}

function decodedOr<Value>(decode: () => Value): Value | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** An event of a deal, as the library's watchers report it. */
export function eventOfDeal(contract: Address, given: DealEvent): ContractEvent {
  const { name, cursor: _, part: __, ...rest } = given;
  const {
    id,
    blockNumber,
    blockHash,
    timestamp,
    transactionHash,
    logIndex,
    confirmations,
    removed,
    ...values
  } = rest;
  const place = placeOf({ id, blockNumber, timestamp, transactionHash, logIndex, confirmations, removed });
  return { event: name, ...place, contract, values: unpacked(values) };
}

type Place = Pick<
  DealEvent,
  "id" | "blockNumber" | "timestamp" | "transactionHash" | "logIndex" | "confirmations" | "removed"
>;

function placeOf({ id, blockNumber, timestamp, transactionHash, logIndex, confirmations, removed }: Place) {
  return {
    ...{ id, block: blockNumber, timestamp, logIndex, transaction: transactionHash, confirmations, removed },
  };
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

/** What stays bytes is long, and of no use to a reader; terms are what `deal show` shows. */
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
        const decode = Object.hasOwn(PACKED, name) && typeof value === "string" ? PACKED[name] : undefined;
        return [name, decode === undefined ? value : decode(value as Hex)];
      }),
  );
}
