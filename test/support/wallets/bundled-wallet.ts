import { readFileSync } from "node:fs";
import {
  type Abi,
  createPublicClient,
  encodeFunctionData,
  hashTypedData,
  http,
  type PrivateKeyAccount,
  parseEther,
} from "viem";
import {
  createBundlerClient,
  entryPoint08Abi,
  getUserOperationTypedData,
  type SmartAccount,
  toSmartAccount,
} from "viem/account-abstraction";
import type { Stack } from "../../../sdk/testing/index.ts";
import { type SmartWalletClient, smartWalletClient } from "../../../sdk/wallets/index.ts";
import { deployTestContract } from "../../sdk/support/artifacts.ts";
import type { Bundler } from "../bundler/bundler.ts";

const POLLING = 20;

/** A wallet that takes user operations, has an address before it has code, and is deployed by its first operation. */
export async function bundledAccount(
  stack: Stack,
  bundler: Bundler,
  owner: PrivateKeyAccount,
): Promise<SmartAccount> {
  const { publicClient, chain, rpcUrl } = stack;
  const { address: factory, abi: factoryAbi } = await deployTestContract(stack, "BundledWalletFactory", []);
  const { abi } = JSON.parse(
    readFileSync("artifacts/test/support/contracts/BundledWallet.sol/BundledWallet.json", "utf8"),
  ) as { readonly abi: Abi };
  const args = [owner.address, bundler.entryPoint] as const;
  const named = { address: factory, abi: factoryAbi, functionName: "addressOf", args } as const;
  const address = (await publicClient.readContract(named)) as `0x${string}`;
  const client = createPublicClient({ chain, pollingInterval: POLLING, transport: http(rpcUrl) });
  const entryPoint = { abi: entryPoint08Abi, address: bundler.entryPoint, version: "0.8" } as const;
  return toSmartAccount({
    client,
    entryPoint,
    getAddress: async () => address,
    getFactoryArgs: async () => ({
      factory,
      factoryData: encodeFunctionData({ abi: factoryAbi, functionName: "create", args }),
    }),
    encodeCalls: async ([one, ...others]) => {
      if (one === undefined || others.length > 0) throw new Error("this wallet makes one call at a time");
      return encodeFunctionData({
        abi,
        functionName: "call",
        args: [one.to, one.value ?? 0n, one.data ?? "0x"],
      });
    },
    getStubSignature: async () => `0x${"11".repeat(65)}`,
    signMessage: owner.signMessage,
    signTypedData: owner.signTypedData as never,
    signUserOperation: async ({ chainId = chain.id, ...operation }) =>
      owner.sign({
        hash: hashTypedData(
          getUserOperationTypedData({
            chainId,
            entryPointAddress: bundler.entryPoint,
            userOperation: { ...operation, sender: address } as never,
          }),
        ),
      }),
  }) as Promise<SmartAccount>;
}

/** A client that sends for a smart account, which gets ether for its operations. */
export async function walletOf(
  stack: Stack,
  bundler: Bundler,
  account: SmartAccount,
): Promise<SmartWalletClient> {
  const { walletClient, publicClient, chain, rpcUrl } = stack;
  const hash = await walletClient.sendTransaction({ to: account.address, value: parseEther("1") });
  await publicClient.waitForTransactionReceipt({ hash });
  const client = createPublicClient({ chain, pollingInterval: POLLING, transport: http(rpcUrl) });
  const transport = http(bundler.url, { retryCount: 0 });
  return smartWalletClient(createBundlerClient({ account, client, transport }));
}
