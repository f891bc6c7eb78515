import { type Address, getContractAddress, isAddressEqual, type PublicClient, parseAbi, size } from "viem";
import { DeployRefusal } from "./refusal.ts";

const companionAbi = parseAbi(["function recourse() view returns (address)"]);
/** A contract's first creation has this nonce (EIP-161). */
const FIRST_NONCE = 1n;

/**
 * The contract that Quittance delegates its rare operations to. Its address proves its code: it is where Quittance's
 * first and only creation lies, made by the creation code that was rehearsed.
 *
 * @throws DeployRefusal when Quittance names another address, or nothing is there.
 */
export async function requireCompanion(client: PublicClient, quittance: Address): Promise<Address> {
  const named = await client
    .readContract({ address: quittance, abi: companionAbi, functionName: "recourse" })
    .catch(() => undefined);
  const made = getContractAddress({ from: quittance, nonce: FIRST_NONCE });
  if (named === undefined || !isAddressEqual(named, made)) {
    throw new DeployRefusal(
      `${quittance} names ${named ?? "nothing"} as its companion, not ${made}, which it made. Do not use it.`,
    );
  }
  if (size((await client.getCode({ address: made })) ?? "0x") === 0) {
    throw new DeployRefusal(`${quittance} has no companion: there is no code at ${made}. Do not use it.`);
  }
  return made;
}
