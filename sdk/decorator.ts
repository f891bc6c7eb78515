import type { Address } from "viem";
import { accept } from "./actions/accept.ts";
import { agree } from "./actions/agree.ts";
import { approveDeposit } from "./actions/approve-deposit.ts";
import { cancel } from "./actions/cancel.ts";
import { concede } from "./actions/concede.ts";
import { contest } from "./actions/contest.ts";
import { deliver } from "./actions/deliver.ts";
import { deposit } from "./actions/deposit.ts";
import { depositWithAuthorization } from "./actions/deposit-with-authorization.ts";
import { drawPanel } from "./actions/draw-panel.ts";
import { getBondNonce } from "./actions/get-bond-nonce.ts";
import { getContest, getContests } from "./actions/get-contest.ts";
import { getDeal } from "./actions/get-deal.ts";
import { getDealId } from "./actions/get-deal-id.ts";
import { getDomain } from "./actions/get-domain.ts";
import { getLedgerBalance } from "./actions/get-ledger-balance.ts";
import { getMilestone } from "./actions/get-milestone.ts";
import { getPhase } from "./actions/get-phase.ts";
import { getRating } from "./actions/get-rating.ts";
import { getRefused } from "./actions/get-refused.ts";
import { getRound } from "./actions/get-round.ts";
import { getUsdc } from "./actions/get-usdc.ts";
import { openDeal } from "./actions/open-deal.ts";
import { rate } from "./actions/rate.ts";
import { reclaim } from "./actions/reclaim.ts";
import { recordBallots } from "./actions/record-ballots.ts";
import { recordEquivocation } from "./actions/record-equivocation.ts";
import { releaseBond } from "./actions/release-bond.ts";
import { retryRefused } from "./actions/retry-refused.ts";
import { rule } from "./actions/rule.ts";
import { settle } from "./actions/settle.ts";
import { submitVerdict } from "./actions/submit-verdict.ts";
import type { ActingClient, Target } from "./actions/verb-types.ts";
import { withdraw } from "./actions/withdraw.ts";
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
      agree: bind(agree),
      approveDeposit: bind(approveDeposit),
      cancel: bind(cancel),
      concede: bind(concede),
      contest: bind(contest),
      deliver: bind(deliver),
      deposit: bind(deposit),
      depositWithAuthorization: bind(depositWithAuthorization),
      drawPanel: bind(drawPanel),
      getBondNonce: bind(getBondNonce),
      getContest: bind(getContest),
      getContests: bind(getContests),
      getLedgerBalance: bind(getLedgerBalance),
      getDeal: bind(getDeal),
      getDealId: bind(getDealId),
      getDomain: bind(getDomain),
      getMilestone: bind(getMilestone),
      getPhase: bind(getPhase),
      getRating: bind(getRating),
      getRefused: bind(getRefused),
      getRound: bind(getRound),
      getUsdc: bind(getUsdc),
      openDeal: bind(openDeal),
      rate: bind(rate),
      reclaim: bind(reclaim),
      recordBallots: bind(recordBallots),
      recordEquivocation: bind(recordEquivocation),
      releaseBond: bind(releaseBond),
      retryRefused: bind(retryRefused),
      rule: bind(rule),
      settle: bind(settle),
      submitVerdict: bind(submitVerdict),
      withdraw: bind(withdraw),
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
