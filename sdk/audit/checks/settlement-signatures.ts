import type { AuthorizationFor } from "../../accounts/authorization.ts";
import {
  endAuthorization,
  settlementAuthorization,
  splitAuthorization,
} from "../../accounts/authorization-kind.ts";
import {
  agreementMessage,
  cancellationMessage,
  reclaimMessage,
  refundMessage,
  releaseMessage,
} from "../../protocol/settlement-messages.ts";
import { type EventOf, headOf } from "../replay/context.ts";
import { type EventSignatures, judgeClaims, type SigningContext } from "./event-signatures.ts";
import { digestUnder } from "./typed-digest.ts";

/** That the parties signed what they settled by themselves; undefined where a round decided it. */
export function settlementSignatures(
  context: SigningContext,
  event: EventOf<"MilestoneSettled">,
): EventSignatures | undefined {
  const { cause } = event;
  switch (cause) {
    case "release":
    case "refund":
    case "reclaim":
      return aloneBy(context, event, cause);
    case "agreement":
      return split(context, event);
    default:
      return undefined;
  }
}

function aloneBy(
  context: SigningContext,
  event: EventOf<"MilestoneSettled">,
  cause: "release" | "refund" | "reclaim",
): EventSignatures {
  const { domain, separator, terms } = context;
  const { milestone } = event;
  const head = headOf(event, "settlement", `The party that may signed: ${cause}`);
  const of = { domain, terms, milestone };
  const amount = terms.milestones[milestone]?.amount ?? 0n;
  const signed = {
    release: () => ({
      signer: terms.buyer,
      digest: digestUnder(separator, "Release", releaseMessage(of)),
      authorization: settlementAuthorization("release a milestone", terms, { amount, byBuyer: true }),
    }),
    refund: () => ({
      signer: terms.seller,
      digest: digestUnder(separator, "Refund", refundMessage(of)),
      authorization: settlementAuthorization("refund a milestone", terms, { amount, byBuyer: false }),
    }),
    reclaim: () => ({
      signer: terms.buyer,
      digest: digestUnder(separator, "Reclaim", reclaimMessage(of)),
      authorization: { kind: "sign" as const },
    }),
  }[cause]();
  return {
    ...{ names: [cause], heads: [head], ...(cause === "reclaim" ? { termsIn: "schedule" as const } : {}) },
    judge: (call) => judgeClaims(context, event, call, [{ head, ...signed, signature: call.args.signature }]),
  };
}

function split(context: SigningContext, event: EventOf<"MilestoneSettled">): EventSignatures {
  const { domain, separator, terms } = context;
  const { milestone, toSeller } = event;
  const head = headOf(event, "settlement", "Both parties signed the split");
  const authorization: AuthorizationFor = (account) => splitAuthorization(event, terms, account);
  return {
    names: ["agree"],
    heads: [head],
    judge: (call) => {
      const validUntil = Number(call.args.validUntil);
      const message = agreementMessage({ domain, terms, milestone, toSeller, validUntil });
      const digest = digestUnder(separator, "Agreement", message);
      return byBoth(context, event, call, { head, digest, authorization });
    },
  };
}

/** That both parties signed to end the deal. */
export function cancellationSignatures(
  context: SigningContext,
  event: EventOf<"DealCancelled">,
): EventSignatures {
  const { domain, separator, terms } = context;
  const head = headOf(event, "settlement", "Both parties signed the cancellation");
  return {
    names: ["cancel"],
    heads: [head],
    judge: (call) => {
      const remainder = call.args.remainder as bigint;
      const validUntil = Number(call.args.validUntil);
      const message = cancellationMessage({ domain, terms, remainder, validUntil });
      const digest = digestUnder(separator, "Cancellation", message);
      const authorization: AuthorizationFor = (account) => endAuthorization({ remainder }, terms, account);
      return byBoth(context, event, call, { head, digest, authorization });
    },
  };
}

function byBoth(
  context: SigningContext,
  event: Parameters<typeof judgeClaims>[1],
  call: Parameters<typeof judgeClaims>[2],
  signed: Pick<Parameters<typeof judgeClaims>[3][number], "head" | "digest" | "authorization">,
): ReturnType<typeof judgeClaims> {
  const { buyer, seller } = context.terms;
  const { buyerSignature, sellerSignature } = call.args;
  return judgeClaims(context, event, call, [
    { ...signed, signer: buyer, signature: buyerSignature },
    { ...signed, signer: seller, signature: sellerSignature },
  ]);
}
