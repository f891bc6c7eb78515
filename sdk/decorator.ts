import type { Address } from "viem";
import { accept } from "./actions/accept.ts";
import { acceptPrincipal } from "./actions/accept-principal.ts";
import { agree } from "./actions/agree.ts";
import { approveDeposit } from "./actions/approve-deposit.ts";
import { authorize, requireSpeaker } from "./actions/authorize.ts";
import { cancel } from "./actions/cancel.ts";
import { checkCommitment } from "./actions/check-commitment.ts";
import { closeTab } from "./actions/close-tab.ts";
import { concede } from "./actions/concede.ts";
import { contest } from "./actions/contest.ts";
import { deliver } from "./actions/deliver.ts";
import { deposit } from "./actions/deposit.ts";
import { depositWithAuthorization } from "./actions/deposit-with-authorization.ts";
import { drawPanel } from "./actions/draw-panel.ts";
import { freeze } from "./actions/freeze.ts";
import { freezeAll } from "./actions/freeze-all.ts";
import { getAccount } from "./actions/get-account.ts";
import { getAccountAddress } from "./actions/get-account-address.ts";
import { getBondNonce } from "./actions/get-bond-nonce.ts";
import { getContest, getContests } from "./actions/get-contest.ts";
import { getDeal } from "./actions/get-deal.ts";
import { getDealId } from "./actions/get-deal-id.ts";
import { getDomain } from "./actions/get-domain.ts";
import { getHeadroom } from "./actions/get-headroom.ts";
import { getKey } from "./actions/get-key.ts";
import { getLedgerBalance } from "./actions/get-ledger-balance.ts";
import { getMilestone } from "./actions/get-milestone.ts";
import { getOrderId } from "./actions/get-order-id.ts";
import { getPhase } from "./actions/get-phase.ts";
import { getPrincipal } from "./actions/get-principal.ts";
import { getRating } from "./actions/get-rating.ts";
import { getRefused } from "./actions/get-refused.ts";
import { getRound } from "./actions/get-round.ts";
import { getTab } from "./actions/get-tab.ts";
import { getTabId } from "./actions/get-tab-id.ts";
import { getUsdc } from "./actions/get-usdc.ts";
import { isOrderUsed } from "./actions/is-order-used.ts";
import { moveFunds } from "./actions/move-funds.ts";
import { offerPrincipal } from "./actions/offer-principal.ts";
import { openAccounts } from "./actions/open-accounts.ts";
import { openDeal } from "./actions/open-deal.ts";
import { openTab } from "./actions/open-tab.ts";
import { pay } from "./actions/pay.ts";
import { rate } from "./actions/rate.ts";
import { reclaim } from "./actions/reclaim.ts";
import { recordBallots } from "./actions/record-ballots.ts";
import { recordEquivocation } from "./actions/record-equivocation.ts";
import { redeemVouchers } from "./actions/redeem-vouchers.ts";
import { releaseBond } from "./actions/release-bond.ts";
import { retryRefused } from "./actions/retry-refused.ts";
import { revokeOrder } from "./actions/revoke-order.ts";
import { rule } from "./actions/rule.ts";
import { setKeys } from "./actions/set-keys.ts";
import { setPolicy } from "./actions/set-policy.ts";
import { settle } from "./actions/settle.ts";
import { submitVerdict } from "./actions/submit-verdict.ts";
import { thaw } from "./actions/thaw.ts";
import { thawAll } from "./actions/thaw-all.ts";
import type { ActingClient, Target } from "./actions/verb-types.ts";
import { withdraw } from "./actions/withdraw.ts";
import { withdrawFrom } from "./actions/withdraw-from.ts";
import { verifyAgentDomain } from "./identity/domain-binding.ts";
import { getAgent, getAgentMetadata } from "./identity/get-agent.ts";
import { registerAgent } from "./identity/register-agent.ts";
import { setAgentMetadata } from "./identity/set-agent-metadata.ts";
import { setAgentUri } from "./identity/set-agent-uri.ts";
import { setAgentWallet, unsetAgentWallet } from "./identity/set-agent-wallet.ts";
import { getIdentityDomain } from "./identity/wallet-proof.ts";
import { approveStake } from "./pool/approve-stake.ts";
import { changeKey } from "./pool/change-key.ts";
import { collectReward } from "./pool/collect-reward.ts";
import { getPool } from "./pool/get-pool.ts";
import { getPoolReward } from "./pool/get-pool-reward.ts";
import { getSeat, getSeats } from "./pool/get-seat.ts";
import { getSeedBlock } from "./pool/get-seed-block.ts";
import { leaveSeat } from "./pool/leave-seat.ts";
import { pinSeed } from "./pool/pin-seed.ts";
import { reportAbsence } from "./pool/report-absence.ts";
import { reportEquivocation } from "./pool/report-equivocation.ts";
import { takeSeats } from "./pool/take-seats.ts";
import { withdrawStake } from "./pool/withdraw-stake.ts";

interface Contract {
  readonly address: Address;
  readonly chainId?: number;
}

type Own<Action extends (client: ActingClient, parameters: never) => unknown> = Omit<
  Parameters<Action>[1],
  keyof Target
>;

/** The action without client and target; parameters may be left out when none is needed. */
type Bound<Action extends (client: ActingClient, parameters: never) => unknown> = (
  ...parameters: object extends Own<Action> ? [parameters?: Own<Action>] : [parameters: Own<Action>]
) => ReturnType<Action>;

function bindingOf(client: ActingClient, target: Contract) {
  return <Action extends (client: ActingClient, parameters: never) => unknown>(action: Action) =>
    ((parameters: object = {}) => action(client, { ...parameters, ...target } as never)) as Bound<Action>;
}

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
export function quittanceActions(target: Contract) {
  return (client: ActingClient) => {
    const bind = bindingOf(client, target);
    return {
      accept: bind(accept),
      acceptPrincipal: bind(acceptPrincipal),
      agree: bind(agree),
      approveDeposit: bind(approveDeposit),
      authorize: bind(authorize),
      cancel: bind(cancel),
      checkCommitment: bind(checkCommitment),
      closeTab: bind(closeTab),
      concede: bind(concede),
      contest: bind(contest),
      deliver: bind(deliver),
      deposit: bind(deposit),
      depositWithAuthorization: bind(depositWithAuthorization),
      drawPanel: bind(drawPanel),
      freeze: bind(freeze),
      freezeAll: bind(freezeAll),
      getAccount: bind(getAccount),
      getAccountAddress: bind(getAccountAddress),
      getBondNonce: bind(getBondNonce),
      getContest: bind(getContest),
      getContests: bind(getContests),
      getDeal: bind(getDeal),
      getDealId: bind(getDealId),
      getDomain: bind(getDomain),
      getHeadroom: bind(getHeadroom),
      getKey: bind(getKey),
      getLedgerBalance: bind(getLedgerBalance),
      getMilestone: bind(getMilestone),
      getOrderId: bind(getOrderId),
      getPhase: bind(getPhase),
      getPrincipal: bind(getPrincipal),
      getRating: bind(getRating),
      getRefused: bind(getRefused),
      getRound: bind(getRound),
      getTab: bind(getTab),
      getTabId: bind(getTabId),
      getUsdc: bind(getUsdc),
      isOrderUsed: bind(isOrderUsed),
      moveFunds: bind(moveFunds),
      offerPrincipal: bind(offerPrincipal),
      openAccounts: bind(openAccounts),
      openDeal: bind(openDeal),
      openTab: bind(openTab),
      pay: bind(pay),
      rate: bind(rate),
      reclaim: bind(reclaim),
      recordBallots: bind(recordBallots),
      recordEquivocation: bind(recordEquivocation),
      redeemVouchers: bind(redeemVouchers),
      releaseBond: bind(releaseBond),
      requireSpeaker: bind(requireSpeaker),
      retryRefused: bind(retryRefused),
      revokeOrder: bind(revokeOrder),
      rule: bind(rule),
      setKeys: bind(setKeys),
      setPolicy: bind(setPolicy),
      settle: bind(settle),
      submitVerdict: bind(submitVerdict),
      thaw: bind(thaw),
      thawAll: bind(thawAll),
      withdraw: bind(withdraw),
      withdrawFrom: bind(withdrawFrom),
    };
  };
}

/**
 * Puts every verb and read of a juror pool on a viem client, bound to one pool.
 *
 * @param target Address of the pool and, to be held against the node, its chain id.
 * @example
 * import { jurorPoolActions } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const client = stack.walletClient.extend(jurorPoolActions({ address: stack.pool }));
 * await stack.seatJurors(3);
 * console.log((await client.getPool()).seats); // 3n
 * await stack.stop();
 */
export function jurorPoolActions(target: Contract) {
  return (client: ActingClient) => {
    const bind = bindingOf(client, target);
    return {
      approveStake: bind(approveStake),
      changeKey: bind(changeKey),
      collectReward: bind(collectReward),
      getPool: bind(getPool),
      getPoolReward: bind(getPoolReward),
      getSeat: bind(getSeat),
      getSeats: bind(getSeats),
      getSeedBlock: bind(getSeedBlock),
      leaveSeat: bind(leaveSeat),
      pinSeed: bind(pinSeed),
      reportAbsence: bind(reportAbsence),
      reportEquivocation: bind(reportEquivocation),
      takeSeats: bind(takeSeats),
      withdrawStake: bind(withdrawStake),
    };
  };
}

/**
 * Puts every verb and read of an ERC-8004 identity registry on a viem client, bound to one registry.
 *
 * @param target Address of the registry (`identityRegistryOf`) and, to be held against the node, its chain id.
 * @example
 * import { identityRegistryActions } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const client = stack.walletClient.extend(identityRegistryActions({ address }));
 * const { agentId } = await client.registerAgent({ uri: "https://agent.example/agent.json" });
 * console.log((await client.getAgent({ agentId })).owner === stack.relayer.address); // true
 * await stack.stop();
 */
export function identityRegistryActions(target: Contract) {
  return (client: ActingClient) => {
    const bind = bindingOf(client, target);
    return {
      getAgent: bind(getAgent),
      getAgentMetadata: bind(getAgentMetadata),
      getIdentityDomain: bind(getIdentityDomain),
      registerAgent: bind(registerAgent),
      setAgentMetadata: bind(setAgentMetadata),
      setAgentUri: bind(setAgentUri),
      setAgentWallet: bind(setAgentWallet),
      unsetAgentWallet: bind(unsetAgentWallet),
      verifyAgentDomain: bind(verifyAgentDomain),
    };
  };
}
