/** What a key can be allowed, in the order of the contract's bits. */
export const capabilityNames = ["commit", "deliver", "settle", "tabs", "freeze"] as const;

/** The names of capabilities in the contract's bits; bits that mean nothing have none. */
export function namesOfCapabilities(bits: bigint | number): (typeof capabilityNames)[number][] {
  return capabilityNames.filter((_, index) => (Number(bits) >> index) & 1);
}
