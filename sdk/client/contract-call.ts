import type { Abi, ContractFunctionArgs, ContractFunctionName } from "viem";
import { erc792ArbiterAbi } from "../abi/erc792-arbiter.ts";
import { jurorPoolAbi } from "../abi/juror-pool.ts";
import { quittanceAbi } from "../abi/quittance.ts";
import type { ContractCall } from "./action-types.ts";

type Change = "nonpayable" | "payable";

/** A call of one kind of contract; name and arguments are held against its ABI by the compiler. */
type Calling<Contract extends Abi> = <Name extends ContractFunctionName<Contract, Change>>(
  functionName: Name,
  args: ContractFunctionArgs<Contract, Change, Name> & readonly unknown[],
) => ContractCall;

function callingOf<const Contract extends Abi>(abi: Contract): Calling<Contract> {
  return (functionName, args) => ({ abi, functionName, args });
}

export const quittanceCall = callingOf(quittanceAbi);
export const poolCall = callingOf(jurorPoolAbi);
export const bridgeCall = callingOf(erc792ArbiterAbi);
