import type { Address } from "viem";

/** EIP-712 domain of a deployment: what is signed for one chain and contract has no effect on another. */
export interface QuittanceDomain {
  readonly name: "Quittance";
  readonly version: "1";
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** EIP-712 domain of a juror pool, under which keys consent to their seats. */
export interface JurorPoolDomain {
  readonly name: "Quittance JurorPool";
  readonly version: "1";
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** The domain that a type of the table is signed under. */
export type DomainOf<Type> = Type extends "SeatKey" ? JurorPoolDomain : QuittanceDomain;

/**
 * The EIP-712 domain of the Quittance contract at `address` on chain `chainId`.
 *
 * @example
 * import { quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * console.log(domain.name); // Quittance
 */
export function quittanceDomain(deployment: {
  readonly chainId: number;
  readonly address: Address;
}): QuittanceDomain {
  const { chainId, address } = deployment;
  return { name: "Quittance", version: "1", chainId, verifyingContract: address };
}

/**
 * The EIP-712 domain of the juror pool at `address` on chain `chainId`.
 *
 * @example
 * import { jurorPoolDomain } from "quittance";
 *
 * const domain = jurorPoolDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * console.log(domain.name); // Quittance JurorPool
 */
export function jurorPoolDomain(deployment: {
  readonly chainId: number;
  readonly address: Address;
}): JurorPoolDomain {
  const { chainId, address } = deployment;
  return { name: "Quittance JurorPool", version: "1", chainId, verifyingContract: address };
}
