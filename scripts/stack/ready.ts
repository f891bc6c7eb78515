import type { Address } from "viem";
import { DEVELOPMENT_MNEMONIC, type Stack } from "../../sdk/testing/index.ts";

/** What a running stack offers, as plain data. The mnemonic is every development chain's, known to everybody. */
export function describeStack(
  stack: Stack,
  deploymentPath: string,
  poolJurors: readonly { readonly address: Address }[],
) {
  const { relayer, buyer, seller, jurors, arbiter, accounts } = stack;
  const issuers = ["admin", "minter", "pauser", "blacklister"].map(
    (power, index) => [accounts.at(index - 4)?.address ?? "", `USDC's ${power}`] as const,
  );
  const roles = new Map<string, string>([
    ...issuers,
    [relayer.address, "relayer"],
    [buyer.address, "buyer"],
    [seller.address, "seller"],
    [arbiter.address, "arbiter"],
    ...poolJurors.map(({ address }) => [address, "juror of the pool"] as const),
    ...jurors.map(({ address }, seat) => [address, `juror ${seat + 1}`] as const),
  ]);
  return {
    chainId: stack.chain.id,
    rpcUrl: stack.rpcUrl,
    wsUrl: stack.wsUrl,
    quittance: stack.address,
    jurorPool: stack.pool,
    poolJurors: poolJurors.map(({ address }) => address),
    usdc: stack.token,
    startBlock: stack.startBlock,
    deployment: deploymentPath,
    indexerUrl: stack.indexer?.url,
    graphqlUrl: stack.indexer?.graphqlUrl,
    mnemonic: DEVELOPMENT_MNEMONIC,
    // The others of the mnemonic have neither a role nor USDC.
    accounts: accounts
      .map(({ address }, index) => ({
        index,
        address,
        role: roles.get(address) ?? "free",
        hasUsdc: index < FUNDED,
      }))
      .filter(({ role, hasUsdc }) => hasUsdc || role !== "free"),
  };
}

/** Accounts with USDC in their wallets. */
const FUNDED = 10;

export type StackDescription = ReturnType<typeof describeStack>;
