import type { Address } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { type ReputationAnswer, reputationAnswer } from "../../reputation/answer.ts";
import type { PersonalSeed } from "../../reputation/facts.ts";
import type { ReputationParameters } from "../../reputation/parameters.ts";
import { reputationOf } from "../../reputation/reputation.ts";
import { type FactQuestion, fetchReputationFacts, QUESTION_FIELDS } from "./fetch-facts.ts";

/** Whose reputation is computed again, and with what. */
export interface RecomputeInput extends FactQuestion {
  readonly subject: Address;
  /** Of a personal view; the global view when left out. */
  readonly seeds?: readonly PersonalSeed[] | undefined;
  readonly parameters?: Partial<ReputationParameters> | undefined;
}

/**
 * Computes the reputation of an address from the chain alone, as the object that an indexer serves for the same block: who computes
 * it again need not believe an indexer. `answerDifferences` of `quittance/reputation` compares the two, and `haveSameDocuments` says
 * whether they rest on the same documents.
 *
 * @throws InvalidFieldError, NodeAnswerMalformedError, NodeUnreachableError, RpcFailedError as `fetchReputationFacts`.
 * @example
 * import { recomputeReputation } from "quittance/audit";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await openExampleDeal(stack);
 * const { publicClient, address: quittance, seller } = stack;
 * const answer = await recomputeReputation(publicClient, { quittance, subject: seller.address });
 * console.log(answer.tier, answer.score); // unproven 0
 * await stack.stop();
 */
export async function recomputeReputation(
  client: ActingClient,
  input: RecomputeInput,
): Promise<ReputationAnswer> {
  requireOptions(input, `subject seeds parameters ${QUESTION_FIELDS}`);
  const { subject, seeds, parameters, ...question } = input;
  requireAddress("subject", subject);
  const { facts, asOf, used: documents } = await fetchReputationFacts(client, question);
  const { hash, ...block } = asOf;
  const { pools } = question;
  const reputation = reputationOf({ facts, asOf: block, subject, pools, seeds, parameters });
  return reputationAnswer(reputation, { hash, pools, seeds, parameters, documents });
}
