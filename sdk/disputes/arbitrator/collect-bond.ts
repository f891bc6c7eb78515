import type { Address } from "viem";
import { bondCollectedEvent, collectFunction } from "../../abi/fragments/erc792-arbiter.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { bridgeErrorClasses } from "../../errors/bridge-error-classes.ts";
import { requireAddress } from "../../protocol/address.ts";
import { requireNumber } from "../pool/numbers.ts";

export interface CollectBondParameters {
  /** The court's number of the dispute, as `disputeMilestone` returned it. */
  readonly disputeId: bigint | number;
  /** Who paid the court; another wallet only when that account sends. */
  readonly to: Address;
}

/** A bond that was paid out for a ruling. */
export interface CollectedBond {
  readonly disputeId: bigint;
  readonly to: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/**
 * Pays the bond of an enforced ruling to who paid the court. `address` is the bridge's. Anyone may send it.
 *
 * @throws Erc792NothingOwedError, Erc792NotThePayerError
 * @example
 * import { collectBond } from "quittance";
 *
 * const [bridge, payer] = [
 *   "0x00000000000000000000000000000000000000bb",
 *   "0x00000000000000000000000000000000000000b1",
 * ] as const;
 * console.log(collectBond.call({ address: bridge, disputeId: 7n, to: payer }).args.length); // 2
 */
export const collectBond = /* @__PURE__ */ defineAction<CollectBondParameters, CollectedBond>({
  name: "collectBond",
  fields: "disputeId to",
  elsewhere: true,
  errors: bridgeErrorClasses,
  call: ({ disputeId, to }) => {
    requireAddress("to", to);
    return contractCall(collectFunction, [requireNumber("disputeId", disputeId), to]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, bondCollectedEvent).args }),
});
