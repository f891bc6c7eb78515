import type { Address, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from "viem";
import { readContract } from "viem/actions";
import { quittanceAbi } from "../abi/quittance.ts";
import { decodeError } from "../errors/decode.ts";
import { ContractMissingError } from "../errors/transport.ts";
import { requireAddress } from "./verb.ts";
import type { ActingClient } from "./verb-types.ts";

type View = ContractFunctionName<typeof quittanceAbi, "view">;

/** Reads the contract; throws ContractMissingError when there is none at the address. */
export async function read<Name extends View>(
  client: ActingClient,
  address: Address,
  functionName: Name,
  args: ContractFunctionArgs<typeof quittanceAbi, "view", Name>,
): Promise<ContractFunctionReturnType<typeof quittanceAbi, "view", Name>> {
  requireAddress("address", address);
  try {
    const answer = await readContract(client, { address, abi: quittanceAbi, functionName, args } as never);
    return answer as ContractFunctionReturnType<typeof quittanceAbi, "view", Name>;
  } catch (error) {
    if (isNoData(error)) throw new ContractMissingError(address);
    throw decodeError(error);
  }
}

function isNoData(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "ContractFunctionZeroDataError" || link.name === "AbiDecodingZeroDataError")
      return true;
  }
  return false;
}
