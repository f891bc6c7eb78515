import type { Address, Hex, RpcLog } from "viem";
import { isSameAddress } from "../../protocol/address.ts";
import { ACCOUNT_EVENTS } from "../chain/account-events.ts";
import { decodedLogs } from "../chain/decoded-logs.ts";
import type { ChainPlace } from "../chain/events.ts";
import type { AccountRecord } from "../chain/record.ts";

/** What a key may do. */
export interface GrantedKey {
  /** Unix seconds; it acts while now < expiry. */
  readonly expiry: number;
  /** Bits. */
  readonly capabilities: number;
}

/** A managed account as it was at some place in the chain. */
export interface AccountThen {
  readonly principal: Address;
  readonly controller: Address;
  /** Packed. */
  readonly policy: Hex;
  /** By their addresses in lower case; without those that were revoked. */
  readonly keys: ReadonlyMap<string, GrantedKey>;
  /** By itself, or with all accounts of its principal. */
  readonly isFrozen: boolean;
}

/** Each signature of an account asks how it was: its logs are read once for all of them. */
const eventsOf = /* @__PURE__ */ decodedLogs(ACCOUNT_EVENTS);

/**
 * Plays the events of a managed account and of its principal: how it was after each of them, up to a place in the chain. Empty
 * where the record lacks its opening.
 */
export function accountUpTo({ account, logs }: AccountRecord, place: ChainPlace | undefined): AccountThen[] {
  const keys = new Map<string, GrantedKey>();
  const own = { isFrozen: false, isPrincipalFrozen: false };
  let opened: { readonly principal: Address; policy: Hex } | undefined;
  let controller: Address | undefined;
  const states: AccountThen[] = [];
  for (const { log, event } of eventsOf(logs)) {
    if (place !== undefined && !isEarlier(log, place)) break;
    if (!isAbout(event, account)) continue;
    switch (event.eventName) {
      case "AccountOpened":
        opened = { principal: event.args.principal, policy: event.args.policy };
        break;
      case "KeySet": {
        const { key, expiry, capabilities } = event.args;
        if (expiry === 0) keys.delete(key.toLowerCase());
        else keys.set(key.toLowerCase(), { expiry, capabilities });
        break;
      }
      case "PolicySet":
        if (opened !== undefined) opened.policy = event.args.policy;
        break;
      case "PrincipalHandedOver":
        controller = event.args.controller;
        break;
      case "AccountFrozen":
      case "AccountUnfrozen":
        own.isFrozen = event.eventName === "AccountFrozen";
        break;
      default:
        own.isPrincipalFrozen = event.eventName === "PrincipalFrozen";
    }
    if (opened === undefined) continue;
    const { principal, policy } = opened;
    states.push({
      ...{ principal, policy, controller: controller ?? principal, keys: new Map(keys) },
      isFrozen: own.isFrozen || own.isPrincipalFrozen,
    });
  }
  return states;
}

type AccountEvent = ReturnType<typeof eventsOf>[number]["event"];

/** The record has logs of the account, and of its principal, which name no account. */
function isAbout({ args }: AccountEvent, account: Address): boolean {
  return !("account" in args) || isSameAddress(args.account, account);
}

function isEarlier({ blockNumber, logIndex }: RpcLog, place: ChainPlace): boolean {
  const block = BigInt(blockNumber ?? 0);
  return block < place.block || (block === place.block && Number(logIndex) < place.logIndex);
}
