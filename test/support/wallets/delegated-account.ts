import type { Address, PrivateKeyAccount } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Lets an account that sent nothing so far delegate to code at `delegate` (EIP-7702). */
export async function delegateTo(
  { chain, publicClient, walletClient, relayer }: Stack,
  account: PrivateKeyAccount,
  delegate: Address,
): Promise<void> {
  const authorization = await account.signAuthorization({ address: delegate, chainId: chain.id, nonce: 0 });
  const hash = await walletClient.sendTransaction({
    authorizationList: [authorization],
    to: relayer.address,
  });
  await publicClient.waitForTransactionReceipt({ hash });
}
