import {
  type Address,
  encodeDeployData,
  formatEther,
  type Hash,
  type Hex,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  type WalletClient,
} from "viem";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";
import { quittanceBytecode } from "../../sdk/abi/quittance-bytecode.ts";
import type { Network } from "./networks.ts";
import { DeployRefusal } from "./refusal.ts";

/** What a deployment would do, found out without sending anything. */
export interface Rehearsal {
  /** Creation code with the constructor's argument. */
  readonly data: Hex;
  /** Code that will be at the contract's address. */
  readonly code: Hex;
  readonly gas: bigint;
  /** Wei, at the node's present prices. */
  readonly cost: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly nonce: number;
}

/** Runs the creation without sending it. Throws DeployRefusal when the deployer cannot pay for it. */
export async function rehearse(
  client: PublicClient,
  deployer: LocalAccount,
  token: Address,
): Promise<Rehearsal> {
  const data = encodeDeployData({ abi: quittanceAbi, bytecode: quittanceBytecode, args: [token] });
  const account = deployer.address;
  const { data: code } = await client.call({ account, data });
  if (code === undefined)
    throw new DeployRefusal("The node ran the creation and gave no code. Nothing was sent.");
  const [gas, fees, balance, nonce] = await Promise.all([
    client.estimateGas({ account, data }),
    client.estimateFeesPerGas(),
    client.getBalance({ address: account }),
    client.getTransactionCount({ address: account, blockTag: "pending" }),
  ]);
  const cost = gas * fees.maxFeePerGas;
  if (balance < cost) {
    throw new DeployRefusal(
      `${account} has ${formatEther(balance)} ETH; the deployment may cost ${formatEther(cost)}. ` +
        "Fund it, then deploy again; nothing was sent.",
    );
  }
  return { data, code, gas, cost, nonce, ...fees };
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
  const { data, gas, nonce, maxFeePerGas, maxPriorityFeePerGas } = rehearsal;
  const hash = await wallet.sendTransaction({
    account: deployer,
    chain: wallet.chain ?? null,
    data,
    nonce,
    gas: (gas * 11n) / 10n,
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  onSent(hash);
  const receipt = await awaitReceipt(client, network, hash);
  const address = receipt.contractAddress;
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
