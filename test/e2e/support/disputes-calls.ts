import { concatHex, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { hashTyped } from "../../../sdk/protocol/hash-typed.ts";
import type { Terms } from "../../../sdk/protocol/terms.ts";
import type { ActionOf } from "../../model/actions.ts";
import { type Desk, packBallots, REASONS, signMessage, signPayment } from "./calls.ts";
import type { Purpose } from "./envelopes.ts";

type DisputesAction = ActionOf<
  "contest" | "drawPanel" | "recordBallots" | "recordLateBallots" | "rule" | "releaseBond" | "rate"
>;

const abi = quittanceAbi;

/** Calldata of what happens to a deal beyond its first verdict. `packed` is its terms. */
export async function disputesData(
  desk: Desk,
  terms: Terms,
  packed: Hex,
  action: DisputesAction,
): Promise<Hex> {
  switch (action.kind) {
    case "contest":
      return contestData(desk, terms, packed, action);
    case "drawPanel":
      return encodeFunctionData({ abi, functionName: "drawPanel", args: [packed, action.milestone] });
    case "recordBallots": {
      const ballots = await packBallots(desk, { ...action, round: 2 });
      const args = [packed, action.milestone, concatHex([...action.panel]), ballots] as const;
      return encodeFunctionData({ abi, functionName: "recordBallots", args });
    }
    case "recordLateBallots": {
      const ballots = await packBallots(desk, { ...action, round: 1 });
      return encodeFunctionData({
        abi,
        functionName: action.kind,
        args: [packed, action.milestone, ballots],
      });
    }
    case "rule": {
      const { dealId: deal, milestone, evidence, payout, signedBy } = action;
      const signature = await signMessage(desk, "Ruling", { deal, milestone, evidence, payout }, signedBy);
      return encodeFunctionData({ abi, functionName: "rule", args: [packed, milestone, payout, signature] });
    }
    case "releaseBond": {
      const args = [packed, action.milestone, action.round, concatHex([...action.panel])] as const;
      return encodeFunctionData({ abi, functionName: "releaseBond", args });
    }
    case "rate": {
      const { dealId: deal, rater, score, signedBy } = action;
      const rated = rater.toLowerCase() === terms.buyer.toLowerCase() ? terms.seller : terms.buyer;
      const rating = { deal, rated, score, reasons: REASONS };
      const signature = await signMessage(desk, "Rating", rating, signedBy);
      return encodeFunctionData({
        abi,
        functionName: "rate",
        args: [packed, rater, score, REASONS, signature],
      });
    }
  }
}

async function contestData(desk: Desk, terms: Terms, packed: Hex, action: ActionOf<"contest">): Promise<Hex> {
  const { dealId: deal, milestone, round, contester, payout, payer, fromWallet, validBefore } = action;
  const value = terms.disputes?.bond ?? 0n;
  const objection = { deal, milestone, round, payout, bond: value, payer, fromWallet };
  const signature = await signMessage(desk, "Contest", objection, action.signedBy);
  const bond = { payer, deal, milestone, round, contester, amount: value };
  const nonce = hashTyped({ domain: desk.domain, type: "Bond", message: bond });
  const judges = [terms.disputes?.pool ?? zeroAddress, terms.disputes?.arbiter ?? zeroAddress];
  const payees = judges.filter((judge) => judge !== zeroAddress).map((payee) => ({ payee, most: value }));
  const shown = { purpose: "pay a bond", total: value, payees } as const;
  const { category = 0 } = terms;
  const bonding: Purpose = { kind: "commitment", account: payer, shown, category };
  const paid = fromWallet
    ? await signPayment(desk, { from: payer, value, validBefore, nonce }, action.payerSignedBy)
    : await signMessage(desk, "Bond", bond, action.payerSignedBy, bonding);
  const payment = { payer, fromWallet, validBefore, signature: paid };
  const args = [packed, milestone, contester, payout, signature, payment] as const;
  return encodeFunctionData({ abi, functionName: "contest", args });
}
