import { authorizationKind, signingAuthorization } from "../../accounts/authorization-kind.ts";

const closing = /* @__PURE__ */ authorizationKind("TabClosing", /* @__PURE__ */ signingAuthorization("tabs"));

/**
 * Returns the EIP-712 digest of a payee's authorization to close a tab before its end plus its grace.
 *
 * @example
 * import { hashTabClosing, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * console.log(hashTabClosing({ domain, tab: `0x${"11".repeat(32)}` }));
 */
export const hashTabClosing: typeof closing.hash = (input) => closing.hash(input);

/**
 * Signs, as the payee of a tab (named by its id), that the rest may return now: for `closeTab`. Redeem the latest voucher
 * first. An `agentAccount` signs for a managed account, with a key that may use tabs.
 *
 * @throws InvalidFieldError when the tab id is none.
 * @example
 * import { closeTab, signTabClosing } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, seller: account } = stack;
 * const { tab, tabId } = await openExampleTab(stack);
 * const signature = await signTabClosing({ domain, tab: tabId, account });
 * console.log((await closeTab(stack.walletClient, { address, tab, signature })).returned); // 10000000n
 * await stack.stop();
 */
export const signTabClosing: typeof closing.sign = (input) => closing.sign(input);

/**
 * Checks whether `signature` is `signer`'s authorization to close a tab. A `client` asks the chain, for a contract wallet's signature or
 * the envelope of a managed account.
 *
 * @example
 * import { quittanceDomain, signTabClosing, verifyTabClosing } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const payee = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const tab = `0x${"11".repeat(32)}` as const;
 * const signature = await signTabClosing({ domain, tab, account: payee });
 * console.log(await verifyTabClosing({ domain, tab, signer: payee.address, signature })); // true
 */
export const verifyTabClosing: typeof closing.verify = (input) => closing.verify(input);
