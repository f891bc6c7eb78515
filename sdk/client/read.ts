import type {
  Abi,
  Address,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
} from "viem";
import { readContract } from "viem/actions";
import { erc792ArbiterAbi } from "../abi/erc792-arbiter.ts";
import { jurorPoolAbi } from "../abi/juror-pool.ts";
import { quittanceAbi } from "../abi/quittance.ts";
import { decodeError } from "../errors/decode.ts";
import { ContractMissingError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireAddress } from "./define-action.ts";

/** Reads one kind of contract; throws ContractMissingError when there is none at the address. */
type Reading<Contract extends Abi> = <Name extends ContractFunctionName<Contract, "view" | "pure">>(
  client: ActingClient,
  address: Address,
  functionName: Name,
  args: ContractFunctionArgs<Contract, "view" | "pure", Name>,
) => Promise<ContractFunctionReturnType<Contract, "view" | "pure", Name>>;

function readingOf<const Contract extends Abi>(abi: Contract, kind: string): Reading<Contract> {
  return async (client, address, functionName, args) => {
    requireAddress("address", address);
    try {
      return (await readContract(client, { address, abi, functionName, args } as never)) as never;
    } catch (error) {
      if (isNoData(error)) throw new ContractMissingError(address, kind);
      throw decodeError(error);
    }
  };
}

export const read = readingOf(quittanceAbi, "Quittance contract");
export const readPool = readingOf(jurorPoolAbi, "juror pool");
export const readBridge = readingOf(erc792ArbiterAbi, "ERC-792 bridge");

function isNoData(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "ContractFunctionZeroDataError" || link.name === "AbiDecodingZeroDataError")
      return true;
  }
  return false;
}
