import type { Address } from "viem";
import { accept } from "./actions/accept.ts";
import { agree } from "./actions/agree.ts";
import { approveDeposit } from "./actions/approve-deposit.ts";
import { cancel } from "./actions/cancel.ts";
import { concede } from "./actions/concede.ts";
import { deliver } from "./actions/deliver.ts";
import { deposit } from "./actions/deposit.ts";
import { depositWithAuthorization } from "./actions/deposit-with-authorization.ts";
import { getDeal } from "./actions/get-deal.ts";
import { getDealId } from "./actions/get-deal-id.ts";
import { getDomain } from "./actions/get-domain.ts";
import { getLedgerBalance } from "./actions/get-ledger-balance.ts";
import { getMilestone } from "./actions/get-milestone.ts";
import { getRefused } from "./actions/get-refused.ts";
import { getUsdc } from "./actions/get-usdc.ts";
import { openDeal } from "./actions/open-deal.ts";
import { reclaim } from "./actions/reclaim.ts";
import { retryRefused } from "./actions/retry-refused.ts";
import { settle } from "./actions/settle.ts";
import { submitVerdict } from "./actions/submit-verdict.ts";
import type { ActingClient, Target } from "./actions/verb-types.ts";
import { withdraw } from "./actions/withdraw.ts";

type Own<Action extends (client: ActingClient, parameters: never) => unknown> = Omit<
  Parameters<Action>[1],
  keyof Target
>;

/** The action without client and target; parameters may be left out when none is needed. */
type Bound<Action extends (client: ActingClient, parameters: never) => unknown> = (
  ...parameters: object extends Own<Action> ? [parameters?: Own<Action>] : [parameters: Own<Action>]
) => ReturnType<Action>;

/**
 * Puts every verb and read on a viem client, bound to one deployment.
 *
 * @param target Address of the contract and, to be held against the node, its chain id.
 * @example
 * import { quittanceActions } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const client = stack.walletClient.extend(quittanceActions({ address: stack.address }));
 * const { terms, dealId } = await openExampleDeal(stack);
 * const { toSeller } = await client.accept({ terms, milestone: 0, account: stack.buyer });
 * console.log(toSeller, (await client.getDeal({ dealId }))?.settled); // 54000000n [ 0 ]
 * await stack.stop();
 */
export function quittanceActions(target: { readonly address: Address; readonly chainId?: number }) {
  return (client: ActingClient) => {
    const bind = <Action extends (client: ActingClient, parameters: never) => unknown>(action: Action) =>
      ((parameters: object = {}) => action(client, { ...parameters, ...target } as never)) as Bound<Action>;
    return {
      accept: bind(accept),
      agree: bind(agree),
      approveDeposit: bind(approveDeposit),
      cancel: bind(cancel),
      concede: bind(concede),
      deliver: bind(deliver),
      deposit: bind(deposit),
      depositWithAuthorization: bind(depositWithAuthorization),
      getLedgerBalance: bind(getLedgerBalance),
      getDeal: bind(getDeal),
      getDealId: bind(getDealId),
      getDomain: bind(getDomain),
      getMilestone: bind(getMilestone),
      getRefused: bind(getRefused),
      getUsdc: bind(getUsdc),
      openDeal: bind(openDeal),
      reclaim: bind(reclaim),
      retryRefused: bind(retryRefused),
      settle: bind(settle),
      submitVerdict: bind(submitVerdict),
      withdraw: bind(withdraw),
    };
  };
}
