/** Where a contract is deployed, and the token that it was made with. */
export interface DescribedDeployment {
  readonly chainId: number;
  /** Of the money contract, the juror pool or the adapter: of the contract that the descriptor is about. */
  readonly address: string;
  readonly usdc: string;
}

/**
 * Returns a copy of an ERC-7730 descriptor that is bound to a deployment.
 *
 * @throws TypeError when an argument is malformed, or has a field that is not known.
 */
export function bindDescriptor<Described extends { readonly context: object; readonly metadata: object }>(
  descriptor: Described,
  deployment: DescribedDeployment,
): Described;
