import { type Address, type Hex, zeroHash } from "viem";
import { roundOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { packedIfContestable } from "../../deals/terms/milestone-of.ts";
import { requireOptions } from "../../json/options.ts";
import { type RecordedScore, scoresIn } from "../../protocol/scores.ts";
import type { Terms } from "../../protocol/terms.ts";

/** The second round of a milestone. */
export interface RoundFacts {
  readonly dealId: Hex;
  /** keccak256 of the drawn panel; undefined while it is not drawn. */
  readonly panelHash: Hex | undefined;
  /** Ballots on record, by position in the drawn panel. */
  readonly scores: readonly RecordedScore[];
  /** Unix seconds of the contest. */
  readonly openedAt: number;
  /** Whether no more ballots can come. */
  readonly over: boolean;
}

/**
 * The second round of a milestone; undefined when no contest opened one.
 *
 * @example
 * import { getRound } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { terms } = await openContestedDeal(stack);
 * const round = await getRound(stack.publicClient, { address: stack.address, terms, milestone: 0 });
 * console.log(round?.scores, round?.over); // [] false
 * await stack.stop();
 */
export async function getRound(
  client: ActingClient,
  parameters: { readonly address: Address; readonly terms: Terms; readonly milestone: number },
): Promise<RoundFacts | undefined> {
  requireOptions(parameters, "address terms milestone");
  const { address, milestone } = parameters;
  const packed = packedIfContestable(parameters, "record-ballots");
  const answer = await read(client, address, roundOfFunction, [packed, milestone]);
  const [dealId, panelHash, words, openedAt, over] = answer;
  if (openedAt === 0) return undefined;
  const scores = scoresIn(words);
  return { dealId, panelHash: panelHash === zeroHash ? undefined : panelHash, scores, openedAt, over };
}
