import {
  type Address,
  type ContractEventName,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeErrorResult,
  type Hex,
  type Log,
  type ParseEventLogsReturnType,
  parseEventLogs,
} from "viem";
import { readContract } from "viem/actions";
import { identityRegistryAbi } from "../abi/identity-registry.ts";
import type { ActingClient, ContractCall } from "../client/action-types.ts";
import { requireArguments } from "../client/arguments.ts";
import { requireClient } from "../client/signer.ts";
import type { BaseError } from "../errors/base.ts";
import { decodeError } from "../errors/decode.ts";
import { InvalidFieldError } from "../errors/field.ts";
import {
  AgentNotAuthorizedError,
  AgentUnknownError,
  AgentWalletDeadlineTooFarError,
  AgentWalletProofExpiredError,
  AgentWalletProofInvalidError,
  IdentityRegistryRefusedError,
} from "../errors/identity.ts";
import { TokenRefusedError } from "../errors/token.ts";
import { ContractMissingError, EventMissingError, UnknownRevertError } from "../errors/transport.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";

type Registry = typeof identityRegistryAbi;
type Views = ContractFunctionName<Registry, "view" | "pure">;
type Changes = ContractFunctionName<Registry, "nonpayable">;

/** A call of the registry; name and arguments are held against its ABI by the compiler. */
export function registryCall<Name extends Changes>(
  functionName: Name,
  args: ContractFunctionArgs<Registry, "nonpayable", Name> & readonly unknown[],
): ContractCall {
  return { abi: identityRegistryAbi, functionName, args };
}

/**
 * Reads the registry, as of the latest block when none is named.
 *
 * @throws ContractMissingError when there is none at the address.
 * @throws AgentUnknownError when it has no such agent.
 */
export async function readRegistry<Name extends Views>(
  client: ActingClient,
  address: Address,
  functionName: Name,
  args: ContractFunctionArgs<Registry, "view" | "pure", Name>,
  blockNumber?: bigint,
): Promise<ContractFunctionReturnType<Registry, "view" | "pure", Name>> {
  requireClient(client);
  requireAddress("address", address);
  requireArguments({ abi: identityRegistryAbi, functionName, args: args as readonly unknown[] });
  const request = { address, abi: identityRegistryAbi, functionName, args, blockNumber };
  try {
    return (await readContract(client, request as never)) as never;
  } catch (error) {
    if (isNoData(error)) throw new ContractMissingError(address, "identity registry");
    throw registryError(error);
  }
}

/** Events of one name that the registry at `from` emitted. */
export function registryEventsIn<Name extends ContractEventName<Registry>>(
  logs: readonly Log[],
  from: Address,
  eventName: Name,
): ParseEventLogsReturnType<Registry, Name, true> {
  const own = logs.filter((log) => isSameAddress(log.address, from));
  return parseEventLogs({ abi: identityRegistryAbi, logs: own, eventName } as never) as never;
}

/** The last event of a name; throws EventMissingError when there is none. */
export function registryEventIn<Name extends ContractEventName<Registry>>(
  logs: readonly Log[],
  from: Address,
  eventName: Name,
): ParseEventLogsReturnType<Registry, Name, true>[number] {
  const event = registryEventsIn(logs, from, eventName).at(-1);
  if (event === undefined) throw new EventMissingError(eventName);
  return event;
}

const REASONS: readonly (readonly [RegExp, new (reason: string) => IdentityRegistryRefusedError])[] = [
  [/not authorized/i, AgentNotAuthorizedError],
  [/deadline too far/i, AgentWalletDeadlineTooFarError],
  [/^expired/i, AgentWalletProofExpiredError],
  [/invalid wallet sig|ECDSAInvalidSignature/i, AgentWalletProofInvalidError],
  [/ERC721NonexistentToken/, AgentUnknownError],
];

/** Turns the error of a call of the registry into an error of this package: the registry's own where it reverted. */
export function registryError(error: unknown): BaseError {
  const decoded = decodeError(error);
  const reason = reasonOf(decoded);
  if (reason === undefined) return decoded;
  const match = REASONS.find(([pattern]) => pattern.test(reason));
  return match === undefined ? new IdentityRegistryRefusedError(reason) : new match[1](reason);
}

/** For `defineAction`: throws the registry's own error when the registry refused. */
export function refuseAsRegistry(error: unknown): never {
  throw registryError(error);
}

/** More agents than a registry will ever count. What is larger could be anything, such as a key. */
const MOST_AGENTS = 0x100000000000000000000000000000000n;

/** An agent's id, which the registry counts from 0. */
export function requireAgentId(agentId: bigint | number): bigint {
  const valid = typeof agentId === "bigint" ? agentId >= 0n : Number.isSafeInteger(agentId) && agentId >= 0;
  if (valid && BigInt(agentId) < MOST_AGENTS) return BigInt(agentId);
  throw new InvalidFieldError({
    field: "agentId",
    value: agentId,
    problem: "must be a whole number from 0 to 2^128 - 1",
    remedy: "Pass the id that registerAgent returned, as a bigint.",
  });
}

function reasonOf(error: BaseError): string | undefined {
  if (error instanceof TokenRefusedError) return error.reason;
  if (!(error instanceof UnknownRevertError) || error.data === "0x") return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: identityRegistryAbi, data: error.data as Hex });
    return `${errorName}(${(args ?? []).join(", ")})`;
  } catch {
    return undefined;
  }
}

function isNoData(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "ContractFunctionZeroDataError" || link.name === "AbiDecodingZeroDataError")
      return true;
  }
  return false;
}
