import type { Address } from "viem";
import { acceptPrincipal } from "./accounts/actions/accept-principal.ts";
import { authorize, requireSpeaker } from "./accounts/actions/authorize.ts";
import { checkCommitment } from "./accounts/actions/check-commitment.ts";
import { freeze } from "./accounts/actions/freeze.ts";
import { freezeAll } from "./accounts/actions/freeze-all.ts";
import { getAccount } from "./accounts/actions/get-account.ts";
import { getAccountAddress } from "./accounts/actions/get-account-address.ts";
import { getHeadroom } from "./accounts/actions/get-headroom.ts";
import { getKey } from "./accounts/actions/get-key.ts";
import { getPrincipal } from "./accounts/actions/get-principal.ts";
import { moveFunds } from "./accounts/actions/move-funds.ts";
import { offerPrincipal } from "./accounts/actions/offer-principal.ts";
import { openAccounts } from "./accounts/actions/open-accounts.ts";
import { setKeys } from "./accounts/actions/set-keys.ts";
import { setPolicy } from "./accounts/actions/set-policy.ts";
import { thaw } from "./accounts/actions/thaw.ts";
import { thawAll } from "./accounts/actions/thaw-all.ts";
import type { ActingClient, Target } from "./client/action-types.ts";
import { getDomain } from "./client/get-domain.ts";
import { accept } from "./deals/actions/accept.ts";
import { agree } from "./deals/actions/agree.ts";
import { cancel } from "./deals/actions/cancel.ts";
import { concede } from "./deals/actions/concede.ts";
import { deliver } from "./deals/actions/deliver.ts";
import { getDeal } from "./deals/actions/get-deal.ts";
import { getDealId } from "./deals/actions/get-deal-id.ts";
import { getMilestone } from "./deals/actions/get-milestone.ts";
import { getRating } from "./deals/actions/get-rating.ts";
import { openDeal } from "./deals/actions/open-deal.ts";
import { rate } from "./deals/actions/rate.ts";
import { reclaim } from "./deals/actions/reclaim.ts";
import { recordEquivocation } from "./deals/actions/record-equivocation.ts";
import { settle } from "./deals/actions/settle.ts";
import { submitVerdict } from "./deals/actions/submit-verdict.ts";
import { contest } from "./disputes/actions/contest.ts";
import { drawPanel } from "./disputes/actions/draw-panel.ts";
import { getBondNonce } from "./disputes/actions/get-bond-nonce.ts";
import { getContest, getContests } from "./disputes/actions/get-contest.ts";
import { getRound } from "./disputes/actions/get-round.ts";
import { recordBallots } from "./disputes/actions/record-ballots.ts";
import { releaseBond } from "./disputes/actions/release-bond.ts";
import { rule } from "./disputes/actions/rule.ts";
import { approveStake } from "./disputes/pool/approve-stake.ts";
import { changeKey } from "./disputes/pool/change-key.ts";
import { collectReward } from "./disputes/pool/collect-reward.ts";
import { getPool } from "./disputes/pool/get-pool.ts";
import { getPoolReward } from "./disputes/pool/get-pool-reward.ts";
import { getSeat, getSeats } from "./disputes/pool/get-seat.ts";
import { getSeedBlock } from "./disputes/pool/get-seed-block.ts";
import { leaveSeat } from "./disputes/pool/leave-seat.ts";
import { pinSeed } from "./disputes/pool/pin-seed.ts";
import { reportAbsence } from "./disputes/pool/report-absence.ts";
import { reportEquivocation } from "./disputes/pool/report-equivocation.ts";
import { takeSeats } from "./disputes/pool/take-seats.ts";
import { withdrawStake } from "./disputes/pool/withdraw-stake.ts";
import { verifyAgentDomain } from "./identity/domain-binding.ts";
import { getAgent, getAgentMetadata } from "./identity/get-agent.ts";
import { registerAgent } from "./identity/register-agent.ts";
import { setAgentMetadata } from "./identity/set-agent-metadata.ts";
import { setAgentUri } from "./identity/set-agent-uri.ts";
import { setAgentWallet, unsetAgentWallet } from "./identity/set-agent-wallet.ts";
import { getIdentityDomain } from "./identity/wallet-proof.ts";
import { getPhase } from "./lifecycle/get-phase.ts";
import { closeTab } from "./payments/actions/close-tab.ts";
import { getOrderId } from "./payments/actions/get-order-id.ts";
import { getTab } from "./payments/actions/get-tab.ts";
import { getTabId } from "./payments/actions/get-tab-id.ts";
import { isOrderUsed } from "./payments/actions/is-order-used.ts";
import { openTab } from "./payments/actions/open-tab.ts";
import { pay } from "./payments/actions/pay.ts";
import { redeemVouchers } from "./payments/actions/redeem-vouchers.ts";
import { revokeOrder } from "./payments/actions/revoke-order.ts";
import { approveDeposit } from "./payments/ledger/approve-deposit.ts";
import { deposit } from "./payments/ledger/deposit.ts";
import { depositWithAuthorization } from "./payments/ledger/deposit-with-authorization.ts";
import { getLedgerBalance } from "./payments/ledger/get-ledger-balance.ts";
import { getRefused } from "./payments/ledger/get-refused.ts";
import { getUsdc } from "./payments/ledger/get-usdc.ts";
import { retryRefused } from "./payments/ledger/retry-refused.ts";
import { withdraw } from "./payments/ledger/withdraw.ts";
import { withdrawFrom } from "./payments/ledger/withdraw-from.ts";

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
