import type { Hex } from "viem";
import { MoveRefusedError } from "../../errors/negotiation.ts";
import type { Move, NegotiationView, OfferSeen } from "../strategies/strategy.ts";
import type { AskedMove, Decision } from "./entries.ts";

/** Whether a side may move: it is its turn, or nothing stands and either side may offer again. */
export function mayMove({ state, side }: NegotiationView): boolean {
  const { phase, turn } = state;
  if (phase === "open" || phase === "accepted") return turn === side;
  return phase === "expired" || phase === "withdrawn";
}

/**
 * The offer that a commitment accepts or answers.
 *
 * @throws MoveRefusedError when the state does not allow it.
 */
export function subjectOfMove(move: AskedMove, view: NegotiationView): Hex {
  if (!mayMove(view)) throw new MoveRefusedError("it is not this side's turn");
  if (move.kind === "offer") return answerableIn(view).answered.hash;
  const { offer } = view.state;
  if (offer === undefined) throw new MoveRefusedError("no offer stands that could be accepted");
  return offer;
}

/** The last offer of the other side, which a new one answers, and the own answer to it that has to be taken back before. */
function answerableIn({ offers, side }: NegotiationView): {
  readonly answered: OfferSeen;
  readonly withdraws: Hex | undefined;
} {
  const last = offers.at(-1);
  const answered = last?.by === side ? offers.at(-2) : last;
  if (answered === undefined) {
    throw new MoveRefusedError(
      "no offer of the other side can be answered; a new first offer opens another negotiation",
    );
  }
  return { answered, withdraws: last?.by === side ? last.hash : undefined };
}

/** Whether a commitment can still be made as it was meant: about the same offer. */
export function isStillAbout(move: AskedMove, about: Hex, view: NegotiationView): boolean {
  try {
    return subjectOfMove(move, view) === about;
  } catch (error) {
    if (error instanceof MoveRefusedError) return false;
    throw error;
  }
}

/** What a commitment decides at a moment. */
export function decisionOf(move: AskedMove, view: NegotiationView): Decision {
  if (move.kind === "accept") return { kind: "accept", offer: subjectOfMove(move, view) };
  const { answered, withdraws } = answerableIn(view);
  return {
    ...{ kind: "offer", answers: answered.hash, terms: move.terms },
    validUntil: view.now + move.validFor,
    ...(withdraws === undefined ? {} : { withdraws }),
  };
}

/** What is decided by a move that binds no one. */
export function endOf(move: Extract<Move, { kind: "end" }>): Decision {
  return { kind: "end", reason: move.reason, note: move.note ?? "" };
}
