import type { AbiFunction, ContractFunctionArgs, ContractFunctionName } from "viem";
import type { ContractCall } from "./action-types.ts";

type Change = "nonpayable" | "payable";

/** A function that changes something. */
type Changing = AbiFunction & { readonly stateMutability: Change };

type Arguments<Called extends Changing> = ContractFunctionArgs<
  readonly [Called],
  Change,
  ContractFunctionName<readonly [Called], Change>
>;

/** A call of one function; the compiler holds the arguments against its ABI. */
export function contractCall<const Called extends Changing>(
  called: Called,
  args: Arguments<Called> & readonly unknown[],
): ContractCall {
  return { abi: [called], functionName: called.name, args };
}
