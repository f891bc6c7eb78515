import { zeroHash } from "viem";
import { DrawMismatchError } from "../../errors/jury.ts";
import { hashDrawCommitment } from "../../jury/commitment.ts";
import type { DrawTranscript } from "../../jury/transcript.ts";
import { requireDrawLink, requireOwnDraw } from "../../negotiation/offers/draw.ts";
import type { SignedOffer } from "../../negotiation/offers/offer.ts";
import type { ChainPlace } from "../chain/events.ts";
import type { Outcome } from "../items.ts";
import type { GivenOffer } from "./offers.ts";
import type { SignatureJudge } from "./signed.ts";

/** Holds the commitment that an offer carries against the offer and the one before, and judges its signature, made before the deal was opened. */
export async function judgeOfferedDraw(
  offer: SignedOffer,
  before: SignedOffer | undefined,
  { judge, opened }: { readonly judge: SignatureJudge; readonly opened: ChainPlace | undefined },
): Promise<Outcome> {
  try {
    requireOwnDraw(offer);
    // An offer that was not given may be the one that is answered.
    if (before !== undefined || offer.answers === zeroHash) requireDrawLink(offer, before);
  } catch (error) {
    if (error instanceof DrawMismatchError) return { status: "fails", why: error.shortMessage };
    throw error;
  }
  const { draw } = offer;
  if (draw === undefined) return { status: "holds" };
  const { from: signer, signature } = draw;
  return judge.judge({
    ...{ signer, digest: hashDrawCommitment(draw), signature },
    ...{ place: opened, isEarlier: true, authorization: { kind: "sign" } },
  });
}

/** Whether the offers that the commitments of a draw name carried these commitments. */
export function judgeCarried(transcript: DrawTranscript, offers: readonly GivenOffer[]): Outcome {
  if (transcript.kind === "reused") {
    return { status: "not checked", why: "the draw was made for an earlier deal, beside its offers" };
  }
  const missing: string[] = [];
  for (const commitment of transcript.commitments) {
    const given = offers.find(({ hash }) => hash === commitment.offer);
    if (given === undefined) {
      missing.push(commitment.offer);
      continue;
    }
    const { draw } = given.offer;
    if (draw === undefined || hashDrawCommitment(draw) !== hashDrawCommitment(commitment)) {
      return {
        status: "fails",
        why: `the offer ${given.document.name} carries ${draw === undefined ? "none" : "another one"}`,
      };
    }
  }
  if (missing.length === 0) return { status: "holds" };
  return { status: "not checked", why: `the offer ${missing.join(" and ")} was not given` };
}
