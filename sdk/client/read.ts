import type {
  AbiFunction,
  Address,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
} from "viem";
import { readContract } from "viem/actions";
import { bridgeErrorClasses } from "../errors/bridge-error-classes.ts";
import { type ContractErrorClass, knowErrors } from "../errors/contract-errors.ts";
import { decodeError } from "../errors/decode.ts";
import { poolErrorClasses } from "../errors/pool-error-classes.ts";
import { ContractMissingError, UnknownRevertError } from "../errors/transport.ts";
import { requireAddress } from "../protocol/address.ts";
import type { ActingClient } from "./action-types.ts";
import { requireArguments } from "./arguments.ts";
import { requireClient } from "./signer.ts";

type Mutability = "view" | "pure";

/** A function that changes nothing. */
type View = AbiFunction & { readonly stateMutability: Mutability };

type NameOf<Read extends View> = ContractFunctionName<readonly [Read], Mutability>;

/** Reads one kind of contract; throws ContractMissingError when there is none at the address. */
export type Reading = <const Read extends View>(
  client: ActingClient,
  address: Address,
  view: Read,
  args: ContractFunctionArgs<readonly [Read], Mutability, NameOf<Read>>,
  /** The state after this block; the latest when left out. */
  blockNumber?: bigint,
) => Promise<ContractFunctionReturnType<readonly [Read], Mutability, NameOf<Read>>>;

function readingOf(kind: string, errors: readonly ContractErrorClass[] = []): Reading {
  return async (client, address, view, args, blockNumber) => {
    knowErrors(errors);
    requireClient(client);
    requireAddress("address", address);
    requireArguments({ abi: [view], functionName: view.name, args: args as readonly unknown[] });
    const request = { address, abi: [view], functionName: view.name, args, blockNumber };
    try {
      return (await readContract(client, request as never)) as never;
    } catch (error) {
      throw failureOfRead(error, address, kind);
    }
  };
}

export const read = /* @__PURE__ */ readingOf("Quittance contract");
export const readPool = /* @__PURE__ */ readingOf("juror pool", poolErrorClasses);
export const readBridge = /* @__PURE__ */ readingOf("ERC-792 bridge", bridgeErrorClasses);

/** What a failed read throws: ContractMissingError where there is no contract of that kind at the address. */
export function failureOfRead(error: unknown, address: Address, kind: string): Error {
  const decoded = decodeError(error);
  return isBareRevert(decoded) || isNoData(error) ? new ContractMissingError(address, kind) : decoded;
}

/** Whether a call reverted without data, as a contract of another kind does: it has no such function. */
export function isBareRevert(error: unknown): boolean {
  return error instanceof UnknownRevertError && error.data === "0x";
}

/** Whether a call was answered without data, as an address without code answers. */
function isNoData(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "ContractFunctionZeroDataError" || link.name === "AbiDecodingZeroDataError")
      return true;
  }
  return false;
}
