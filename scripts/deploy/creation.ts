import {
  type Address,
  encodeDeployData,
  formatEther,
  type Hash,
  type Hex,
  type LocalAccount,
  type PublicClient,
  size,
  type TransactionReceipt,
  type WalletClient,
} from "viem";
import { jurorPoolAbi, jurorPoolBytecode } from "../../sdk/index.ts";
import { addressAt, codeOnceMade, factoryCall } from "./factory.ts";
import type { Network } from "./networks.ts";
import { DeployRefusal } from "./refusal.ts";

/** What a juror pool is created with, in USDC base units and seconds; nothing of it can be changed later. */
export interface PoolParameters {
  readonly seatStake: bigint;
  readonly seatFee: bigint;
  readonly absencePenalty: bigint;
  readonly maturity: number;
}

/** Creation code of a juror pool for an escrow, with its arguments. */
export function poolCreation(escrow: Address, parameters: PoolParameters): Hex {
  const { seatStake, seatFee, absencePenalty, maturity } = parameters;
  const args = [escrow, seatStake, seatFee, absencePenalty, maturity] as const;
  return encodeDeployData({ abi: jurorPoolAbi, bytecode: jurorPoolBytecode, args });
}

/** Most gas that one transaction may use (EIP-7825). */
const MOST_GAS = 16_777_216n;
/** Most bytes that creation code may have (EIP-3860). */
const MOST_INITCODE = 49_152;

/** What a creation would do, found out without sending anything. */
export interface Rehearsal {
  /** Creation code with the constructor's arguments. */
  readonly data: Hex;
  /** What is sent: the creation code itself, or a call of the factory with it. */
  readonly call: { readonly to?: Address; readonly data: Hex };
  /** Where the factory puts the contract; undefined when the deployer creates it. */
  readonly address?: Address;
  /** Code that will be at the contract's address. */
  readonly code: Hex;
  readonly gas: bigint;
  /** Wei, at the node's present prices. */
  readonly cost: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly nonce: number;
}

/** How near a creation comes to what a chain takes. */
export function limitsOf({ data, gas }: Rehearsal): string {
  const count = (amount: number | bigint) => amount.toLocaleString("en-US");
  return (
    `${count(gas)} gas of at most ${count(MOST_GAS)}, ` +
    `${count(size(data))} bytes of creation code of at most ${count(MOST_INITCODE)}`
  );
}

/**
 * Runs a creation without sending it.
 *
 * @param options.salt The factory makes the contract, with this salt; the deployer itself when left out.
 * @param options.gasBeyond Gas that further transactions will take, which the deployer must be able to pay, too.
 * @throws DeployRefusal when the deployer cannot pay, or no chain would take the creation.
 */
export async function rehearse(
  client: PublicClient,
  deployer: LocalAccount,
  data: Hex,
  { salt, gasBeyond = 0n }: { readonly salt?: Hex; readonly gasBeyond?: bigint } = {},
): Promise<Rehearsal> {
  const account = deployer.address;
  requireTakable(data);
  const call = salt === undefined ? { data } : factoryCall(salt, data);
  const code =
    salt === undefined
      ? (await client.call({ account, data })).data
      : await codeOnceMade(client, account, salt, data);
  if (code === undefined)
    throw new DeployRefusal("The node ran the creation and gave no code. Nothing was sent.");
  const [gas, fees, balance, nonce] = await Promise.all([
    client.estimateGas({ account, ...call }),
    client.estimateFeesPerGas(),
    client.getBalance({ address: account }),
    client.getTransactionCount({ address: account, blockTag: "pending" }),
  ]);
  const made = salt === undefined ? {} : { address: addressAt(salt, data) };
  const rehearsal = { data, call, ...made, code, gas, cost: gas * fees.maxFeePerGas, nonce, ...fees };
  if (withMargin(gas) > MOST_GAS) {
    throw new DeployRefusal(`The creation takes ${limitsOf(rehearsal)}: too much. Nothing was sent.`);
  }
  const cost = (gas + gasBeyond) * fees.maxFeePerGas;
  if (balance < cost) {
    throw new DeployRefusal(
      `${account} has ${formatEther(balance)} ETH; the deployment may cost ${formatEther(cost)}. ` +
        "Fund it, then deploy again; nothing was sent.",
    );
  }
  return { ...rehearsal, cost };
}

/** Refuses creation code that is longer than any chain takes. */
export function requireTakable(data: Hex): void {
  if (size(data) <= MOST_INITCODE) return;
  throw new DeployRefusal(
    `The creation code has ${size(data)} bytes, more than the ${MOST_INITCODE} that chains take. Nothing was sent.`,
  );
}

/** Gas that a creation takes at most, guessed from its length: for what cannot be rehearsed yet. */
export function gasForLength(data: Hex): bigint {
  const perByte = 40n + 200n;
  return 500_000n + perByte * BigInt(size(data));
}

function withMargin(gas: bigint): bigint {
  return (gas * 11n) / 10n;
}

/** A contract that is on the chain with the code that was expected. */
export interface Creation {
  readonly address: Address;
  readonly transactionHash: Hash;
  readonly block: bigint;
}

/** Sends the creation as it was rehearsed, waits for it and holds the code found against the code expected. */
export async function create(
  clients: { readonly client: PublicClient; readonly wallet: WalletClient; readonly deployer: LocalAccount },
  network: Network,
  rehearsal: Rehearsal,
  onSent: (hash: Hash) => void,
): Promise<Creation> {
  const { client, wallet, deployer } = clients;
  const { call, gas, nonce, maxFeePerGas, maxPriorityFeePerGas } = rehearsal;
  const hash = await wallet.sendTransaction({
    account: deployer,
    chain: wallet.chain ?? null,
    ...call,
    nonce,
    gas: withMargin(gas),
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  onSent(hash);
  const receipt = await awaitReceipt(client, network, hash);
  const address = rehearsal.address ?? receipt.contractAddress;
  if (receipt.status !== "success" || !address) {
    throw new DeployRefusal(`Transaction ${hash} was mined and reverted; there is no contract.`);
  }
  const found = await client.getCode({ address });
  if (found !== rehearsal.code) {
    throw new DeployRefusal(
      `${address} does not hold the code that was expected. Do not use it; transaction ${hash}.`,
    );
  }
  return { address, transactionHash: hash, block: receipt.blockNumber };
}

async function awaitReceipt(client: PublicClient, network: Network, hash: Hash): Promise<TransactionReceipt> {
  try {
    return await client.waitForTransactionReceipt({ hash, confirmations: network.confirmations });
  } catch {
    throw new DeployRefusal(
      `Transaction ${hash} was sent, but its receipt did not come in time. It may still be mined: look it up before deploying again.`,
    );
  }
}
