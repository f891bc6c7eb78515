import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { decodeTerms, dueOf } from "quittance/protocol";
import { decodeEventLog, type Hex, toEventSelector } from "viem";
import type { ChainLog } from "./nodes.ts";

/** The events by which USDC comes from a wallet. What a contract received otherwise was sent to it by a plain transfer. */
const NAMES = ["LedgerDeposited", "DealOpened", "ContestOpened", "TabOpened", "SeatTaken", "SeatToppedUp"];

const abi = [...quittanceAbi, ...jurorPoolAbi].filter(
  (item): item is Extract<typeof item, { readonly type: "event" }> =>
    item.type === "event" && NAMES.includes(item.name),
);

/** Their first topics. */
export const RECEIVING: readonly Hex[] = abi.map((event) => toEventSelector(event));

/** What an event says that its contract received from a wallet; base units, 0 for other events. */
export function receivedBy({ topics, data }: Pick<ChainLog, "topics" | "data">): bigint {
  const [selector, ...indexed] = topics;
  if (selector === undefined || !RECEIVING.includes(selector)) return 0n;
  const event = decodeEventLog({ abi, data, topics: [selector, ...indexed] });
  switch (event.eventName) {
    case "LedgerDeposited":
    case "SeatToppedUp":
      return event.args.amount;
    case "SeatTaken":
      return event.args.stake;
    case "ContestOpened":
      return event.args.fromWallet ? event.args.bond : 0n;
    case "TabOpened":
      return event.args.fromWallet ? event.args.reserve : 0n;
    case "DealOpened": {
      const terms = decodeTerms(event.args.terms);
      return terms.fundedFromLedger ? 0n : dueOf(terms);
    }
    default:
      return 0n;
  }
}
