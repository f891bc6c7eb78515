import {
  type Account,
  type Address,
  encodeFunctionData,
  getAddress,
  type Hash,
  type PublicClient,
} from "viem";
import { deployContract, writeContract } from "viem/actions";
import { usdcProxyAbi, usdcProxyBytecode, usdcStandInAbi, usdcStandInBytecode } from "./abi/usdc-stand-in.ts";
import type { LocalWalletClient } from "./clients.ts";

/** Who has power over the stand-in. The proxy's admin cannot use the token. */
export interface UsdcRoles {
  readonly admin: Account;
  readonly minter: Account;
  readonly pauser: Account;
  readonly blacklister: Account;
}

/** The USDC stand-in of a local chain, and what its issuer does with it. */
export interface LocalUsdc {
  readonly address: Address;
  /** Puts new USDC into a wallet; base units. */
  readonly mint: (to: Address, amount: bigint) => Promise<void>;
  readonly blacklist: (account: Address) => Promise<void>;
  readonly unBlacklist: (account: Address) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly unpause: () => Promise<void>;
}

const UNLIMITED = 2n ** 255n - 1n;

/** Deploys the stand-in behind its proxy. `name` is its EIP-712 name: "USD Coin" on Base, "USDC" on Base Sepolia. */
export async function deployUsdc(
  clients: { readonly wallet: LocalWalletClient; readonly reader: PublicClient },
  roles: UsdcRoles,
  name: "USD Coin" | "USDC",
): Promise<LocalUsdc> {
  const { wallet, reader } = clients;
  const mined = async (hash: Hash) => {
    const receipt = await reader.waitForTransactionReceipt({ hash });
    if (receipt.status === "reverted") throw new Error(`USDC stand-in: transaction ${hash} reverted`);
    return receipt;
  };
  const created = async (hash: Hash): Promise<Address> => {
    const { contractAddress } = await mined(hash);
    if (!contractAddress) throw new Error(`USDC stand-in: transaction ${hash} made no contract`);
    return getAddress(contractAddress);
  };
  const { admin, minter, pauser, blacklister } = roles;
  const token = { abi: usdcStandInAbi, bytecode: usdcStandInBytecode } as const;
  const implementation = await created(await deployContract(wallet, { ...token, account: minter }));
  const initialization = encodeFunctionData({
    abi: usdcStandInAbi,
    functionName: "initialize",
    args: [name, minter.address, pauser.address, blacklister.address],
  });
  const address = await created(
    await deployContract(wallet, {
      abi: usdcProxyAbi,
      bytecode: usdcProxyBytecode,
      args: [implementation, admin.address, initialization],
      account: minter,
    }),
  );
  const usdc = { address, abi: usdcStandInAbi } as const;
  const configuration = { ...usdc, functionName: "configureMinter", account: minter } as const;
  await mined(await writeContract(wallet, { ...configuration, args: [minter.address, UNLIMITED] }));

  return {
    address,
    mint: async (to, amount) => {
      const request = { ...usdc, functionName: "mint", account: minter } as const;
      await mined(await writeContract(wallet, { ...request, args: [to, amount] }));
    },
    blacklist: async (account) => {
      const request = { ...usdc, functionName: "blacklist", account: blacklister } as const;
      await mined(await writeContract(wallet, { ...request, args: [account] }));
    },
    unBlacklist: async (account) => {
      const request = { ...usdc, functionName: "unBlacklist", account: blacklister } as const;
      await mined(await writeContract(wallet, { ...request, args: [account] }));
    },
    pause: async () => {
      await mined(await writeContract(wallet, { ...usdc, functionName: "pause", account: pauser }));
    },
    unpause: async () => {
      await mined(await writeContract(wallet, { ...usdc, functionName: "unpause", account: pauser }));
    },
  };
}
