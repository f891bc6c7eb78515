import { type Address, type Log, pad, parseEventLogs, toEventSelector } from "viem";
import {
  accountFrozenEvent,
  accountOpenedEvent,
  accountUnfrozenEvent,
  keySetEvent,
  principalFrozenEvent,
  principalHandedOverEvent,
  principalUnfrozenEvent,
} from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { AccountHistoryIncompleteError, AccountHistoryOutdatedError } from "../../errors/did.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { agreesWithContract } from "./agreement.ts";
import type { Head } from "./blocks.ts";
import { LogBook } from "./logs.ts";

/** A change of the keys, the controller or the freeze of an account. */
export type AccountChange =
  | { readonly kind: "opened"; readonly principal: Address }
  /** An expiry of 0 revokes the key. */
  | {
      readonly kind: "key";
      readonly key: Address;
      /** Unix seconds; the key acts while now < expiry. */
      readonly expiry: number;
      /** The contract's bits. */
      readonly capabilities: number;
    }
  | { readonly kind: "frozen"; readonly of: "account" | "principal"; readonly frozen: boolean }
  | { readonly kind: "controller"; readonly controller: Address };

/** A change and where it is on the chain. */
export type RecordedChange = AccountChange & { readonly blockNumber: bigint; readonly logIndex: number };

const EVENTS = [
  accountOpenedEvent,
  keySetEvent,
  accountFrozenEvent,
  accountUnfrozenEvent,
  principalFrozenEvent,
  principalUnfrozenEvent,
  principalHandedOverEvent,
] as const;

type AccountEvent = ReturnType<typeof parseEventLogs<typeof EVENTS, true>>[number];

/** What the contract logged of one opened account and its principal, read from the contract itself. */
export class AccountHistory {
  readonly #contract: Address;
  readonly #account: Address;
  readonly #principal: Address;
  readonly #from: bigint;
  readonly #changes: LogBook;
  readonly #openings: LogBook;

  constructor(input: {
    readonly contract: Address;
    readonly account: Address;
    readonly principal: Address;
    /** The contract's deployment block. */
    readonly from: bigint;
  }) {
    const { contract: address, account, principal, from } = input;
    this.#contract = address;
    this.#account = account;
    this.#principal = principal;
    this.#from = from;
    const word = (of: Address) => pad(of, { size: 32 });
    const [opened, ...others] = EVENTS;
    // An account is opened once.
    this.#openings = new LogBook(
      { address, topics: [[toEventSelector(opened)], null, [word(account)]] },
      from,
      1,
    );
    this.#changes = new LogBook(
      { address, topics: [others.map((event) => toEventSelector(event)), [word(account), word(principal)]] },
      from,
    );
  }

  /**
   * Every change up to and including block `head`, in order, as the contract confirms them by its state after that block.
   *
   * @param asked.key A key of which the contract must know no more than the logs, whether they name it or not.
   * @throws AccountHistoryIncompleteError when the opening is not among them.
   * @throws AccountHistoryOutdatedError when they do not lead to what the contract says, LogsDisagreeError when two answers
   * differ: what was read is forgotten then.
   */
  async upTo(
    client: ActingClient,
    asked: {
      readonly head: Head;
      readonly key?: Address | undefined;
      readonly blockRange?: number | undefined;
    },
  ): Promise<readonly RecordedChange[]> {
    const { head, key, blockRange } = asked;
    // Of the nodes behind one address one may be behind the others: once, another answer is asked for.
    for (let isSecond = false; ; isSecond = true) {
      const changes = await this.#changesUpTo(client, head, blockRange);
      const isWhole = changes.some(({ kind }) => kind === "opened");
      if (isWhole && (await this.#isConfirmed(client, changes, { head, key }))) return changes;
      this.#forget();
      if (!isSecond) continue;
      if (!isWhole) throw new AccountHistoryIncompleteError(this.#account, Number(this.#from));
      throw new AccountHistoryOutdatedError(this.#account, head.number);
    }
  }

  #isConfirmed(
    client: ActingClient,
    changes: readonly RecordedChange[],
    { head, key }: { readonly head: Head; readonly key?: Address | undefined },
  ): Promise<boolean> {
    const [contract, account, principal] = [this.#contract, this.#account, this.#principal];
    const question = { contract, account, principal, changes, block: head.number, key };
    return agreesWithContract(client, question);
  }

  #forget(): void {
    this.#openings.forget();
    this.#changes.forget();
  }

  async #changesUpTo(
    client: ActingClient,
    head: Head,
    blockRange?: number,
  ): Promise<readonly RecordedChange[]> {
    const openings = await this.#openings.upTo(client, head, blockRange);
    const others = await this.#changes.upTo(client, head, blockRange);
    const own = [...openings, ...others].filter(({ address }) => isSameAddress(address, this.#contract));
    const changes = own.flatMap((log) => this.#changeOf(log));
    return changes.sort((a, b) =>
      a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1,
    );
  }

  #changeOf(log: Log<bigint, number, false>): RecordedChange[] {
    const [event] = parseEventLogs({ abi: EVENTS, logs: [log] });
    if (event === undefined) return [];
    const change = this.#meaningOf(event);
    return change === undefined ? [] : [{ ...change, blockNumber: log.blockNumber, logIndex: log.logIndex }];
  }

  #meaningOf(event: AccountEvent): AccountChange | undefined {
    const { args } = event;
    if ("account" in args && !isSameAddress(args.account, this.#account)) return undefined;
    if ("principal" in args && !isSameAddress(args.principal, this.#principal)) return undefined;
    switch (event.eventName) {
      case "AccountOpened":
        return { kind: "opened", principal: event.args.principal };
      case "KeySet": {
        const { key, expiry, capabilities } = event.args;
        return { kind: "key", key, expiry, capabilities };
      }
      case "AccountFrozen":
      case "AccountUnfrozen":
        return { kind: "frozen", of: "account", frozen: event.eventName === "AccountFrozen" };
      case "PrincipalFrozen":
      case "PrincipalUnfrozen":
        return { kind: "frozen", of: "principal", frozen: event.eventName === "PrincipalFrozen" };
      case "PrincipalHandedOver":
        return { kind: "controller", controller: event.args.controller };
    }
  }
}
