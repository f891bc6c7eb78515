import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, maxUint256, toHex } from "viem";
import { deployQuittance } from "../../../../sdk/client/deployment/creation.ts";
import {
  deposit,
  type QuittanceDomain,
  quittanceDomain,
  type TokenDomain,
  takeSeats,
} from "../../../../sdk/index.ts";
import { deployArtifact, deployUsdc, usd } from "../../../../test/support/usdc.ts";
import { usdcAbi } from "../../../../test/support/usdc-abi.ts";
import { allPeople, type People } from "./people.ts";

/** A transaction that the node sends for whom it is from. */
export interface Sending {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
}

/** A log as JSON-RPC says it. */
export interface RawLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly transactionHash: Hex;
  readonly [field: string]: unknown;
}

/** A block with its transactions and its logs, as JSON-RPC says them. */
export interface RawBlock {
  readonly block: Readonly<Record<string, unknown>>;
  readonly logs: readonly RawLog[];
}

/** A chain in this process with the real contracts, where everybody has money, that mines when it is asked to. */
export interface Ground {
  readonly address: Address;
  readonly pool: Address;
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly people: People;
  /** USDC base units that a contest puts up. */
  readonly bond: bigint;
  /** Unix seconds of the latest block. */
  readonly now: () => number;
  /** Mines one block with these transactions, in this order. @returns the block, and the hash of each of them. */
  readonly mine: (sendings: readonly Sending[]) => Promise<RawBlock & { readonly hashes: readonly Hex[] }>;
  /** The block with a number, as it was mined. */
  readonly blockAt: (number: number) => Promise<RawBlock>;
  readonly request: (method: string, ...params: readonly unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** No chain that anybody runs, and not a development chain's, of which Ponder keeps no blocks. */
export const CHAIN_ID = 84_530_199;
/** Unix seconds. */
const START = Date.UTC(2026, 0, 1) / 1_000;
/** Seconds from each block to the next, so that windows end after tens of blocks. */
const BLOCK_SECONDS = 12;
/** For a transaction: as much as Base lets it have. */
const GAS = toHex(16_000_000);
const BLOCK_GAS = 2_000_000_000;
const WALLET = usd(100_000_000);
const BALANCE = usd(100_000_000);
const SEAT_STAKE = usd(100);
const SEAT_FEE = usd(0.5);
const ABSENCE_PENALTY = usd(1);
/** Seconds; the shortest there is. */
const MATURITY = 1;
/** Jurors that a panel of three is followed by. */
const DRAWN = 7n;

export async function openGround(): Promise<Ground> {
  const connection = await hre.network.create({
    override: {
      chainId: CHAIN_ID,
      initialDate: new Date(START * 1_000),
      // Gas costs nothing, so that no account needs ether.
      initialBaseFeePerGas: 0,
      blockGasLimit: BLOCK_GAS,
      mining: { auto: true, mempool: { order: "fifo" } },
    },
  });
  const { provider } = connection;
  const request = (method: string, ...params: readonly unknown[]) =>
    provider.request({ method, params: [...params] });
  const chain = { provider, artifacts: hre.artifacts };
  const people = allPeople();
  const usdc = await deployUsdc(chain);
  const parts = await deployQuittance(usdc.address, async (part, args) => ({
    address: await deployArtifact(chain, part, part === "Quittance" ? [args[0], args.slice(1)] : args),
  }));
  const { address } = parts.Quittance;
  const pool = await deployArtifact(chain, "JurorPool", [
    address,
    SEAT_STAKE,
    SEAT_FEE,
    ABSENCE_PENALTY,
    MATURITY,
  ]);

  await request("evm_setAutomine", false);
  const senders = [...people.buyers, ...people.sellers, ...people.seated, people.relayer, people.arbiter];
  for (const sender of senders) await request("hardhat_impersonateAccount", sender.address);

  let now = Number(
    ((await request("eth_getBlockByNumber", "latest", false)) as { timestamp: Hex }).timestamp,
  );
  const nonces = new Map<Address, number>();
  const blockAt: Ground["blockAt"] = async (number) => {
    const at = toHex(number);
    return {
      block: (await request("eth_getBlockByNumber", at, true)) as RawBlock["block"],
      logs: (await request("eth_getLogs", { fromBlock: at, toBlock: at })) as RawBlock["logs"],
    };
  };
  const send = async ({ from, to, data }: Sending) => {
    const nonce = nonces.get(from) ?? Number(await request("eth_getTransactionCount", from, "latest"));
    nonces.set(from, nonce + 1);
    const fees = { gas: GAS, maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0", nonce: toHex(nonce) };
    return (await request("eth_sendTransaction", { from, to, data, ...fees })) as Hex;
  };
  const mine: Ground["mine"] = async (sendings) => {
    const hashes: Hex[] = [];
    for (const sending of sendings) hashes.push(await send(sending));
    now += BLOCK_SECONDS;
    await request("evm_setNextBlockTimestamp", toHex(now));
    await request("evm_mine");
    const number = Number(await request("eth_blockNumber"));
    return { ...(await blockAt(number)), hashes };
  };

  const minter = usdc.roles.minter;
  const token = (data: Hex, from: Address) => ({ from, to: usdc.address, data });
  const minted = (to: Address, amount: bigint) =>
    token(encodeFunctionData({ abi: usdcAbi, functionName: "mint", args: [to, amount] }), minter);
  const allowed = (from: Address, spender: Address) =>
    token(encodeFunctionData({ abi: usdcAbi, functionName: "approve", args: [spender, maxUint256] }), from);
  const deposited = (from: Address) => {
    const { to, data } = deposit.call({ address, recipient: from, amount: BALANCE, salt: 1n });
    return { from, to, data };
  };
  const seated = (from: Address) => {
    const { to, data } = takeSeats.call({ address: pool, key: from });
    return { from, to, data };
  };
  const buyers = people.buyers.map((buyer) => buyer.address);
  const seats = people.seated.map((seat) => seat.address);
  await mine([
    ...buyers.map((buyer) => minted(buyer, WALLET + BALANCE)),
    ...buyers.map((buyer) => allowed(buyer, address)),
    ...seats.map((seat) => minted(seat, SEAT_STAKE)),
    ...seats.map((seat) => allowed(seat, pool)),
  ]);
  await mine([...buyers.map(deposited), ...seats.map(seated)]);

  return {
    ...{ address, pool, people, mine, blockAt, request },
    domain: quittanceDomain({ chainId: CHAIN_ID, address }),
    token: usdc.domain,
    bond: SEAT_FEE * (DRAWN + 1n),
    now: () => now,
    close: () => connection.close(),
  };
}
