/**
 * Binds an ERC-7730 descriptor of this package to a deployment. The descriptor itself stays as it is.
 *
 * @param {object} descriptor One of `@quittance/contracts/descriptors/*.json`.
 * @param {{ chainId: number, address: string, usdc: string }} deployment Where the contract is, and the token it was made
 * with.
 */
export function bindDescriptor(descriptor, { chainId, address, usdc }) {
  const { context, metadata } = descriptor;
  const kind = "eip712" in context ? "eip712" : "contract";
  return {
    ...descriptor,
    context: { ...context, [kind]: { ...context[kind], deployments: [{ chainId, address }] } },
    metadata: { ...metadata, constants: { ...metadata.constants, usdc } },
  };
}
