import { type Address, zeroAddress } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { latestTime } from "../../client/latest-time.ts";
import { requireClient } from "../../client/signer.ts";
import { checkTerms } from "../../deals/terms/check.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { Terms } from "../../protocol/terms.ts";
import { getPool } from "./get-pool.ts";
import { getSeats } from "./get-seat.ts";

/** Who could be drawn. */
export interface EligibleJurors {
  /** Keys that vote, each once. */
  readonly jurors: readonly Address[];
  /** How many of them the draw needs at least: as many as the terms name. With fewer, round 2 is silent. */
  readonly needed: number;
  /** How many it takes at most: 2n + 1 for a panel of n. */
  readonly most: number;
}

/**
 * The jurors of the terms' pool that could be drawn if a payout had begun to stand now: their seats are open and mature, and
 * the terms do not name them. It reads every seat of the pool.
 *
 * @throws InvalidFieldError for terms without a contest window; ContractMissingError when there is no pool.
 * @example
 * import { getEligibleJurors } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.seatJurors(7);
 * await stack.increaseTime(60); // until the seats are mature
 * const terms = await exampleTerms(stack, { contestWindow: 86_400 });
 * const { jurors, needed, most } = await getEligibleJurors(stack.publicClient, { terms });
 * console.log(jurors.length, needed, most); // 7 3 7
 * await stack.stop();
 */
export async function getEligibleJurors(
  client: ActingClient,
  input: { readonly terms: Terms },
): Promise<EligibleJurors> {
  requireOptions(input, "terms");
  requireClient(client);
  const { buyer, seller, panel, marketplace, panelAccount, disputes } = checkTerms(input.terms);
  if (disputes === undefined) {
    throw new InvalidFieldError({
      field: "terms.disputes",
      value: undefined,
      problem: "must be there: without a contest window no panel is drawn",
      remedy: "Give terms with a contestWindow and disputes.",
    });
  }
  const { pool, arbiter } = disputes;
  const [{ maturity }, seats, now] = await Promise.all([
    getPool(client, { address: pool }),
    getSeats(client, { address: pool }),
    latestTime(client),
  ]);
  const named = [buyer, seller, ...panel, marketplace, panelAccount, pool, arbiter];
  const isNamed = (one: Address) =>
    named.some((other) => other !== undefined && other !== zeroAddress && isSameAddress(one, other));
  const drawable = seats.filter(
    ({ key, owner, joinedAt, closedAt }) =>
      closedAt === undefined && joinedAt + maturity <= now && !isNamed(key) && !isNamed(owner),
  );
  const jurors = [...new Map(drawable.map(({ key }) => [key.toLowerCase(), key])).values()];
  return { jurors, needed: panel.length, most: 2 * panel.length + 1 };
}
