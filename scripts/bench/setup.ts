import hre from "hardhat";
import {
  type Address,
  createPublicClient,
  custom,
  defineChain,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  keccak256,
  type LocalAccount,
  type Log,
  maxUint256,
  size,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Companions, companionsOf, deployQuittance } from "../../sdk/client/deployment/creation.ts";
import {
  bounds,
  type QuittanceDomain,
  quittanceDomain,
  sortPanel,
  type TokenDomain,
  takeSeats,
} from "../../sdk/index.ts";
import { deployArtifact, deployUsdc, usd } from "../../test/support/usdc.ts";
import { usdcAbi } from "../../test/support/usdc-abi.ts";
import { countedBytes, fastLzLength } from "./fastlz.ts";
import type { Cost } from "./figures.ts";
import { stoppedClock } from "./stopped-clock.ts";

/** A chain with the contracts on it, whose every transaction comes out the same in every run. */
export interface Setup {
  readonly address: Address;
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly buyer: LocalAccount;
  readonly seller: LocalAccount;
  /** In the panel's order. */
  /** As many jurors as a panel can have, in the order that terms need. */
  readonly crowd: readonly LocalAccount[];
  readonly jurors: readonly LocalAccount[];
  /** The juror pool, with a seat for each of its jurors. */
  readonly pool: Address;
  readonly poolJurors: readonly LocalAccount[];
  /** USDC base units of a bond that pays a panel of seven. */
  readonly bond: bigint;
  readonly arbiter: LocalAccount;
  /** Submits what others signed, and pays the gas. */
  readonly relayer: LocalAccount;
  /** Unix seconds of the first block. Terms take their times from it, so that their bytes are the same in every run. */
  readonly start: number;
  /** Signs and sends a transaction, and says what it cost. Throws when it reverted. `gas` is its limit, a million by default. */
  send(from: LocalAccount, call: { readonly to: Address; readonly data: Hex }, gas?: bigint): Promise<Sent>;
  /** Mines empty blocks. */
  mine(blocks: number): Promise<void>;
  /** Bytes of the code at an address. */
  codeSize(address: Address): Promise<number>;
  /** The contracts that Quittance delegates its rarer operations to. */
  readonly companions: Companions;
  /** Sets the time of all blocks from the next one on, in unix seconds. */
  setTime(timestamp: number): void;
  close(): Promise<void>;
}

/** A transaction's cost, and what it told. */
export interface Sent extends Cost {
  /** Bytes that FastLZ compresses the signed transaction to. */
  readonly compressed: number;
  readonly logs: readonly Log[];
}

/** Base's, so that transactions are as long as there. */
const CHAIN_ID = 8_453;
const START = Date.UTC(2026, 0, 1) / 1_000;
/** Base's least fee per gas, in wei. */
const BASE_FEE = 5_000_000n;
const GAS_LIMIT = 1_000_000n;
const FUNDS = usd(1_000_000);
const ETHER = toHex(10n ** 20n);
/** Seats in the pool, of one juror each. */
const SEATS = 40;
const SEAT_STAKE = usd(100);
const SEAT_FEE = usd(0.5);
/** Seconds; the shortest there is. */
const MATURITY = 1;
const ABSENCE_PENALTY = usd(1);
/** Jurors that a panel of three is followed by. */
const DRAWN = 7n;

/** The same name always gives the same key. For local chains only. */
function person(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(`bench ${name}`)));
}

/** Starts the chain in this process, deploys token and contract, and gives both parties money in wallet and ledger balance. */
export async function openSetup(): Promise<Setup> {
  const connection = await hre.network.create({
    override: {
      chainId: CHAIN_ID,
      initialDate: new Date(START * 1_000),
      initialBaseFeePerGas: BASE_FEE,
      allowBlocksWithSameTimestamp: true,
    },
  });
  const clock = stoppedClock(connection.provider, START);
  const { provider } = clock;
  const chain = { provider, artifacts: hre.artifacts };
  const usdc = await deployUsdc(chain);
  const parts = await deployQuittance(usdc.address, async (part, args) => ({
    // The addresses of the companions are one struct.
    address: await deployArtifact(chain, part, part === "Quittance" ? [args[0], args.slice(1)] : args),
  }));
  const { address } = parts.Quittance;
  const publicClient = createPublicClient({
    chain: defineChain({
      id: CHAIN_ID,
      name: "bench",
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    transport: custom(provider, { retryCount: 0 }),
    pollingInterval: 10,
    cacheTime: 0,
  });

  const [buyer, seller, relayer] = [person("buyer"), person("seller"), person("relayer")];
  const jurors = [person("juror 1"), person("juror 2"), person("juror 3")];
  const order = sortPanel(jurors.map((juror) => juror.address));
  jurors.sort((a, b) => order.indexOf(a.address) - order.indexOf(b.address));

  const crowd = Array.from({ length: bounds.maxJurors }, (_, place) => person(`juror of many ${place}`));
  crowd.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));

  const nonces = new Map<Address, number>();
  const send: Setup["send"] = async (from, { to, data }, gas = GAS_LIMIT) => {
    const nonce = nonces.get(from.address) ?? 0;
    const serialized = await from.signTransaction({
      type: "eip1559",
      chainId: CHAIN_ID,
      nonce,
      to,
      data,
      gas,
      maxFeePerGas: 10n * BASE_FEE,
      maxPriorityFeePerGas: 0n,
    });
    nonces.set(from.address, nonce + 1);
    const hash = await publicClient.sendRawTransaction({ serializedTransaction: serialized });
    const { status, gasUsed, logs } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") {
      await publicClient.call({ account: from.address, to, data });
      throw new Error(`transaction ${hash} reverted while being measured`);
    }
    const sent = hexToBytes(serialized);
    return { gas: Number(gasUsed), bytes: countedBytes(sent), compressed: fastLzLength(sent), logs };
  };

  for (const { address: account } of [buyer, relayer]) {
    await provider.request({ method: "hardhat_setBalance", params: [account, ETHER] });
  }
  for (const { address: account } of [buyer, seller]) await usdc.mint(account, FUNDS);
  const approval = encodeFunctionData({ abi: usdcAbi, functionName: "approve", args: [address, maxUint256] });
  await send(buyer, { to: usdc.address, data: approval });

  const pool = await deployArtifact(chain, "JurorPool", [
    address,
    SEAT_STAKE,
    SEAT_FEE,
    ABSENCE_PENALTY,
    MATURITY,
  ]);
  const poolJurors = Array.from({ length: SEATS }, (_, seat) => person(`pool juror ${seat}`));
  const allowance = encodeFunctionData({ abi: usdcAbi, functionName: "approve", args: [pool, SEAT_STAKE] });
  for (const juror of poolJurors) {
    await provider.request({ method: "hardhat_setBalance", params: [juror.address, ETHER] });
    await usdc.mint(juror.address, SEAT_STAKE);
    await send(juror, { to: usdc.address, data: allowance });
    await send(juror, takeSeats.call({ address: pool, key: juror.address }));
  }

  return {
    address,
    domain: quittanceDomain({ chainId: CHAIN_ID, address }),
    token: usdc.domain,
    buyer,
    seller,
    crowd,
    jurors,
    pool,
    poolJurors,
    bond: SEAT_FEE * (DRAWN + 1n),
    arbiter: person("arbiter"),
    relayer,
    start: START,
    send,
    mine: async (blocks) => {
      for (let mined = 0; mined < blocks; mined++) await provider.request({ method: "evm_mine", params: [] });
    },
    codeSize: async (at) => size((await publicClient.getCode({ address: at })) ?? "0x"),
    companions: companionsOf(parts),
    setTime: clock.set,
    close: () => connection.close(),
  };
}
