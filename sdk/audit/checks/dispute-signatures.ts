import { type Hex, hashTypedData } from "viem";
import { contestAuthorization } from "../../accounts/authorization-kind.ts";
import { spendingOfBond } from "../../accounts/commitment.ts";
import { authorizationDefinition } from "../../client/token-authorization.ts";
import { isManagedForm } from "../../protocol/account-address.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type EventOf, headOf } from "../replay/context.ts";
import {
  type ClaimedSignature,
  type EventSignatures,
  judgeClaims,
  type SigningContext,
} from "./event-signatures.ts";
import { digestUnder } from "./typed-digest.ts";

/** That the contester signed its objection, and who pays the bond agreed to. */
export function contestSignatures(context: SigningContext, event: EventOf<"ContestOpened">): EventSignatures {
  const { separator, record, terms } = context;
  const { dealId: deal, milestone, round, payout, bond, payer, fromWallet, contester } = event;
  const head = headOf(event, "contest", "The contester signed the objection");
  const bondHead = headOf(event, "bond", "The payer of the bond agreed to pay it");
  const message = { deal, milestone, round, payout, bond, payer, fromWallet };
  const digest = digestUnder(separator, "Contest", message);
  const agreed = { payer, deal, milestone, round, contester, amount: bond };
  const bondId = () => digestUnder(separator, "Bond", agreed);
  // A contester that pays from its balance agreed by its contest, unless it has keys under a policy.
  const isByContest = !fromWallet && isSameAddress(payer, contester) && !isManagedForm(payer);
  return {
    names: ["contest"],
    heads: isByContest ? [head] : [head, bondHead],
    paid: fromWallet ? { head: bondHead, payer, nonce: bondId() } : undefined,
    judge: (call) => {
      const { signature } = call.args;
      const objection = {
        head,
        signer: contester,
        digest,
        signature,
        authorization: contestAuthorization(event),
      };
      if (isByContest) return judgeClaims(context, event, call, [objection]);
      const payment = call.args.payment as { readonly signature: Hex; readonly validBefore: number };
      const paid = fromWallet
        ? hashTypedData(
            authorizationDefinition(record.token, {
              ...{ from: payer, to: record.contract, value: bond, validAfter: 0n },
              ...{ validBefore: BigInt(payment.validBefore), nonce: bondId() },
            }),
          )
        : bondId();
      const payers: ClaimedSignature = {
        ...{ head: bondHead, signer: payer, digest: paid, signature: payment.signature, byToken: fromWallet },
        authorization: () => ({ kind: "commit", ...spendingOfBond(terms) }),
      };
      return judgeClaims(context, event, call, [objection, payers]);
    },
  };
}

/** That the arbiter signed its ruling, or made it itself. */
export function rulingSignatures(context: SigningContext, event: EventOf<"MilestoneRuled">): EventSignatures {
  const { separator, state } = context;
  const head = headOf(event, "verdict", "The arbiter signed the ruling, or made it itself");
  const { dealId: deal, milestone, payout, arbiter } = event;
  const evidence = state.milestones[milestone]?.evidence ?? "0x";
  const message = { deal, milestone, evidence, payout };
  const digest = digestUnder(separator, "Ruling", message);
  return {
    names: ["rule"],
    heads: [head],
    judge: (call) =>
      judgeClaims(context, event, call, [
        {
          ...{ head, signer: arbiter, digest, signature: call.args.signature },
          authorization: { kind: "sign", capability: "deliver" },
        },
      ]),
  };
}
