import { type HDAccount, hdKeyToAccount, mnemonicToAccount } from "viem/accounts";

/** The phrase every development chain uses: its accounts are public, and worth nothing anywhere else. */
export const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";

/** How many accounts a local chain funds. */
export const ACCOUNTS = 20;

/**
 * The first 20 accounts of a mnemonic, as development chains derive them.
 *
 * @example
 * import { DEVELOPMENT_MNEMONIC, deriveAccounts } from "quittance/testing";
 *
 * const [first] = deriveAccounts(DEVELOPMENT_MNEMONIC);
 * console.log(first?.address);
 */
export function deriveAccounts(mnemonic: string): HDAccount[] {
  const parent = mnemonicToAccount(mnemonic, { path: "m/44'/60'/0'/0" }).getHdKey();
  return Array.from({ length: ACCOUNTS }, (_, index) =>
    hdKeyToAccount(parent, { path: `m/${index}` as `m/44'/60'/${string}` }),
  );
}
