import { readFileSync } from "node:fs";
import type { AbiParameter } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { typedDataTypes } from "../../../sdk/protocol/typed-data.ts";

/** Functions whose bytes are terms, panels or policies, and never a signature. */
const UNSIGNED = [
  ...["drawPanel", "openAccounts", "releaseBond", "reportAbsence", "settle", "updateAccounts"],
];

/** Names of the functions that change something and may take a signature. */
export function functionsThatTakeSignatures(): string[] {
  return [...quittanceAbi, ...jurorPoolAbi]
    .filter((item) => item.type === "function")
    .filter(({ stateMutability }) => stateMutability === "nonpayable")
    .filter(({ inputs }) => inputs.some(holdsBytes))
    .map(({ name }) => name)
    .filter((name) => !UNSIGNED.includes(name));
}

function holdsBytes(input: AbiParameter): boolean {
  if ("components" in input) return input.components.some(holdsBytes);
  return /^bytes(\[\d*\])*$/.test(input.type);
}

/** Types of the registry that no other type is a part of, but for those that batches are made of. */
export function typesThatAreSigned(): string[] {
  const parts = new Set(
    Object.entries(typedDataTypes).flatMap(([name, fields]) =>
      name.endsWith("Batch") ? [] : fields.map(({ type }) => type.replace(/\[\d*\]$/, "")),
    ),
  );
  return Object.keys(typedDataTypes).filter((name) => !parts.has(name));
}

/** Types that the contracts hash, by their sources. Batches have a hash for each depth of their trees. */
export function typesOfTheContracts(): string[] {
  const source = readFileSync("contracts/types/TypeHashes.sol", "utf8");
  const names = [...source.matchAll(/keccak256\(\s*"(\w+)\(/g)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => name !== "EIP712Domain");
}
