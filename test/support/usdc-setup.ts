import hre from "hardhat";
import { type Address, getContract, keccak256, type LocalAccount, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { connectUsdc, deployUsdc, type Usdc, type UsdcChain, type UsdcOptions } from "./usdc.ts";
import { usdcAbi } from "./usdc-abi.ts";

/**
 * A fresh in-process chain, with its clients and three of its accounts, to try the stand-in on. Close `connection` after use.
 *
 * @param chainId The development chain's own by default.
 */
export async function openUsdcSetup(chainId?: number) {
  const connection = await hre.network.create(chainId === undefined ? {} : { override: { chainId } });
  const chain: UsdcChain = { provider: connection.provider, artifacts: hre.artifacts };
  const { publicClient, walletClient } = await connectUsdc(chain);
  const [alice, bob, carol] = (await walletClient.getAddresses()) as [Address, Address, Address];
  const contractAt = (address: Address) =>
    getContract({ address, abi: usdcAbi, client: { public: publicClient, wallet: walletClient } });

  return {
    connection,
    chain,
    publicClient,
    walletClient,
    alice,
    bob,
    carol,
    /** Deploys a token, mints `funds` to each of `holders` and gives both its operations and its functions. */
    token: async (holders: Address[], funds: bigint, options?: UsdcOptions) => {
      const usdc: Usdc = await deployUsdc(chain, options);
      for (const holder of holders) await usdc.mint(holder, funds);
      return { usdc, token: contractAt(usdc.address) };
    },
    /** Unix seconds of the latest block. */
    now: async (): Promise<bigint> => (await publicClient.getBlock()).timestamp,
    /** Fixes the next block's time, in Unix seconds. */
    setTime: async (timestamp: bigint): Promise<void> => {
      await connection.provider.request({ method: "evm_setNextBlockTimestamp", params: [toHex(timestamp)] });
    },
  };
}

/** An account that signs but holds no ether; the same name always gives the same key. For local chains only. */
export function namedSigner(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(name)));
}
