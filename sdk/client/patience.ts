import { BaseError } from "../errors/base.ts";
import { isBehind } from "../errors/node-refusals.ts";
import { RateLimitedError, RpcFailedError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";

/** How often a question is put again. */
const MOST_REPEATS = 5;
/** Milliseconds before a question is put again for the first time; twice as many each time after that. */
const FIRST_PAUSE = 250;

/**
 * Asks a node, and again after a pause that doubles when it takes no more requests for now, or does not have the block yet that
 * another node behind the same address has.
 *
 * @throws What `ask` threw last.
 */
export async function patiently<Answer>(client: ActingClient, ask: () => Promise<Answer>): Promise<Answer> {
  let pause = Math.min(client.pollingInterval, FIRST_PAUSE);
  for (let repeats = 0; ; repeats++, pause *= 2) {
    try {
      return await ask();
    } catch (error) {
      if (repeats === MOST_REPEATS || !passes(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Whether what went wrong may be over in a moment. */
function passes(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  return error instanceof RateLimitedError || (error instanceof RpcFailedError && isBehind(error.details));
}
