export type { RelayerAddress } from "./exchange.ts";
export type { IntentState, IntentStatus, RelayQuote } from "./messages.ts";
export {
  batchedSelectors,
  decodeIntent,
  firstBytesOf,
  intentIdOf,
  MOST_INTENT_BYTES,
  type RelayedCall,
} from "./relayable.ts";
export { type RelayedClient, type RelayedParameters, type RelayFee, relayed } from "./relayed.ts";
