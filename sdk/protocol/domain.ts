import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isEncodable } from "../json/addresses.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress, requireAddress } from "./address.ts";

/** EIP-712 domain of a deployment: what is signed for one chain and contract has no effect on another. */
export interface QuittanceDomain {
  readonly name: "Quittance";
  readonly version: "1";
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** EIP-712 domain of a juror pool, under which keys sign for their seats. */
export interface JurorPoolDomain {
  readonly name: "Quittance JurorPool";
  readonly version: "1";
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** Chain and address of a contract, by which the domains of two deployments differ. */
export type Deployed = Pick<QuittanceDomain, "chainId" | "verifyingContract">;

/** Any contract's domain, such as a token's. */
interface NamedDomain extends Deployed {
  readonly name: string;
  readonly version: string;
}

const DOMAIN = "name version chainId verifyingContract";

/** The domain that a type of the table is signed under. */
export type DomainOf<Type> = Type extends "SeatKey" ? JurorPoolDomain : QuittanceDomain;

/**
 * The EIP-712 domain of the Quittance contract at `address` on chain `chainId`.
 *
 * @throws InvalidFieldError for what is no address, or has a wrong checksum.
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
  requireOptions(deployment, "chainId address");
  const { chainId, address } = deployment;
  requireAddress("address", address);
  return { name: "Quittance", version: "1", chainId, verifyingContract: address };
}

/**
 * The EIP-712 domain of the juror pool at `address` on chain `chainId`.
 *
 * @throws InvalidFieldError for what is no address, or has a wrong checksum.
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
  requireOptions(deployment, "chainId address");
  const { chainId, address } = deployment;
  requireAddress("address", address);
  return { name: "Quittance JurorPool", version: "1", chainId, verifyingContract: address };
}

/**
 * Refuses what is no EIP-712 domain of a contract.
 *
 * @returns A copy, each field read once: what is checked is then what is hashed and signed, even where a field answers
 * differently the second time.
 * @throws InvalidFieldError naming the field that is wrong.
 */
export function requireDomain<Domain extends NamedDomain>(field: string, domain: Domain): Domain {
  const given: Partial<NamedDomain> = typeof domain === "object" && domain !== null ? domain : {};
  requireOptions(given, DOMAIN, field);
  const { name, version, chainId, verifyingContract } = given;
  const refuse = (part: string, value: unknown, problem: string): never => {
    throw new InvalidFieldError({
      field: `${field}.${part}`,
      value,
      address: true,
      problem,
      remedy: "Pass the domain of the deployment that you use: getDomain reads it from the contract.",
    });
  };
  if (!Number.isSafeInteger(chainId) || Number(chainId) < 1) {
    refuse("chainId", chainId, "must be a chain's id, a whole number above 0");
  }
  for (const [part, text] of Object.entries({ name, version })) {
    if (text !== undefined && typeof text !== "string") refuse(part, text, "must be text");
  }
  if (!isEncodable(verifyingContract)) {
    refuse(
      "verifyingContract",
      verifyingContract,
      "must be the contract's address, with the right checksum if in mixed case",
    );
  }
  return { name, version, chainId, verifyingContract } as Domain;
}

/** Refuses what is neither left out nor a domain, nor the chain and the address of one. */
export function requireDeployed(field: string, deployed: Deployed | undefined): void {
  if (deployed === undefined) return;
  requireOptions(deployed, DOMAIN, field);
  requireDomain(field, { name: "", version: "", ...deployed });
}

/** Whether two domains are of the same contract on the same chain. */
export function isSameDeployment(one: Deployed, other: Deployed): boolean {
  return one.chainId === other.chainId && isSameAddress(one.verifyingContract, other.verifyingContract);
}
