import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  encodeFunctionData,
  type Hash,
  type Hex,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { usdcAbi } from "./usdc-abi.ts";
import type { UsdcDomain } from "./usdc-signatures.ts";

/** What it takes to put a stand-in on a chain: a provider with unlocked accounts, and the compiled contracts. */
export interface UsdcChain {
  /** `connection.provider` of a Hardhat network, or any EIP-1193 provider of a development node. */
  provider: { request(call: { method: string; params?: readonly unknown[] }): Promise<unknown> };
  /** `hre.artifacts`, or anything that finds a compiled contract by its name. */
  artifacts: { readArtifact(contractName: string): Promise<{ abi: readonly unknown[]; bytecode: string }> };
}

/** Accounts with power over the stand-in. The proxy's admin cannot use the token at all. */
export interface UsdcRoles {
  admin: Address;
  minter: Address;
  pauser: Address;
  blacklister: Address;
}

export interface UsdcOptions {
  /** EIP-712 name: "USD Coin" as on Base, which is the default, or "USDC" as on Base Sepolia. */
  name?: "USD Coin" | "USDC";
  /** By default the provider's last four accounts, so that a test may use the first ones freely. */
  roles?: UsdcRoles;
}

/** A deployed stand-in, and what Circle does with the real one. Every operation waits for its receipt. */
export interface Usdc {
  address: Address;
  abi: typeof usdcAbi;
  domain: UsdcDomain;
  roles: UsdcRoles;
  /** @param amount In millionths of a dollar. */
  mint(to: Address, amount: bigint): Promise<TransactionReceipt>;
  blacklist(account: Address): Promise<TransactionReceipt>;
  unBlacklist(account: Address): Promise<TransactionReceipt>;
  pause(): Promise<TransactionReceipt>;
  unpause(): Promise<TransactionReceipt>;
  balanceOf(account: Address): Promise<bigint>;
}

/** Dollars, with up to six decimals, in the token's smallest unit: `usd(1.5)` is `1500000n`. */
export function usd(dollars: number): bigint {
  return BigInt(Math.round(dollars * 1_000_000));
}

/**
 * Deploys the stand-in behind its proxy and lets `roles.minter` mint without limit.
 *
 * @throws Error when the provider has fewer than four accounts and no roles are given, or a creation made no contract.
 */
export async function deployUsdc(chain: UsdcChain, options: UsdcOptions = {}): Promise<Usdc> {
  const { publicClient, walletClient } = await connectUsdc(chain);
  const roles = options.roles ?? lastFour(await walletClient.getAddresses());
  const name = options.name ?? "USD Coin";

  const initialization = encodeFunctionData({
    abi: usdcAbi,
    functionName: "initialize",
    args: [name, roles.minter, roles.pauser, roles.blacklister],
  });
  const implementation = await deployArtifact(chain, "UsdcStandIn", [], roles.minter);
  const address = await deployArtifact(
    chain,
    "UsdcProxy",
    [implementation, roles.admin, initialization],
    roles.minter,
  );

  const token = { address, abi: usdcAbi } as const;
  const mined = (hash: Hash) => publicClient.waitForTransactionReceipt({ hash });
  const asMinter = { ...token, account: roles.minter };
  const asPauser = { ...token, account: roles.pauser };
  const asBlacklister = { ...token, account: roles.blacklister };
  const { writeContract } = walletClient;

  await mined(
    await writeContract({
      ...asMinter,
      functionName: "configureMinter",
      args: [roles.minter, 2n ** 255n - 1n],
    }),
  );

  return {
    ...token,
    roles,
    domain: { name, version: "2", chainId: walletClient.chain.id, verifyingContract: address },
    mint: async (to, amount) =>
      mined(await writeContract({ ...asMinter, functionName: "mint", args: [to, amount] })),
    blacklist: async (account) =>
      mined(await writeContract({ ...asBlacklister, functionName: "blacklist", args: [account] })),
    unBlacklist: async (account) =>
      mined(await writeContract({ ...asBlacklister, functionName: "unBlacklist", args: [account] })),
    pause: async () => mined(await writeContract({ ...asPauser, functionName: "pause" })),
    unpause: async () => mined(await writeContract({ ...asPauser, functionName: "unpause" })),
    balanceOf: (account) =>
      publicClient.readContract({ ...token, functionName: "balanceOf", args: [account] }),
  };
}

/** Clients of a chain whose node signs for its own accounts. */
export async function connectUsdc(chain: UsdcChain) {
  const transport = custom(chain.provider, { retryCount: 0 });
  const id = Number(await chain.provider.request({ method: "eth_chainId" }));
  const local = defineChain({
    id,
    name: `local ${id}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const publicClient: PublicClient = createPublicClient({
    chain: local,
    transport,
    pollingInterval: 20,
    cacheTime: 0,
  });
  return { publicClient, walletClient: createWalletClient({ chain: local, transport }) };
}

/**
 * Deploys any compiled contract, such as one of the misbehaving wallets.
 *
 * @param from One of the provider's accounts; its first by default.
 * @throws Error when the transaction made no contract.
 */
export async function deployArtifact(
  chain: UsdcChain,
  contractName: string,
  args: readonly unknown[] = [],
  from?: Address,
): Promise<Address> {
  const { publicClient, walletClient } = await connectUsdc(chain);
  const account = from ?? (await walletClient.getAddresses())[0];
  if (!account) throw new Error(`${contractName}: the provider has no account to deploy from; give "from"`);
  const { abi, bytecode } = await chain.artifacts.readArtifact(contractName);
  const hash = await walletClient.deployContract({
    abi: abi as Abi,
    bytecode: bytecode as Hex,
    args,
    account,
  });
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error(`${contractName}: transaction ${hash} made no contract`);
  return contractAddress;
}

function lastFour(accounts: readonly Address[]): UsdcRoles {
  const [blacklister, pauser, minter, admin] = accounts.slice(-4);
  if (!blacklister || !pauser || !minter || !admin) {
    throw new Error(`roles: the provider has ${accounts.length} accounts, 4 are needed; give "roles"`);
  }
  return { admin, minter, pauser, blacklister };
}
