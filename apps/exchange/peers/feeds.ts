import { BaseError } from "quittance/errors";
import { type AbortTaking, takeAbortedDraw } from "quittance/jury";
import type { Board, Taken } from "../board/board.ts";
import { readMessage } from "../board/messages.ts";

/** What became of an entry of a peer. `early`: this exchange may not show it yet. `later`: the node did not answer. */
export type EntryOutcome = "taken" | "known" | "wrong" | "early" | "later";

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
  return answer.status === 503 ? "later" : "wrong";
}
