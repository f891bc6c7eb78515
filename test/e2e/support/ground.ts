import type { Address, Hex } from "viem";
import type { TokenDomain } from "../../../sdk/client/token-domain.ts";
import type { QuittanceDomain } from "../../../sdk/protocol/domain.ts";
import type { Action } from "../../model/actions.ts";
import type { World } from "../../model/world.ts";
import type { RawCall } from "./calls.ts";

/** An action, what the model says of it (reasons to refuse it, or undefined) and the transaction that tries it. */
export interface Expectation {
  readonly action: Action;
  readonly refusals: readonly string[] | undefined;
  readonly call: RawCall;
}

/** What a random run is played on. */
export interface Ground {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  /** Who blacklists. */
  readonly issuer: Address;
  /** The world before the first action. */
  readonly start: Pick<World, "contract" | "token" | "pool" | "wallets">;
  /** Of the block before the first action, unix seconds. */
  readonly startsAt: number;
  /**
   * Mines one block with these transactions, in their order.
   *
   * @param timestamp Of the block, unix seconds.
   * @returns what each was refused with; undefined for those that went through.
   */
  readonly mine: (
    timestamp: number,
    expectations: readonly Expectation[],
  ) => Promise<readonly (string | undefined)[]>;
  /** Goes on until the contests of the last block can be drawn for. @returns the time of the last block, unix seconds. */
  readonly passToDraw: () => Promise<number>;
  /** The panel that the pool draws for a milestone that was contested right before `passToDraw`. */
  readonly panelOf: (
    world: World,
    dealId: Hex,
    milestone: number,
    openedAt: number,
  ) => Promise<readonly Address[]>;
}
