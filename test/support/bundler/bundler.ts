import {
  type Address,
  concat,
  decodeErrorResult,
  encodeFunctionData,
  type Hash,
  type Hex,
  hexToBigInt,
  hexToNumber,
  isAddressEqual,
  numberToHex,
  type SignedAuthorization,
} from "viem";
import {
  entryPoint08Abi,
  getUserOperationHash,
  type RpcUserOperation,
  toPackedUserOperation,
  type UserOperation,
} from "viem/account-abstraction";
import { call, estimateGas, sendTransaction } from "viem/actions";
import type { Stack } from "../../../sdk/testing/index.ts";
import { type LoopbackNode, startNode } from "../nodes/loopback-node.ts";
import { deployEntryPoint } from "./entry-point.ts";

/** Plenty for the wallets of the tests, also when they are deployed on the way. */
const VERIFICATION_GAS = 2_000_000n;
const PRE_VERIFICATION_GAS = 60_000n;
const MARGIN = 60_000n;
const UNKNOWN_CALL_GAS = 2_000_000n;
/** JSON-RPC codes of ERC-7769. */
const REFUSED = -32_500;
const INVALID = -32_602;

/** An ERC-4337 bundler on loopback that runs what it is given through the entry point of the local chain. */
export interface Bundler extends LoopbackNode {
  readonly entryPoint: Address;
  /** Keeps what comes from now on until `bundle`. */
  hold(): void;
  /** Puts all that is kept into one transaction, in the order in which it came, and no longer keeps what follows. */
  bundle(): Promise<Hash>;
  /** Forgets what is kept. */
  drop(): void;
}

interface Kept {
  readonly hash: Hash;
  readonly operation: UserOperation<"0.8">;
}

interface Asked {
  readonly method: string;
  readonly params: readonly unknown[];
}

class BundlerRefusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export async function startBundler(stack: Stack): Promise<Bundler> {
  const { publicClient, walletClient, chain, relayer } = stack;
  const entryPoint = await deployEntryPoint(stack);
  const mined = new Map<Hash, Hash>();
  let kept: Kept[] = [];
  let isHolding = false;

  const handling = (operations: readonly Kept[]) => ({
    account: relayer,
    to: entryPoint,
    data: encodeFunctionData({
      abi: entryPoint08Abi,
      functionName: "handleOps",
      args: [operations.map(({ operation }) => toPackedUserOperation(operation)), relayer.address],
    }),
    authorizationList: authorizationsOf(operations),
  });

  const bundle = async (): Promise<Hash> => {
    const operations = kept;
    kept = [];
    isHolding = false;
    const hash = await sendTransaction(walletClient, { ...handling(operations), gas: 12_000_000n });
    await publicClient.waitForTransactionReceipt({ hash });
    for (const operation of operations) mined.set(operation.hash, hash);
    return hash;
  };

  const take = async ([given, at]: readonly unknown[]): Promise<Hash> => {
    if (!isAddressEqual(at as Address, entryPoint)) throw new BundlerRefusal(INVALID, "unknown entry point");
    const operation = operationOf(given as RpcUserOperation<"0.8">);
    const hash = getUserOperationHash({
      ...{ chainId: chain.id, entryPointAddress: entryPoint, entryPointVersion: "0.8" },
      userOperation: operation,
    });
    if (mined.has(hash) || kept.some((other) => other.hash === hash))
      throw new BundlerRefusal(INVALID, "already known");
    const entry = { hash, operation };
    // Nodes apply no authorization while they only try.
    const { authorizationList, ...tried } = handling([entry]);
    const stateOverride = authorizationList?.map(({ address }) => ({
      address: operation.sender,
      code: concat(["0xef0100", address]),
    }));
    await call(publicClient, { ...tried, stateOverride, gas: 12_000_000n }).catch((error: unknown) => {
      throw new BundlerRefusal(REFUSED, failedOperation(error));
    });
    kept.push(entry);
    if (!isHolding) await bundle();
    return hash;
  };

  const estimate = async ([given]: readonly unknown[]) => {
    const { sender, callData } = given as RpcUserOperation<"0.8">;
    const isThere = (await publicClient.getCode({ address: sender })) !== undefined;
    const asked = { account: entryPoint, to: sender, data: callData };
    const gas = isThere ? (await estimateGas(publicClient, asked)) + MARGIN : UNKNOWN_CALL_GAS;
    return {
      callGasLimit: numberToHex(gas),
      verificationGasLimit: numberToHex(VERIFICATION_GAS),
      preVerificationGas: numberToHex(PRE_VERIFICATION_GAS),
    };
  };

  const receiptOf = async ([asked]: readonly unknown[]) => {
    const hash = mined.get(asked as Hash);
    if (hash === undefined) return null;
    const receipt = await publicClient.request({ method: "eth_getTransactionReceipt", params: [hash] });
    return {
      userOpHash: asked,
      entryPoint,
      nonce: "0x0",
      actualGasCost: "0x0",
      actualGasUsed: "0x0",
      receipt,
    };
  };

  const methods: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_chainId: () => numberToHex(chain.id),
    eth_supportedEntryPoints: () => [entryPoint],
    eth_sendUserOperation: take,
    eth_estimateUserOperationGas: estimate,
    eth_getUserOperationReceipt: receiptOf,
    eth_getUserOperationByHash: ([asked]) => {
      const found = kept.find(({ hash }) => hash === asked);
      return mined.has(asked as Hash) || found !== undefined ? { entryPoint, userOperation: {} } : null;
    },
  };
  const node = await startNode(async ({ method, params }: Asked) => {
    const answer = methods[method];
    if (answer === undefined) throw new BundlerRefusal(-32_601, `${method} is not a method of a bundler`);
    return answer(params);
  });
  return Object.assign(node, {
    entryPoint,
    bundle,
    hold: () => {
      isHolding = true;
    },
    drop: () => {
      kept = [];
      isHolding = false;
    },
  });
}

function authorizationsOf(operations: readonly Kept[]): SignedAuthorization[] | undefined {
  const list = operations.flatMap(({ operation }) => operation.authorization ?? []);
  return list.length === 0 ? undefined : list;
}

/** What the entry point says of an operation that it does not take. */
function failedOperation(error: unknown): string {
  for (let link = error; link instanceof Error; link = link.cause) {
    const data: unknown = Reflect.get(link, "data");
    if (typeof data !== "string") continue;
    const { errorName, args } = decodeErrorResult({ abi: entryPoint08Abi, data: data as Hex });
    return `${errorName}: ${String(args?.at(-1))}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function operationOf({ eip7702Auth, ...given }: RpcUserOperation<"0.8">): UserOperation<"0.8"> {
  const { nonce, callGasLimit, preVerificationGas, verificationGasLimit } = given;
  const authorization =
    eip7702Auth === undefined
      ? undefined
      : {
          address: eip7702Auth.address,
          chainId: hexToNumber(eip7702Auth.chainId),
          nonce: hexToNumber(eip7702Auth.nonce),
          r: eip7702Auth.r,
          s: eip7702Auth.s,
          yParity: hexToNumber(eip7702Auth.yParity),
        };
  return {
    ...given,
    nonce: hexToBigInt(nonce),
    callGasLimit: hexToBigInt(callGasLimit),
    preVerificationGas: hexToBigInt(preVerificationGas),
    verificationGasLimit: hexToBigInt(verificationGasLimit),
    maxFeePerGas: hexToBigInt(given.maxFeePerGas),
    maxPriorityFeePerGas: hexToBigInt(given.maxPriorityFeePerGas),
    authorization,
  } as UserOperation<"0.8">;
}
