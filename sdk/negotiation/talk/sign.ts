import type { Hex } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import type { ReadingClient } from "../../client/signer.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { DrawUnansweredError, MoveRefusedError } from "../../errors/negotiation.ts";
import type { SignedDrawCommitment } from "../../jury/commitment.ts";
import { isFirst } from "../../jury/commitment.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { endNegotiation } from "../messages/end.ts";
import type { NegotiationMessage } from "../messages/message.ts";
import { withdrawOffer } from "../messages/withdrawal.ts";
import { acceptOffer } from "../offers/acceptance.ts";
import { hashOffer, type SignedOffer, signOffer } from "../offers/offer.ts";
import type { Negotiation } from "../record/negotiation.ts";
import type { Decision } from "./entries.ts";

/**
 * Makes the answer to a commitment of the other side to a joint draw (`answerDraw` of `quittance/jury`), for the offer that will carry it.
 * It must keep the number on a disk, and give the same answer for the same offer.
 */
export type DrawAnswerer = (asked: {
  readonly commitment: SignedDrawCommitment;
  /** Hash of the own offer. */
  readonly offer: Hex;
}) => Promise<SignedDrawCommitment>;

/** What a side signs with. */
export interface SigningSetup {
  readonly domain: QuittanceDomain;
  readonly account: Actor;
  readonly token?: TokenDomain | undefined;
  readonly client?: ReadingClient | undefined;
  readonly fewSeats?: boolean | undefined;
  readonly answerDraw?: DrawAnswerer | undefined;
}

/** Signs what was decided. To sign the same decision again says nothing else. */
export async function signDecision(
  setup: SigningSetup,
  negotiation: Negotiation,
  decision: Decision,
): Promise<readonly NegotiationMessage[]> {
  const { domain, account } = setup;
  switch (decision.kind) {
    case "end": {
      const { reason, note } = decision;
      const end = await endNegotiation({ domain, first: negotiation.first, reason, note, account });
      return [{ kind: "end", end }];
    }
    case "accept": {
      const { token, client, fewSeats } = setup;
      const acceptance = await acceptOffer({
        ...{ domain, account, offer: offerIn(negotiation, decision.offer) },
        ...(token === undefined ? {} : { token }),
        ...(client === undefined ? {} : { client }),
        ...(fewSeats === undefined ? {} : { fewSeats }),
      });
      return [{ kind: "acceptance", acceptance }];
    }
    case "offer": {
      const { terms, answers, validUntil, withdraws } = decision;
      const before: NegotiationMessage[] = [];
      if (withdraws !== undefined) {
        const withdrawal = await withdrawOffer({ domain, offer: offerIn(negotiation, withdraws), account });
        before.push({ kind: "withdrawal", withdrawal });
      }
      const signed = await signOffer({ domain, terms, answers, validUntil, account });
      const draw = await drawFor(setup, offerIn(negotiation, answers), signed);
      return [...before, { kind: "offer", offer: draw === undefined ? signed : { ...signed, draw } }];
    }
  }
}

async function drawFor(
  { answerDraw }: SigningSetup,
  answered: SignedOffer,
  signed: SignedOffer,
): Promise<SignedDrawCommitment | undefined> {
  const { draw: commitment } = answered;
  if (commitment === undefined || !isFirst(commitment)) return undefined;
  if (answerDraw === undefined) throw new DrawUnansweredError();
  return answerDraw({ commitment, offer: hashOffer(signed) });
}

function offerIn(negotiation: Negotiation, hash: Hex): SignedOffer {
  const offer = negotiation.offer(hash);
  if (offer === undefined) throw new MoveRefusedError("the offer that it is about is not known");
  return offer;
}
