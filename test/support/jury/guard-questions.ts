import { pad, toHex } from "viem";
import { hashReasons } from "../../../sdk/deals/ballots/ballot.ts";
import { quittanceDomain } from "../../../sdk/protocol/domain.ts";

/** The deployment of the guard's tests. */
export const guardDomain = quittanceDomain({
  chainId: 8453,
  address: "0x00000000000000000000000000000000000000aa",
});

/** One of the questions that both copies are asked. */
export const guardQuestion = (number: number) => ({
  deal: toHex(7, { size: 32 }),
  milestone: 0,
  round: 1,
  evidence: pad(toHex(number + 1), { size: 32 }),
  reasons: hashReasons(`question ${number}`),
});
