import { readFileSync } from "node:fs";
import type { Abi, Address, Hex } from "viem";
import { deployContract } from "viem/actions";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Deploys a contract that only tests have. */
export async function deployTestContract(
  { publicClient, walletClient }: Pick<Stack, "publicClient" | "walletClient">,
  name: string,
  args: readonly unknown[],
): Promise<{ readonly address: Address; readonly abi: Abi }> {
  const artifact: { abi: Abi; bytecode: Hex } = JSON.parse(
    readFileSync(`artifacts/test/support/contracts/${name}.sol/${name}.json`, "utf8"),
  );
  const hash = await deployContract(walletClient, { ...artifact, args });
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error(`${name} was not deployed`);
  return { address: contractAddress, abi: artifact.abi };
}
