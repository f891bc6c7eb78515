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
  maxUint256,
  toHex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type QuittanceDomain, quittanceDomain, sortPanel, type TokenDomain } from "../../sdk/index.ts";
import { deployArtifact, deployUsdc, usd } from "../../test/support/usdc.ts";
import { usdcAbi } from "../../test/support/usdc-abi.ts";
import { countedBytes } from "./fastlz.ts";
import type { Cost } from "./figures.ts";

/** A chain with the contracts on it, whose every transaction comes out the same in every run. */
export interface Stage {
  readonly address: Address;
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly buyer: LocalAccount;
  readonly seller: LocalAccount;
  /** In the panel's order. */
  readonly jurors: readonly LocalAccount[];
  /** Submits what others signed, and pays the gas. */
  readonly relayer: LocalAccount;
  /** Unix seconds of the first block. Terms take their times from it, so that their bytes are the same in every run. */
  readonly start: number;
  /** Signs and sends a transaction, and says what it cost. Throws when it reverted. */
  send(from: LocalAccount, call: { readonly to: Address; readonly data: Hex }): Promise<Cost>;
  /** Sets the time of the next block, in unix seconds. */
  setTime(timestamp: number): Promise<void>;
  close(): Promise<void>;
}

/** Base's, so that transactions are as long as there. */
const CHAIN_ID = 8_453;
const START = Date.UTC(2026, 0, 1) / 1_000;
/** Base's least fee per gas, in wei. */
const BASE_FEE = 5_000_000n;
const GAS_LIMIT = 1_000_000n;
const FUNDS = usd(1_000_000);

/** The same name always gives the same key. For local chains only. */
function person(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(`bench ${name}`)));
}

/** Starts the chain in this process, deploys token and contract, and gives both parties money in wallet and ledger row. */
export async function openStage(): Promise<Stage> {
  const connection = await hre.network.create({
    override: {
      chainId: CHAIN_ID,
      initialDate: new Date(START * 1_000),
      initialBaseFeePerGas: BASE_FEE,
      allowBlocksWithSameTimestamp: true,
    },
  });
  const { provider } = connection;
  const chain = { provider, artifacts: hre.artifacts };
  const usdc = await deployUsdc(chain);
  const address = await deployArtifact(chain, "Quittance", [usdc.address]);
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

  const nonces = new Map<Address, number>();
  const send: Stage["send"] = async (from, { to, data }) => {
    const nonce = nonces.get(from.address) ?? 0;
    const serialized = await from.signTransaction({
      type: "eip1559",
      chainId: CHAIN_ID,
      nonce,
      to,
      data,
      gas: GAS_LIMIT,
      maxFeePerGas: 10n * BASE_FEE,
      maxPriorityFeePerGas: 0n,
    });
    nonces.set(from.address, nonce + 1);
    const hash = await publicClient.sendRawTransaction({ serializedTransaction: serialized });
    const { status, gasUsed } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") {
      await publicClient.call({ account: from.address, to, data });
      throw new Error(`transaction ${hash} reverted while being measured`);
    }
    return { gas: Number(gasUsed), bytes: countedBytes(hexToBytes(serialized)) };
  };

  for (const { address: account } of [buyer, relayer]) {
    await provider.request({ method: "hardhat_setBalance", params: [account, toHex(10n ** 20n)] });
  }
  for (const { address: account } of [buyer, seller]) await usdc.mint(account, FUNDS);
  const approval = encodeFunctionData({ abi: usdcAbi, functionName: "approve", args: [address, maxUint256] });
  await send(buyer, { to: usdc.address, data: approval });

  return {
    address,
    domain: quittanceDomain({ chainId: CHAIN_ID, address }),
    token: usdc.domain,
    buyer,
    seller,
    jurors,
    relayer,
    start: START,
    send,
    setTime: async (timestamp) => {
      await provider.request({ method: "evm_setNextBlockTimestamp", params: [toHex(timestamp)] });
    },
    close: () => connection.close(),
  };
}
