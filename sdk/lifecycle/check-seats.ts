import type { ActingClient } from "../client/action-types.ts";
import { requireClient } from "../client/signer.ts";
import { type EligibleJurors, getEligibleJurors } from "../disputes/pool/get-eligible-jurors.ts";
import { TooFewSeatsError } from "../errors/jury.ts";
import { requireOptions } from "../json/options.ts";
import type { Terms } from "../protocol/terms.ts";

/**
 * Says before terms are signed how many jurors of their pool could be drawn, and refuses a contest window that has too few of them: a
 * contest would cost its bond, and no panel would judge it.
 *
 * @param input.fewSeats True to go on with too few: seats may be taken in time, or an arbiter decides.
 * @returns Undefined for terms without a contest window.
 * @throws TooFewSeatsError; InvalidFieldError for terms the contract would refuse; ContractMissingError when there is no pool.
 * @example
 * import { checkSeats } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { contestWindow: 86_400 });
 * const found = await checkSeats(stack.publicClient, { terms, fewSeats: true });
 * console.log(found?.jurors.length, found?.needed); // 0 3
 * await stack.stop();
 */
export async function checkSeats(
  client: ActingClient,
  input: { readonly terms: Terms; readonly fewSeats?: boolean | undefined },
): Promise<EligibleJurors | undefined> {
  requireOptions(input, "terms fewSeats");
  requireClient(client);
  const { terms, fewSeats = false } = input;
  if (terms?.disputes === undefined) return undefined;
  const eligible = await getEligibleJurors(client, { terms });
  const { jurors, needed } = eligible;
  if (jurors.length < needed && !fewSeats) throw new TooFewSeatsError(jurors.length, needed);
  return eligible;
}
