import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Abi, type Address, getCreate2Address, type Hash, type Hex, toHex } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

/** The factory that lies at this address on nearly every chain, and its code. */
export const FACTORY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const FACTORY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

/** With which the entry point 0.8 was deployed everywhere, so that its address proves its code. */
const ENTRY_POINT_SALT: Hash = "0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9";

const PACKAGE = "@account-abstraction/contracts/artifacts";

function artifactOf(name: string): { readonly abi: Abi; readonly bytecode: Hex } {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`${PACKAGE}/${name}.json`), "utf8"));
}

/** Where the factory deploys a contract of the package. */
async function deployed(
  { publicClient, walletClient }: Pick<Stack, "publicClient" | "walletClient">,
  name: string,
  salt: Hash,
): Promise<Address> {
  await publicClient.request({ method: "hardhat_setCode", params: [FACTORY, FACTORY_CODE] } as never);
  const { bytecode } = artifactOf(name);
  const address = getCreate2Address({ from: FACTORY, salt, bytecode });
  if ((await publicClient.getCode({ address })) !== undefined) return address;
  const hash = await walletClient.sendTransaction({ to: FACTORY, data: `${salt}${bytecode.slice(2)}` });
  await publicClient.waitForTransactionReceipt({ hash });
  return address;
}

/** Deploys the entry point 0.8 with the code and at the address that it has on every chain. */
export function deployEntryPoint(stack: Pick<Stack, "publicClient" | "walletClient">): Promise<Address> {
  return deployed(stack, "EntryPoint", ENTRY_POINT_SALT);
}

/** Deploys the account to which `toSimple7702SmartAccount` of viem delegates, at the address that it has on every chain. */
export function deploySimple7702Account(
  stack: Pick<Stack, "publicClient" | "walletClient">,
): Promise<Address> {
  return deployed(stack, "Simple7702Account", toHex(0n, { size: 32 }));
}
