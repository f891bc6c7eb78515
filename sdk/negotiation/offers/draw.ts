import { zeroAddress } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { DrawMismatchError, PanelUndrawnError } from "../../errors/jury.ts";
import { isFirst } from "../../jury/commitment.ts";
import { requireAnswer, requireFirst, requireSignature } from "../../jury/pair.ts";
import { excludedFrom } from "../../jury/requirements.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { hashOffer, type SignedOffer } from "./offer.ts";

/**
 * Makes sure that the commitment which an offer carries was made for this offer and for no other: by its hash, its deployment, who
 * offers, and what its terms say.
 *
 * @throws DrawMismatchError naming the part that is of something else.
 */
export function requireOwnDraw(offer: SignedOffer): void {
  const { draw, terms } = offer;
  if (draw === undefined) return;
  const { buyer, seller, pact, panel, disputes } = terms;
  if (draw.chainId !== offer.chainId || !isSameAddress(draw.contract, offer.contract)) {
    throw new DrawMismatchError("contract", "the commitment is for another chain or contract than the offer");
  }
  requireThat(
    "from",
    isSameAddress(draw.from, offer.from),
    "the commitment is of another side than the offer",
  );
  requireThat("buyer", isSameAddress(draw.buyer, buyer), "the commitment has another buyer than the offer");
  requireThat(
    "seller",
    isSameAddress(draw.seller, seller),
    "the commitment has another seller than the offer",
  );
  requireThat("pact", draw.pact === pact, "the commitment is for another pact than the offer");
  const size = `the terms have a panel of ${panel.length}, and the commitment is for one of ${draw.jurors}`;
  requireThat("jurors", draw.jurors === panel.length, size);
  const isOfPool = disputes === undefined || isSameAddress(disputes.pool, draw.pool);
  requireThat("pool", isOfPool, "the commitment is for another pool than the terms name");
  requireExcluded(offer, draw);
  requireThat("offer", draw.offer === hashOffer(offer), "the commitment was made for another offer");
}

/** A juror that the terms name in another role would make the drawn panel useless, and there is no other draw for 30 days. */
function requireExcluded({ terms }: SignedOffer, draw: NonNullable<SignedOffer["draw"]>): void {
  const skipped = excludedFrom(draw);
  const named = [terms.marketplace, terms.disputes?.arbiter ?? zeroAddress];
  const missing = named.find(
    (one) => one !== zeroAddress && !skipped.some((other) => isSameAddress(one, other)),
  );
  requireThat("excluded", missing === undefined, `the terms name ${missing}, who could be drawn`);
}

/**
 * Makes sure that an offer goes on with the draw of the offer that it answers: a first commitment is answered by one of the same words,
 * and a draw that has both commitments gets no third.
 *
 * @throws DrawMismatchError naming the part that does not hold.
 */
export function requireDrawLink({ draw }: SignedOffer, answered: SignedOffer | undefined): void {
  if (answered !== undefined) requireOwnDraw(answered);
  const before = answered?.draw;
  const isAsked = before !== undefined && isFirst(before);
  if (draw === undefined) {
    requireThat("answers", !isAsked, "the offer carries no answer to the commitment of the offer before");
  } else if (isAsked) {
    requireAnswer(before, draw);
  } else {
    requireThat("answers", before === undefined, "both sides have committed to a draw already");
    requireFirst(draw);
  }
}

/** Makes sure that the commitment of an offer is of this offer, goes on with the one before, and is signed by the side that offers. */
export async function requireDraw(
  offer: SignedOffer,
  answered: SignedOffer | undefined,
  client: ReadingClient | undefined,
): Promise<void> {
  requireOwnDraw(offer);
  requireDrawLink(offer, answered);
  if (offer.draw !== undefined) await requireSignature(offer.draw, client);
}

/** Refuses to take the panel of an offer while that panel is still to be drawn. */
export function requireDrawn({ draw }: SignedOffer): void {
  if (draw !== undefined) throw new PanelUndrawnError(draw.seedBlock);
}

function requireThat(part: string, holds: boolean, problem: string): void {
  if (!holds) throw new DrawMismatchError(part, problem);
}
