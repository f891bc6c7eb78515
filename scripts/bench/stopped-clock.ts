import { toHex } from "viem";
import type { UsdcChain } from "../../test/support/usdc.ts";

type Provider = UsdcChain["provider"];

/** Methods that mine a block on a chain that mines each transaction at once. */
const MINING = new Set(["eth_sendTransaction", "eth_sendRawTransaction", "evm_mine"]);

/**
 * A development chain on which no time passes by itself: every block has the time that was set last. Block hashes, and
 * the panels that are drawn by them, so come out the same however slow the machine is.
 *
 * @param start Unix seconds until the first `set`.
 */
export function stoppedClock(
  chain: Provider,
  start: number,
): { provider: Provider; set(timestamp: number): void } {
  let now = start;
  const request: Provider["request"] = async (call) => {
    if (MINING.has(call.method)) {
      await chain.request({ method: "evm_setNextBlockTimestamp", params: [toHex(now)] });
    }
    return chain.request(call);
  };
  return {
    provider: { request },
    set: (timestamp) => {
      now = timestamp;
    },
  };
}
