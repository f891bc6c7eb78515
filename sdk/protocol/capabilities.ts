import { capabilityNames, namesOfCapabilities } from "../errors/capability-names.ts";
import { describeSafely, InvalidFieldError } from "../errors/field.ts";

export { capabilityNames };

/**
 * What a key may do for its account. `commit`: open deals as the buyer, pay, pay bonds. `deliver`: open deals as the seller,
 * deliver, rule as the arbiter. `settle`: release, refund, agree, cancel, amend (beside `commit` or `deliver`), close a tab early that pays the account, and contest
 * what may get worse for the account. `tabs`: open tabs. `freeze`: freeze the account; a key with this alone can do nothing
 * else. What cannot cost the account anything (reclaim, rate, contest a payout of 0 as the seller or of 10000 as the buyer) any
 * other live key may do.
 */
export type Capability = (typeof capabilityNames)[number];

/**
 * Capabilities as the contract's bits.
 *
 * @throws InvalidFieldError for a name that is none.
 * @example
 * import { encodeCapabilities } from "quittance";
 *
 * console.log(encodeCapabilities(["commit", "settle"])); // 5
 */
export function encodeCapabilities(capabilities: readonly Capability[]): number {
  return capabilities.reduce((bits, name) => bits | (1 << requireCapability(name)), 0);
}

/**
 * Capabilities from the contract's bits, such as the `KeySet` event holds.
 *
 * @throws RangeError for bits that mean nothing.
 * @example
 * import { decodeCapabilities } from "quittance";
 *
 * console.log(decodeCapabilities(5)); // [ 'commit', 'settle' ]
 */
export function decodeCapabilities(bits: number): Capability[] {
  if (!Number.isInteger(bits) || bits < 0 || bits >= 1 << capabilityNames.length) {
    throw new RangeError(
      `capabilities ${describeSafely(bits)} are unknown; known are the bits 1, 2, 4, 8 and 16`,
    );
  }
  return namesOfCapabilities(bits);
}

function requireCapability(name: Capability): number {
  const index = capabilityNames.indexOf(name);
  if (index >= 0) return index;
  throw new InvalidFieldError({
    field: "capabilities",
    value: name,
    problem: `must be among ${capabilityNames.join(", ")}`,
    remedy: `Name what the key may do: ${capabilityNames.map((each) => `"${each}"`).join(", ")}.`,
    docsPage: "update-accounts",
  });
}

const FREEZE_ALONE = /* @__PURE__ */ encodeCapabilities(["freeze"]);

/** Whether a key with these capabilities may do what requires those, both as the contract's bits; 0 requires no capability. */
export function areGranted(granted: number, required: number): boolean {
  // A key that can do nothing but freeze does not do what every other key can.
  const isAble = granted !== FREEZE_ALONE || required === FREEZE_ALONE;
  return isAble && (granted & required) === required;
}
