import type { HardhatPlugin } from "hardhat/types/plugins";

/** Blocks that one request may ask for; each is mined by itself. */
const MOST_BLOCKS = 1_000;
/** JSON-RPC's code for parameters that are wrong. */
const INVALID_PARAMS = -32_602;

/**
 * Mines the blocks of `hardhat_mine` one after another. The node would reserve them, without a block's hash in the next one,
 * and the indexer, which follows the hashes, would take that for a fork and stop without a word. Viem's `mine` asks so, too.
 */
export function linkedBlocks(): HardhatPlugin {
  return {
    id: "quittance-linked-blocks",
    hookHandlers: {
      network: async () => ({
        default: async () => ({
          onRequest: async (context, connection, request, next) => {
            if (request.method !== "hardhat_mine") return next(context, connection, request);
            const answer = { jsonrpc: "2.0" as const, id: request.id };
            const [count, interval] = Array.isArray(request.params) ? request.params : [];
            const blocks = count === undefined ? 1 : wholeOf(count);
            const seconds = interval === undefined ? undefined : wholeOf(interval);
            const isBad = interval !== undefined && !(seconds !== undefined && seconds > 0);
            if (blocks === undefined || blocks > MOST_BLOCKS || isBad) {
              return { ...answer, error: { code: INVALID_PARAMS, message: refusal(count, interval) } };
            }
            // Through the provider, not `next`: another plugin may set the clock.
            const ask = (method: string, ...params: unknown[]) =>
              connection.provider.request({ method, params });
            for (let mined = 0; mined < blocks; mined++) {
              if (mined > 0 && seconds !== undefined) {
                const { timestamp } = await ask("eth_getBlockByNumber", "latest", false);
                await ask("evm_setNextBlockTimestamp", Number(timestamp) + seconds);
              }
              await ask("evm_mine");
            }
            return { ...answer, result: true };
          },
        }),
      }),
    },
  };
}

/** The whole number of a JSON-RPC quantity. */
function wholeOf(quantity: unknown): number | undefined {
  const isQuantity = typeof quantity === "number" || /^0x[0-9a-f]+$/i.test(String(quantity));
  const whole = isQuantity ? Number(quantity) : Number.NaN;
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : undefined;
}

function refusal(count: unknown, interval: unknown): string {
  const given = [count, interval].map((each) => JSON.stringify(each) ?? "nothing").join(" and ");
  return (
    `hardhat_mine takes 0 to ${MOST_BLOCKS} blocks, and at least one whole second between them; it was given ${given}. ` +
    "To move the time, mine one block later: evm_increaseTime, then evm_mine, or increaseTime of quittance/testing."
  );
}
