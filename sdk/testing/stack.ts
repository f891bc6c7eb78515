import {
  type Account,
  type Address,
  type Chain,
  getAddress,
  type Hash,
  type HDAccount,
  type HttpTransport,
  type PublicClient,
} from "viem";
import { jurorPoolAbi } from "../abi/juror-pool.ts";
import { jurorPoolBytecode } from "../abi/juror-pool-bytecode.ts";
import { type Companions, companionsOf, creationOf, deployQuittance } from "../client/deployment/creation.ts";
import type { DeploymentRecord } from "../client/deployment/record.ts";
import { approveDeposit } from "../payments/ledger/approve-deposit.ts";
import { deposit } from "../payments/ledger/deposit.ts";
import {
  type JurorPoolDomain,
  jurorPoolDomain,
  type QuittanceDomain,
  quittanceDomain,
} from "../protocol/domain.ts";
import { DEVELOPMENT_MNEMONIC, deriveAccounts } from "./accounts.ts";
import { startChain } from "./chain.ts";
import { connectClients, type LocalWalletClient } from "./clients.ts";
import { type IndexerOptions, type LocalIndexer, startIndexer } from "./indexer.ts";
import { placeMulticall3 } from "./multicall3.ts";
import { seatingOf } from "./seats.ts";
import { type TimeMachine, timeMachine } from "./time.ts";
import { deployUsdc, type LocalUsdc } from "./usdc.ts";

export interface StackOptions {
  /** Runs the indexer, too. */
  readonly indexer?: boolean | IndexerOptions;
  /** Where the accounts come from; the well-known development phrase when left out. */
  readonly mnemonic?: string;
  /** 31337 when left out. */
  readonly chainId?: number;
  /** Unix seconds of the first block; now when left out. */
  readonly startTime?: number;
  /**
   * Seconds from each block to the next, however fast the machine is; by its clock when left out. With `startTime`, the same
   * calls make the same chain, hash for hash.
   */
  readonly blockTime?: number;
  /** EIP-712 name of the USDC stand-in: as on Base (the default), or as on Base Sepolia. */
  readonly usdcName?: "USD Coin" | "USDC";
  /** USDC base units in each of the first ten accounts' wallets; a million USDC when left out. */
  readonly usdcEach?: bigint;
  /** Seconds after which seats of the pool can be drawn; 1 when left out. A live chain's pool has 7 days. */
  readonly maturity?: number;
}

/** A local chain with USDC stand-in, contract, funded accounts and, when asked for, indexer. */
export interface Stack extends TimeMachine {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly chain: Chain;
  /** The Quittance contract. */
  readonly address: Address;
  /** The contracts whose code Quittance runs in its place. */
  readonly companions: Companions;
  /** The USDC stand-in. */
  readonly token: Address;
  /** The juror pool, with `poolParameters` and the `maturity` asked for; nobody has a seat yet. */
  readonly pool: Address;
  readonly domain: QuittanceDomain;
  readonly poolDomain: JurorPoolDomain;
  readonly deployment: DeploymentRecord;
  readonly startBlock: number;
  /** 20 accounts with 10,000 ETH each; the first ten have USDC. The last four are the stand-in's issuer. */
  readonly accounts: readonly HDAccount[];
  /** The first account: sends what the others sign. */
  readonly relayer: HDAccount;
  readonly buyer: HDAccount;
  readonly seller: HDAccount;
  /** Three, in a panel's order. */
  readonly jurors: readonly HDAccount[];
  /** The last round of deals that are contested. */
  readonly arbiter: HDAccount;
  /** Gives accounts of their own a seat each, key and owner in one: up to 9, in a panel's order; 7 when left out. */
  readonly seatJurors: (count?: number) => Promise<readonly HDAccount[]>;
  readonly publicClient: PublicClient<HttpTransport, Chain>;
  /** Sends for the relayer, or for the one that an action's `account` names. */
  readonly walletClient: LocalWalletClient;
  readonly clientOf: (account: Account) => LocalWalletClient;
  readonly usdc: LocalUsdc;
  /** Puts USDC into a wallet; base units. */
  readonly fund: (account: Address, amount: bigint) => Promise<void>;
  /** Puts USDC into a ledger balance; base units. */
  readonly fundLedger: (account: Address, amount: bigint) => Promise<void>;
  readonly indexer: LocalIndexer | undefined;
  /** Ends indexer and chain. */
  readonly stop: () => Promise<void>;
}

/** What the stack's pool is deployed with; USDC base units, and seconds. */
export const poolParameters = {
  seatStake: 100_000_000n,
  seatFee: 1_000_000n,
  absencePenalty: 5_000_000n,
  maturity: 1,
} as const;

const FUNDED = 10;
const MILLION = 1_000_000_000_000n;
const CHAIN_ID = 31_337;
const ARBITER = 15;
/** Behind the arbiter and before the issuer nobody else uses them. */
const FIRST_SEATED = 6;

/**
 * Starts a local chain in this process on a free port, deploys everything and funds the accounts.
 *
 * @example
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.fund(stack.buyer.address, 180_000_000n);
 * await stack.increaseTime(3_600);
 * console.log(stack.rpcUrl, stack.address, await stack.now());
 * await stack.stop();
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { mnemonic = DEVELOPMENT_MNEMONIC, chainId = CHAIN_ID, startTime, blockTime } = options;
  const chain = await startChain({ mnemonic, chainId, startTime, blockTime });
  try {
    return await buildStack(chain, options, deriveAccounts(mnemonic), chainId);
  } catch (error) {
    await chain.close();
    throw error;
  }
}

async function buildStack(
  node: Awaited<ReturnType<typeof startChain>>,
  options: StackOptions,
  accounts: readonly HDAccount[],
  chainId: number,
): Promise<Stack> {
  const [relayer, buyer, seller, ...others] = accounts;
  const [admin, minter, pauser, blacklister] = accounts.slice(-4);
  const arbiter = accounts.at(ARBITER);
  if (!arbiter || !relayer || !buyer || !seller || !admin || !minter || !pauser || !blacklister) {
    throw new Error("the mnemonic gave too few accounts");
  }
  const { rpcUrl, wsUrl } = node;
  const clients = connectClients(chainId, rpcUrl, relayer);
  const { publicClient, walletClient, testClient } = clients;
  await placeMulticall3(testClient);
  const roles = { admin, minter, pauser, blacklister };
  const reader = { wallet: walletClient, reader: publicClient };
  const usdc = await deployUsdc(reader, roles, options.usdcName ?? "USD Coin");
  const { maturity = poolParameters.maturity } = options;
  const { deployment, pool, companions } = await deployContracts(
    walletClient,
    publicClient,
    usdc.address,
    maturity,
  );
  const { quittance: address, startBlock } = deployment;
  for (const { address: holder } of accounts.slice(0, FUNDED)) {
    await usdc.mint(holder, options.usdcEach ?? MILLION);
  }
  const indexer = options.indexer
    ? await startIndexer({ rpcUrl, deployment }, options.indexer === true ? {} : options.indexer)
    : undefined;
  const fundLedger = async (recipient: Address, amount: bigint) => {
    await usdc.mint(relayer.address, amount);
    await approveDeposit(walletClient, { address, token: usdc.address, amount });
    await deposit(walletClient, { address, recipient, amount });
  };
  const { chain, clientOf } = clients;
  const stop = async () => {
    await indexer?.stop();
    await node.close();
  };
  return {
    ...timeMachine(publicClient, testClient),
    ...{ rpcUrl, wsUrl, chain, address, deployment, startBlock, accounts, relayer, buyer, seller },
    ...{ publicClient, walletClient, clientOf, usdc, fundLedger, indexer, stop },
    token: usdc.address,
    ...{
      pool,
      companions,
      arbiter,
      seatJurors: seatingOf(walletClient, usdc, pool, accounts.slice(FIRST_SEATED, ARBITER)),
    },
    domain: quittanceDomain({ chainId, address }),
    poolDomain: jurorPoolDomain({ chainId, address: pool }),
    jurors: others.slice(0, 3).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1)),
    fund: usdc.mint,
  };
}

async function deployContracts(
  wallet: LocalWalletClient,
  reader: PublicClient<HttpTransport, Chain>,
  token: Address,
  maturity: number,
): Promise<Pick<Stack, "deployment" | "pool" | "companions">> {
  const created = async (transactionHash: Hash) => {
    const { contractAddress, blockNumber } = await reader.waitForTransactionReceipt({
      hash: transactionHash,
    });
    if (!contractAddress) throw new Error(`transaction ${transactionHash} made no contract`);
    return { address: getAddress(contractAddress), startBlock: Number(blockNumber), transactionHash };
  };
  const parts = await deployQuittance(token, async (part, args) =>
    created(await wallet.sendTransaction({ data: creationOf(part, args) })),
  );
  const quittance = parts.Quittance;
  const companions = companionsOf(parts);
  const { seatStake, seatFee, absencePenalty } = poolParameters;
  const { address: pool } = await created(
    await wallet.deployContract({
      abi: jurorPoolAbi,
      bytecode: jurorPoolBytecode,
      args: [quittance.address, seatStake, seatFee, absencePenalty, maturity],
    }),
  );
  const deployment = {
    chainId: wallet.chain.id,
    network: "local",
    quittance: quittance.address,
    usdc: token,
    jurorPool: pool,
    startBlock: quittance.startBlock,
    deployedAt: new Date().toISOString(),
    transactionHash: quittance.transactionHash,
  };
  return { deployment, pool, companions };
}
