import { BaseError } from "quittance/errors";
import { type AbortTaking, takeAbortedDraw } from "quittance/jury";
import { addressesIn, type Screening } from "quittance/screening";
import type { Board, Taken } from "../board/board.ts";
import { readMessage } from "../board/messages.ts";

/**
 * What became of an entry of a peer. `early`: this exchange may not show it yet. `later`: the node, or the operator's screening, did not
 * answer. `screened`: the operator does not take it, which is no fault of the peer.
 */
export type EntryOutcome = "taken" | "known" | "wrong" | "early" | "later" | "screened";

/** Something that exchanges fetch from each other, page by page. */
export interface Feed {
  /** Below the peer's URL. */
  readonly path: string;
  /** Takes an entry as if it had been posted here: checked by the chain. */
  readonly take: (entry: unknown) => Promise<EntryOutcome>;
}

/** Commitments, ballots and reasons. */
export function boardFeed(board: Board): Feed {
  return { path: "changes", take: (entry) => takeEntry(board, entry) };
}

/** Statements about draws that a side did not go on with, and what refutes them. */
export function abortedDrawFeed(taking: AbortTaking): Feed {
  return { path: "aborted-draws", take: (entry) => takeAbortedDraw({ ...taking, entry }) };
}

/** A feed of which nothing is taken that names a party whom the operator screens out. */
export function screenedFeed(feed: Feed, screening: Screening | undefined): Feed {
  if (screening === undefined) return feed;
  const take: Feed["take"] = async (entry) => {
    const outcome = await screening.ask("take", addressesIn(entry));
    if (outcome === "unavailable") return "later";
    return outcome === "allow" ? feed.take(entry) : "screened";
  };
  return { ...feed, take };
}

async function takeEntry(board: Board, entry: unknown): Promise<EntryOutcome> {
  const kind: unknown = Reflect.get(Object(entry), "kind");
  let answer: Taken;
  if (kind === "reasons") {
    const reasons: unknown = Reflect.get(Object(entry), "reasons");
    if (typeof reasons !== "string" || !reasons.isWellFormed()) return "wrong";
    answer = await board.takeReasons(reasons);
  } else if (kind === "commitment" || kind === "ballot") {
    try {
      answer = await board.take(readMessage(kind, entry));
    } catch (error) {
      if (error instanceof BaseError && error.name === "InvalidFieldError") return "wrong";
      return "later";
    }
  } else {
    return "wrong";
  }
  if ("receipt" in answer) return answer.status === 201 ? "taken" : "known";
  if (answer.status === 425) return "early";
  if (answer.screening !== undefined && answer.screening !== "unavailable") return "screened";
  return answer.status === 503 ? "later" : "wrong";
}
