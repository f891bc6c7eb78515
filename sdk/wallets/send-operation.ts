import type { Hash } from "viem";
import {
  type BundlerClient,
  estimateUserOperationGas,
  formatUserOperationRequest,
  getUserOperation,
  getUserOperationHash,
  prepareUserOperation,
  type SmartAccount,
  type UserOperation,
} from "viem/account-abstraction";
import type { CarriedCall } from "../client/action-types.ts";
import { handOver } from "../client/hand-over.ts";
import type { BaseError } from "../errors/base.ts";
import { decodeError, decodeSignerError } from "../errors/decode.ts";
import { GasFundsTooLowError, NonceConflictError, RpcFailedError } from "../errors/transport.ts";

/** Codes by which entry points refuse: neither account nor paymaster has paid in advance; the nonce is taken. */
const TOO_POOR = /AA[23]1/;
const NONCE_TAKEN = /AA25/;

/** A user operation that was handed to the bundler. */
export interface SentOperation {
  readonly hash: Hash;
  readonly nonce: bigint;
  /** Hands it over, and again while there is no answer: the same bytes, which count once at most. */
  readonly give: () => Promise<Hash>;
}

/**
 * Makes a user operation of a call, has the account sign it, and hands it over once. Its hash is known before it leaves.
 *
 * @param known Takes the operation before it is handed over.
 * @throws TransactionUncertainError with the operation's hash when no answer says whether it was taken; any other error means
 * that it was not.
 */
export async function sendOperation(
  bundler: BundlerClient,
  account: SmartAccount,
  call: CarriedCall,
  known: (operation: SentOperation) => void,
): Promise<Hash> {
  const { chainId } = call;
  const { address, version } = account.entryPoint;
  const operation = await sign(account, await prepare(bundler, account, call), chainId);
  const hash = getUserOperationHash({
    ...{ chainId, entryPointAddress: address, entryPointVersion: version },
    userOperation: operation,
  });
  const params = [formatUserOperationRequest(operation), address] as const;
  const give = async () => {
    try {
      return await handOver({
        hash,
        pollingInterval: bundler.pollingInterval,
        give: () =>
          bundler.request({ method: "eth_sendUserOperation", params: [...params] }, { retryCount: 0 }),
        hasArrived: async () => (await getUserOperation(bundler, { hash })) !== undefined,
      });
    } catch (error) {
      throw refusalOf(error);
    }
  };
  known({ hash, nonce: operation.nonce, give });
  return give();
}

async function prepare(
  bundler: BundlerClient,
  account: SmartAccount,
  { to, data, value, gas, margin, nonce, maxFeePerGas, maxPriorityFeePerGas }: CarriedCall,
): Promise<UserOperation> {
  const given = {
    callGasLimit: gas,
    nonce: nonce === undefined ? undefined : BigInt(nonce),
    maxFeePerGas,
    maxPriorityFeePerGas,
  };
  const known = Object.entries(given).filter(([, each]) => each !== undefined);
  const request = { account, calls: [{ to, data, value }], ...Object.fromEntries(known) };
  try {
    if (gas === undefined && margin !== undefined) {
      // Before all else is prepared, as a paymaster may sign the limit.
      const { callGasLimit } = await estimateUserOperationGas(bundler, request as never);
      Object.assign(request, { callGasLimit: callGasLimit + margin });
    }
    return (await prepareUserOperation(bundler, request as never)) as UserOperation;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The account signs, and where its key delegates to code by this operation (EIP-7702), the key signs that, too. */
async function sign(account: SmartAccount, prepared: UserOperation, chainId: number): Promise<UserOperation> {
  const delegating = account.authorization?.account;
  try {
    // What viem prepares has a placeholder in the place of the key's signature.
    const authorization =
      prepared.authorization && (await delegating?.signAuthorization(prepared.authorization));
    const operation = { ...prepared, ...(authorization && { authorization }) };
    return { ...operation, signature: await account.signUserOperation({ ...operation, chainId }) };
  } catch (error) {
    throw decodeSignerError(error);
  }
}

/** What a bundler's refusal means. */
function refusalOf(error: unknown): BaseError {
  const said = decodeError(error);
  const details = said.details ?? "";
  if (!(said instanceof RpcFailedError)) return said;
  if (TOO_POOR.test(details)) return new GasFundsTooLowError(details);
  return NONCE_TAKEN.test(details) ? new NonceConflictError(details) : said;
}
