import schema from "ponder:schema";
import { decodePolicy } from "quittance/protocol";
import { type Address, concatHex, type Hex, keccak256 } from "viem";
import { carriedOver } from "../../accounting/budget.ts";
import type { Db } from "./db.ts";
import { openedAccountOf, policyOf } from "./required.ts";

/** Writes the policy that is in force from now on, and carries over what was spent under the one before. */
export async function setPolicy(
  db: Db,
  account: Address,
  { principal, packed }: { readonly principal: Address | null; readonly packed: Hex },
) {
  const before = await openedAccountOf(db, account);
  const version = before.policyVersion + 1;
  const { activeFrom, activeUntil, treasury, ...fields } = decodePolicy(packed);
  await db.insert(schema.policyVersion, {
    account,
    version,
    ...fields,
    activeFrom: BigInt(activeFrom),
    activeUntil: BigInt(activeUntil),
    treasury: treasury === undefined ? null : BigInt(treasury),
    packed,
    hash: keccak256(concatHex([principal ?? account, packed])),
    since: db.at.timestamp,
  });
  if (version === 1) {
    await db.update(schema.account, { address: account }, { policyVersion: version });
    return;
  }
  const { period } = await policyOf(db, account, version - 1);
  await db.update(schema.policyVersion, { account, version: version - 1 }, { until: db.at.timestamp });
  const budget = carriedOver(before, db.at.timestamp, period);
  await db.update(schema.account, { address: account }, { policyVersion: version, ...budget });
}
