import type { Hex } from "viem";
import { requireSigner, type SigningAccount } from "../client/signer.ts";
import { unwrapSignature, type WalletDeployment } from "../protocol/wrapped-signature.ts";

/** A wallet that may have no code yet: it signs, and tells what deploys it. */
export interface DeployableAccount extends Pick<SigningAccount, "address" | "signTypedData"> {
  /** What its signatures named so far; empty once the wallet does not wrap them any more. */
  readonly deployments: () => readonly WalletDeployment[];
}

/**
 * A smart wallet that need not be deployed before it signs: `relayed` has its relayer deploy it with the first call that it
 * signed for. Sign with the account that this returns, and pass its `deployments`.
 *
 * @param account Puts what it signs into the wrapper of ERC-6492 while it has no code, as smart accounts of viem do.
 * @throws InvalidFieldError when it cannot sign.
 * @example
 * import { deployable, relayed } from "quittance/relayer";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, stop } = await startStack();
 * const wallet = deployable(buyer); // a smart account in your program
 * const { deployments } = wallet;
 * const client = relayed(publicClient, { url: "https://relayer.example", apiKey: "given", address, deployments });
 * console.log(client.type, wallet.deployments().length); // base 0: nothing was signed so far
 * await stop();
 */
export function deployable(account: SigningAccount): DeployableAccount {
  requireSigner(account);
  let latest: WalletDeployment | undefined;
  // Without the account's own client: with it, a signature of a wallet without code is refused where it is made.
  return {
    address: account.address,
    signTypedData: async (definition): Promise<Hex> => {
      const signature = await account.signTypedData(definition);
      latest = unwrapSignature(signature).deployment;
      return signature;
    },
    deployments: () => (latest === undefined ? [] : [latest]),
  };
}
