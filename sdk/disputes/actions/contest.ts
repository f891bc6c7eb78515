import type { Address, Hex } from "viem";
import { contestFunction, contestOpenedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventIn } from "../../client/logs.ts";
import { requirePayout, requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { type MilestoneOf, packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { NoFurtherRoundError } from "../../errors/contests.ts";
import { NoProvisionalPayoutError } from "../../errors/verdicts.ts";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";

/** Who bonds a contest, and how. */
export interface BondPayment {
  /** Who pays, and gets it back where it goes back; the contester when left out. */
  readonly payer?: Address | undefined;
  /** True: from the payer's wallet. Else from its ledger balance. */
  readonly fromWallet?: boolean | undefined;
  /** Unix seconds; of the wallet's authorisation. */
  readonly validBefore?: number | undefined;
  /** From a wallet: of `signBondPayment`. From the ledger: of `signBond`, and not needed of the contester or the sender. */
  readonly signature?: Hex | undefined;
}

export interface ContestParameters extends MilestoneOf {
  /** Buyer or seller. */
  readonly contester: Address;
  /** The provisional payout that the contester objects to, in basis points. */
  readonly payout: number;
  /** The contester's, of `signContest`; may be left out by a contester that sends. */
  readonly signature?: Hex;
  /** From the contester's ledger balance when left out. */
  readonly bond?: BondPayment;
}

/** A round that was opened. */
export interface OpenedContest {
  readonly dealId: Hex;
  readonly contester: Address;
  readonly milestone: number;
  /** The round: 2, a panel drawn from the pool; 3, the arbiter. */
  readonly round: number;
  /** Basis points contested. */
  readonly payout: number;
  readonly payer: Address;
  /** USDC base units. */
  readonly bond: bigint;
}

/**
 * Contests the provisional payout with the bond from the terms, which opens the next round. Anyone may send it.
 *
 * @throws ContestWindowEndedError, ProvisionalPayoutMismatchError, NoFurtherRoundError, NoProvisionalPayoutError
 * @example
 * import { contest } from "quittance";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer } = stack;
 * const { terms, payout } = await openProvisionalDeal(stack);
 * await stack.fundLedger(buyer.address, 8_000_000n); // the bond
 * const objection = { terms, milestone: 0, contester: buyer.address, payout };
 * const { round, bond } = await contest(stack.walletClient, { address, ...objection, account: buyer });
 * console.log(round, bond); // 2 8000000n
 * await stack.stop();
 */
export const contest = /* @__PURE__ */ defineAction<ContestParameters, OpenedContest>({
  name: "contest",
  fields: "contester payout signature bond terms milestone",
  call: (parameters) => {
    const { milestone, contester, payout, bond = {} } = parameters;
    requireOptions(bond, "payer fromWallet validBefore signature", "bond");
    const { payer = contester, fromWallet = false, validBefore = 0 } = bond;
    const packed = packedIfContestable(parameters, "contest");
    requireAddress("contester", contester);
    requirePayout("payout", payout);
    requireAddress("bond.payer", payer);
    requireTime("bond.validBefore", validBefore);
    const signature = signatureOrCaller("signature", parameters.signature, "contest");
    const payment = { payer, fromWallet, validBefore };
    const authorization = signatureOrCaller("bond.signature", bond.signature, "contest");
    return contractCall(contestFunction, [
      packed,
      milestone,
      contester,
      payout,
      signature,
      { ...payment, signature: authorization },
    ]);
  },
  pays: ({ terms, contester, bond: { payer = contester, fromWallet = false } = {} }) =>
    fromWallet && terms.disputes ? { payer, amount: terms.disputes.bond } : undefined,
  earlier: /* @__PURE__ */ doneBefore(
    ({ terms, milestone, contester, payout }, domain) => ({
      event: contestOpenedEvent,
      by: { dealId: dealIdOf({ domain, terms }), contester },
      is: (args: OpenedContest) => args.milestone === milestone && args.payout === payout,
    }),
    // While a round is open, and when there is none after it: else the next one may be meant.
    () => [NoProvisionalPayoutError, NoFurtherRoundError],
  ),
  extract: (logs, from) => ({ ...eventIn(logs, from, contestOpenedEvent).args }),
});
