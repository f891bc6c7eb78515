import { Wallet } from "ethers";
import type { Hex, LocalAccount } from "viem";
import { privateKeyToAccount, toAccount } from "viem/accounts";

/** An account whose typed data an ethers v6 signer signs. It refuses types to which nothing in the message refers. */
export function ethersAccount(key: Hex): LocalAccount {
  const wallet = new Wallet(key);
  const { signMessage, signTransaction } = privateKeyToAccount(key);
  return toAccount({
    address: wallet.address as Hex,
    signMessage,
    signTransaction,
    signTypedData: async ({ domain, types, message }) =>
      (await wallet.signTypedData(
        domain as never,
        types as never,
        message as Record<string, unknown>,
      )) as Hex,
  });
}
