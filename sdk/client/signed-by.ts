import { type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { call } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { isOfNode } from "../errors/of-node.ts";
import { SignedOtherwiseError, WalletNotDeployedError } from "../errors/wallets.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { unwrapSignature, type WalletDeployment } from "../protocol/wrapped-signature.ts";
import { hasCode } from "./code.ts";
import { recoverSigner } from "./recover-signer.ts";
import { type ReadingClient, requireClient } from "./signer.ts";

/** The whole word that contracts compare. */
const ERC1271_MAGIC = "0x1626ba7e00000000000000000000000000000000000000000000000000000000";
/** What the contract allows a wallet (200,000), the call itself and its data on top. */
const ERC1271_CALL_GAS = 240_000n;
/** As nodes put it that the wallet's code ran and failed. Of what they say besides, nothing follows about the signature. */
const ENDED = /revert|out of gas|opcode|invalid jump|stack|VM Exception/i;
const erc1271Abi = [
  {
    type: "function",
    name: "isValidSignature",
    inputs: [
      { name: "hash", type: "bytes32" },
      { name: "signature", type: "bytes" },
    ],
    outputs: [{ type: "bytes4" }],
    stateMutability: "view",
  },
] as const;

/** A signature to judge. */
export interface SignatureQuestion {
  readonly signer: Address;
  readonly digest: Hex;
  readonly signature: Hex;
  /** Asks a contract wallet; without it only ECDSA counts. */
  readonly client?: ReadingClient;
  /** The contract wallet is asked as it was at the end of this block; the latest when left out. */
  readonly block?: bigint;
}

/**
 * Whether `signature` of `digest` is by `signer`, as the contract decides it: ECDSA first, then, when a `client` is given,
 * ERC-1271.
 *
 * @throws RpcFailedError, NodeUnreachableError when the node does not say what the wallet answers; WalletNotDeployedError for
 * a signature in a wrapper of ERC-6492, of a wallet that has no code.
 */
export async function isSignedBy(question: SignatureQuestion): Promise<boolean> {
  const { signer, digest, client, block } = requireQuestion(question);
  const { signature, deployment } = unwrapSignature(question.signature);
  const recovered = await recoverSigner(digest, signature);
  if (recovered !== undefined && isSameAddress(recovered, signer)) return true;
  if (client === undefined) return false;
  if (await isValidForWallet(client, { signer, digest, signature, block, gas: ERC1271_CALL_GAS }))
    return true;
  if (deployment !== undefined) await requireDeployed(client, signer, deployment);
  return false;
}

/**
 * Whether `signature` of `digest` is by `signer`, as the token decides it (`SignatureChecker` of FiatTokenV2_2): an account
 * with code is asked by ERC-1271 and its key does not count, also where it delegates by EIP-7702; any other account is
 * judged by ECDSA. Without a `client`, which is needed to see code, only ECDSA counts.
 *
 * @throws As `isSignedBy`.
 */
export async function isSignedForToken(question: SignatureQuestion): Promise<boolean> {
  const { signer, digest, client, block } = requireQuestion(question);
  const { signature, deployment } = unwrapSignature(question.signature);
  if (client !== undefined && (await hasCode(client, signer, block))) {
    return isValidForWallet(client, { signer, digest, signature, block });
  }
  const recovered = await recoverSigner(digest, signature);
  if (recovered !== undefined && isSameAddress(recovered, signer)) return true;
  if (client !== undefined && deployment !== undefined) await requireDeployed(client, signer, deployment);
  return false;
}

/** Refuses a wallet that has no code yet. */
export async function requireDeployed(
  client: ReadingClient,
  wallet: Address,
  deployment: WalletDeployment,
): Promise<void> {
  if (!(await hasCode(client, wallet))) throw new WalletNotDeployedError({ wallet, ...deployment });
}

/** Refuses what an account signed that has no code to take it, and whose key did not sign it. */
export async function requireContract(client: ReadingClient, signer: Address): Promise<void> {
  if (!(await hasCode(client, signer))) throw new SignedOtherwiseError(signer);
}

function requireQuestion(question: SignatureQuestion): SignatureQuestion {
  requireAddress("signer", question.signer);
  if (question.client !== undefined) requireClient(question.client);
  return question;
}

/** Asks a wallet as a contract does, which is no account that the wallet knows. */
async function isValidForWallet(
  client: ReadingClient,
  asked: {
    readonly signer: Address;
    readonly digest: Hex;
    readonly signature: Hex;
    readonly block: bigint | undefined;
    readonly gas?: bigint;
  },
): Promise<boolean> {
  const { signer: to, digest, signature, gas, block } = asked;
  const data = encodeFunctionData({
    abi: erc1271Abi,
    functionName: "isValidSignature",
    args: [digest, signature],
  });
  try {
    const { data: answer } = await call(client, {
      ...{ account: zeroAddress, to, data, gas },
      ...(block === undefined ? {} : { blockNumber: block }),
    });
    return answer?.startsWith(ERC1271_MAGIC) === true;
  } catch (error) {
    const said = decodeError(error);
    if (isOfNode(said) && !ENDED.test(said.details ?? "")) throw said;
    return false;
  }
}
