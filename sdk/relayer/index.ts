export { type DeployableAccount, deployable } from "./deployable.ts";
export {
  callWithDeployments,
  type DeployingCall,
  MOST_DEPLOYMENT_BYTES,
  MOST_DEPLOYMENTS,
  MULTICALL3,
  requireDeployments,
} from "./deployments.ts";
export type { RelayerAddress } from "./exchange.ts";
export type { OrderFee, RelayFee } from "./fee.ts";
export type { IntentState, IntentStatus, RelayQuote } from "./messages.ts";
export { findNeededDeployments, type NeededDeployments, type Tried, type Try } from "./needed-deployments.ts";
export { partiesOf } from "./parties.ts";
export {
  batchedSelectors,
  decodeIntent,
  firstBytesOf,
  intentIdOf,
  MOST_INTENT_BYTES,
  type RelayedCall,
} from "./relayable.ts";
export { type RelayedClient, type RelayedParameters, relayed } from "./relayed.ts";
export type { TabFee } from "./tab-fee.ts";
