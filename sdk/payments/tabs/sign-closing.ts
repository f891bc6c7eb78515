import type { Address, Hex } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { isAuthorizedBy, type RequiredAuthorization, signAuthorized } from "../../accounts/authorization.ts";
import { spendingOfClosing } from "../../accounts/commitment.ts";
import type { ReadingClient } from "../../client/signer.ts";
import { requireOptions } from "../../json/options.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { hashTyped } from "../../protocol/hash-typed.ts";
import { type Tab, type TabClosing, tabIdOf } from "./tab.ts";

/** The closing of a tab before its end plus its grace. */
export interface ClosingOf {
  readonly domain: QuittanceDomain;
  readonly tab: Tab;
  /** USDC base units that the payee gives up: the reserve less what was redeemed, at the moment of the closing. */
  readonly rest: bigint;
}

function messageOf({ domain, tab, rest }: ClosingOf): TabClosing {
  return { tab: tabIdOf({ domain, tab }), account: tab.account, rest };
}

function authorizationTo({ tab, rest }: ClosingOf): RequiredAuthorization {
  return { kind: "settle", givenUp: spendingOfClosing({ account: tab.account, rest }) };
}

/**
 * Returns the EIP-712 digest of a payee's authorization to close a tab before its end plus its grace.
 *
 * @example
 * import { hashTabClosing } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * console.log(hashTabClosing({ domain: stack.domain, tab, rest: tab.reserve }));
 * await stack.stop();
 */
export function hashTabClosing(input: ClosingOf): Hex {
  requireOptions(input, "domain tab rest");
  return hashTyped({ domain: input.domain, type: "TabClosing", message: messageOf(input) });
}

/**
 * Signs, as the payee of a tab, that the rest may return now to the account that reserved it: for `closeTab`. Redeem the latest
 * voucher first: a voucher that is redeemed later changes the rest, and so voids the signature. An `agentAccount` signs for a
 * managed account, with a key that may settle; above its policy's threshold its controller has to approve.
 *
 * @throws InvalidFieldError when a field does not fit its type; ApprovalMissingError, or what else an account's policy
 * refuses.
 * @example
 * import { closeTab, signTabClosing } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, seller: account } = stack;
 * const { tab } = await openExampleTab(stack);
 * const signature = await signTabClosing({ domain, tab, rest: tab.reserve, account });
 * console.log((await closeTab(stack.walletClient, { address, tab, signature })).returned); // 10000000n
 * await stack.stop();
 */
export async function signTabClosing(input: ClosingOf & { readonly account: Actor }): Promise<Hex> {
  requireOptions(input, "domain tab rest account");
  const { domain, account } = input;
  return signAuthorized({
    domain,
    type: "TabClosing",
    message: messageOf(input),
    account,
    authorization: authorizationTo(input),
  });
}

/**
 * Checks whether `signature` is `signer`'s authorization to close a tab. A `client` asks the chain, for a contract wallet's
 * signature or the envelope of a managed account.
 *
 * @example
 * import { signTabClosing, verifyTabClosing } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller } = stack;
 * const tab = await exampleTab(stack);
 * const closing = { domain, tab, rest: tab.reserve };
 * const signature = await signTabClosing({ ...closing, account: seller });
 * console.log(await verifyTabClosing({ ...closing, signer: seller.address, signature })); // true
 * await stack.stop();
 */
export async function verifyTabClosing(
  input: ClosingOf & {
    readonly signer: Address;
    readonly signature: Hex;
    readonly client?: ReadingClient;
  },
): Promise<boolean> {
  requireOptions(input, "domain tab rest signer signature client");
  const { domain, tab, rest, signer, signature, client } = input;
  const asked = { domain, digest: hashTabClosing({ domain, tab, rest }), signer, signature };
  const authorization = authorizationTo(input);
  return isAuthorizedBy({ ...asked, authorization, ...(client === undefined ? {} : { client }) });
}
