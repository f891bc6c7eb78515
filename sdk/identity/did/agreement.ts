import type { Address } from "viem";
import { accountOfFunction, keyOfFunction, principalOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { isRevert, readMany } from "../../client/read-many.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { RecordedChange } from "./history.ts";
import { standingAt } from "./standing.ts";

/** Before every expiry, also that of a revoked key, which is 0. */
const BEFORE_ALL = -1;

/**
 * Whether the changes of an account lead to what the contract itself says after block `block`: of each key that was ever set, of
 * the controller and of the freeze. A node that leaves out the last logs is found by that, whichever node it is.
 */
export async function agreesWithContract(
  client: ActingClient,
  question: {
    readonly contract: Address;
    readonly account: Address;
    readonly principal: Address;
    readonly changes: readonly RecordedChange[];
    readonly block: bigint;
    /** Another key that is asked about. */
    readonly key?: Address | undefined;
  },
): Promise<boolean> {
  const { contract: address, account, principal, changes, block, key: asked } = question;
  const standing = standingAt(changes, { block, time: BEFORE_ALL });
  if (standing === undefined) return false;
  const isNew = asked !== undefined && !standing.keys.some(({ key }) => isSameAddress(key, asked));
  const told = [...standing.keys, ...(isNew ? [{ key: asked, expiry: 0, capabilities: 0 }] : [])];
  const read = (
    abi: typeof accountOfFunction | typeof principalOfFunction | typeof keyOfFunction,
    args: Address[],
  ) => ({ address, abi: [abi], functionName: abi.name, args });
  const [row, control, ...keys] = await readMany(
    client,
    [
      read(accountOfFunction, [account]),
      read(principalOfFunction, [principal]),
      ...told.map(({ key }) => read(keyOfFunction, [account, key])),
    ],
    block,
  );
  if ([row, control, ...keys].some(isRevert)) return false;
  const [, , , , opener, , , frozen] = row as AccountRow;
  const [controller] = control as readonly [Address];
  return (
    isSameAddress(opener, principal) &&
    frozen === standing.frozen &&
    isSameAddress(controller, standing.controller) &&
    told.every(({ expiry, capabilities }, index) => {
      const now = keys[index] as { readonly expiry: number; readonly capabilities: number };
      return now.expiry === expiry && now.capabilities === capabilities;
    })
  );
}

type AccountRow = readonly [bigint, bigint, bigint, number, Address, number, string, boolean];
