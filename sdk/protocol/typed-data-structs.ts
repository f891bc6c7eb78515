import type { TypedDataDefinition } from "viem";

/** The fields of a struct, as EIP-712 lists them. */
export type StructFields = readonly { readonly name: string; readonly type: string }[];

/** Structs by name. */
export type StructTable = Readonly<Record<string, StructFields>>;

/** The domain of every type, as `eth_signTypedData_v4` names it. */
export const domainFields: StructFields = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** The struct that a type is, or is a list of. */
export function structOf(type: string): string {
  return type.replace(/(\[\d*\])+$/, "");
}

/** The structs that a type is made of: itself first, and what is no struct of the table left out. */
export function structsIn(table: StructTable, type: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(type) || !Object.hasOwn(table, type)) return found;
  found.add(type);
  for (const field of table[type] ?? []) structsIn(table, structOf(field.type), found);
  return found;
}

/** The part of a table that a type is made of. Some signers, ethers among them, refuse structs that nothing refers to. */
export function structsOf(table: StructTable, type: string): TypedDataDefinition["types"] {
  const structs = [...structsIn(table, type)].map((name) => [name, table[name]]);
  return Object.fromEntries(structs) as TypedDataDefinition["types"];
}
