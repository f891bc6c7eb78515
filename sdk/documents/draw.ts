import type { Address, Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import type { UncheckedPart } from "../jury/recompute.ts";
import type { DrawTranscript } from "../jury/transcript.ts";
import { isDrawRefusal, verifyDraw } from "../jury/verify.ts";
import type { Pact } from "../pact/types.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import type { FactPanel } from "../reputation/facts.ts";

/** How the panel of a deal came about, by its draw. */
export interface CheckedDraw {
  /** `agreed`: what the terms refer to is a draw that does not hold. */
  readonly panel: FactPanel;
  /** The juror pool that was drawn from: anyone can deploy one, and take all its seats. */
  readonly pool: Address;
  /** What the node could not say: an archive node can. Left unchecked, a draw proves nothing. */
  readonly unchecked: readonly UncheckedPart[];
}

/**
 * Checks the draw that the terms of a deal refer to: computes the panel again from the transcript, the pact and the chain.
 *
 * @param input.terms Packed, as the deal was opened with them.
 * @throws NodeUnreachableError or RpcFailedError when the node does not answer.
 * @example
 * import { encodeTerms } from "quittance";
 * import { checkDraw } from "quittance/documents";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, domain } = stack;
 * const { transcript, terms } = await exampleDraw(stack);
 * const { panel, unchecked } = await checkDraw({ terms: encodeTerms(terms), transcript, client, domain });
 * console.log(panel === "drawn", unchecked.length); // true 0
 * await stack.stop();
 */
export async function checkDraw(input: {
  readonly terms: Hex;
  readonly transcript: DrawTranscript;
  /** What it asks of jurors is computed by it. */
  readonly pact?: Pact | undefined;
  readonly domain: QuittanceDomain;
  readonly client: ActingClient;
}): Promise<CheckedDraw> {
  requireOptions(input, "terms transcript pact domain client");
  const { transcript, pact, domain, client } = input;
  const pool = transcript.commitments[0].pool.toLowerCase() as Address;
  try {
    const terms = decodeTerms(input.terms);
    const found = await verifyDraw({
      ...{ transcript, terms, client, domain },
      ...(pact === undefined ? {} : { pact }),
    });
    return { panel: found.kind, pool, unchecked: found.unchecked };
  } catch (error) {
    if (!isDrawRefusal(error) && !(error instanceof InvalidFieldError)) throw error;
    return { panel: "agreed", pool, unchecked: [] };
  }
}
