import { addressesIn, type Screening, screeningReply } from "quittance/screening";
import type { Board } from "./board.ts";

/** A board that takes no message of or about those whom the operator screens out, also from its peers. */
export function screenedBoard(board: Board, screening: Screening | undefined): Board {
  if (screening === undefined) return board;
  return {
    ...board,
    take: async (message) => {
      const { item, source } = message;
      const reply = screeningReply(await screening.ask("take", addressesIn({ item, source })));
      return reply === undefined ? board.take(message) : { status: reply.status, ...reply.body };
    },
  };
}
