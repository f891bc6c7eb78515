import type { ContractFunctionArgs, ContractFunctionName } from "viem";
import { quittanceAbi } from "../abi/quittance.ts";
import type { ContractCall } from "./verb-types.ts";

type Writes = ContractFunctionName<typeof quittanceAbi, "nonpayable">;

/** A call of the Quittance contract; name and arguments are held against its ABI by the compiler. */
export function quittanceCall<Name extends Writes>(
  functionName: Name,
  args: ContractFunctionArgs<typeof quittanceAbi, "nonpayable", Name> & readonly unknown[],
): ContractCall {
  return { abi: quittanceAbi, functionName, args };
}
