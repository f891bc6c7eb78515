import { type Address, concatHex, encodeAbiParameters, type Hex } from "viem";
import { accountsBytecode } from "../../abi/accounts-bytecode.ts";
import { agreementsBytecode } from "../../abi/agreements-bytecode.ts";
import { batchesBytecode } from "../../abi/batches-bytecode.ts";
import { disputesBytecode } from "../../abi/disputes-bytecode.ts";
import { panelsBytecode } from "../../abi/panels-bytecode.ts";
import { quittanceBytecode } from "../../abi/quittance-bytecode.ts";

/** The contracts that Quittance is made of: five companions, whose code it runs on its own storage, and itself. */
export const QUITTANCE_PARTS = [
  "Accounts",
  "Agreements",
  "Disputes",
  "Batches",
  "Panels",
  "Quittance",
] as const;

export type QuittancePart = (typeof QUITTANCE_PARTS)[number];

/** The addresses of the companions, as `companions()` of the contract names them. */
export type Companions = Readonly<Record<Uncapitalize<Exclude<QuittancePart, "Quittance">>, Address>>;

export function companionsOf(
  parts: Readonly<Record<QuittancePart, { readonly address: Address }>>,
): Companions {
  return {
    disputes: parts.Disputes.address,
    accounts: parts.Accounts.address,
    agreements: parts.Agreements.address,
    batches: parts.Batches.address,
    panels: parts.Panels.address,
  };
}

const BYTECODES: Readonly<Record<QuittancePart, Hex>> = {
  Accounts: accountsBytecode,
  Agreements: agreementsBytecode,
  Disputes: disputesBytecode,
  Batches: batchesBytecode,
  Panels: panelsBytecode,
  Quittance: quittanceBytecode,
};

/** Creation code of a part with its arguments, which are addresses all. */
export function creationOf(part: QuittancePart, args: readonly Address[]): Hex {
  const types = args.map(() => ({ type: "address" }) as const);
  return concatHex([BYTECODES[part], encodeAbiParameters(types, args)]);
}

/**
 * Creates Accounts, Agreements, Disputes, Batches, Panels and Quittance one after another, each with the addresses of those before.
 *
 * @param token The address of USDC.
 * @param create Puts a part on the chain with these arguments, or finds that it is there.
 * @returns What `create` gave for each part.
 */
export async function deployQuittance<Made extends { readonly address: Address }>(
  token: Address,
  create: (part: QuittancePart, args: readonly Address[]) => Promise<Made>,
): Promise<Readonly<Record<QuittancePart, Made>>> {
  const accounts = await create("Accounts", [token]);
  const agreements = await create("Agreements", [token]);
  const disputes = await create("Disputes", [token, accounts.address]);
  const batches = await create("Batches", [token, accounts.address]);
  const panels = await create("Panels", [token, accounts.address]);
  const companions = [disputes, accounts, agreements, batches, panels].map(({ address }) => address);
  const quittance = await create("Quittance", [token, ...companions]);
  return {
    Accounts: accounts,
    Agreements: agreements,
    Disputes: disputes,
    Batches: batches,
    Panels: panels,
    Quittance: quittance,
  };
}
