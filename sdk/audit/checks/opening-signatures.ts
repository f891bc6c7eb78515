import type { Hex } from "viem";
import { isPaidFromWallet, paymentDigest } from "../../deals/sign-payment.ts";
import { termsAuthorization } from "../../deals/terms/sign-terms.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import type { Terms } from "../../protocol/terms.ts";
import { decodeTerms } from "../../protocol/terms-codec.ts";
import type { MadeCall } from "../chain/call.ts";
import { outcomeOf } from "../items.ts";
import { type EventOf, headOf } from "../replay/context.ts";
import {
  type ClaimedSignature,
  type EventSignatures,
  judgeClaims,
  type SigningContext,
} from "./event-signatures.ts";

/** That both parties signed the terms, and the buyer what it pays: by themselves, or the buyer for a whole batch. */
export function openingSignatures(context: SigningContext, event: EventOf<"DealOpened">): EventSignatures {
  const { terms } = context;
  const heads = {
    buyer: headOf(event, "terms", "The buyer signed these terms, and for what it pays"),
    seller: headOf(event, "terms", "The seller signed these terms"),
  };
  return {
    ...{ names: ["open", "amend"], heads: [heads.buyer, heads.seller] },
    ...(terms.amends === undefined ? {} : { termsIn: "newTerms" as const }),
    ...(isPaidFromWallet(terms)
      ? { paid: { head: heads.buyer, payer: terms.buyer, nonce: event.dealId } }
      : {}),
    judge: (call) =>
      judgeClaims(context, event, call, agreementsTo(context, { terms, dealId: event.dealId }, call, heads)),
  };
}

/** That both parties signed the terms of the deal that replaced this one. */
export function amendmentSignatures(
  context: SigningContext,
  event: EventOf<"DealAmended">,
): EventSignatures | undefined {
  if (event.dealId !== context.record.dealId) return undefined;
  const { domain } = context;
  const { successor } = event;
  const heads = {
    buyer: headOf(event, "amendment", "The buyer signed the terms of the deal that replaced this one"),
    seller: headOf(event, "amendment", "The seller signed the terms of the deal that replaced this one"),
  };
  return {
    ...{ names: ["amend"], heads: [heads.buyer, heads.seller], termsIn: "oldTerms" as const },
    judge: async (call) => {
      const terms = termsOf(call.args.newTerms as Hex);
      if (terms === undefined || dealIdOf({ domain, terms }) !== successor) {
        const outcome = outcomeOf("the call has other terms");
        return [heads.buyer, heads.seller].map((head) => ({ head, outcome }));
      }
      return judgeClaims(
        context,
        event,
        call,
        agreementsTo(context, { terms, dealId: successor }, call, heads),
      );
    },
  };
}

interface Agreement {
  readonly terms: Terms;
  readonly dealId: Hex;
}

/** What each party must have signed of terms. */
function agreementsTo(
  { domain, record }: SigningContext,
  { terms, dealId }: Agreement,
  { args, agreed }: MadeCall,
  heads: { readonly buyer: ClaimedSignature["head"]; readonly seller: ClaimedSignature["head"] },
): ClaimedSignature[] {
  const { buyerSignature, sellerSignature } = args;
  const byToken = isPaidFromWallet(terms);
  const isAgreed =
    agreed !== undefined &&
    buyerSignature === "0x" &&
    terms.fundedFromLedger &&
    isSameAddress(agreed.buyer, terms.buyer);
  const own = byToken ? paymentDigest({ domain, token: record.token, terms }) : dealId;
  const bought = isAgreed ? agreed : { digest: own, signature: buyerSignature };
  const authorization = (account: Hex) => termsAuthorization(terms, account);
  return [
    {
      ...{ head: heads.buyer, signer: terms.buyer, byToken, authorization },
      ...{ digest: bought.digest, signature: bought.signature },
    },
    {
      ...{ head: heads.seller, signer: terms.seller, authorization },
      ...{ digest: dealId, signature: sellerSignature },
    },
  ];
}

function termsOf(packed: Hex): Terms | undefined {
  try {
    return decodeTerms(packed);
  } catch {
    return undefined;
  }
}
