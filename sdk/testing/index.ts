export { DEVELOPMENT_MNEMONIC, deriveAccounts } from "./accounts.ts";
export type { LocalWalletClient } from "./clients.ts";
export {
  type ContestedDeal,
  openContestedDeal,
  openProvisionalDeal,
  type ProvisionalDeal,
} from "./contested-deal.ts";
export {
  type ExampleAccount,
  type ExampleAccountOptions,
  openExampleAccount,
} from "./example-account.ts";
export { exampleTerms, openExampleDeal } from "./example-deal.ts";
export { type ExampleDraw, exampleDraw } from "./example-draw.ts";
export { exampleBidOffer, exampleListing, exampleRfq } from "./example-market.ts";
export { exampleTab, openExampleTab } from "./example-tab.ts";
export { exampleTrustAnswer } from "./example-trust-answer.ts";
export { deployIdentityRegistry, type LocalIdentityRegistry } from "./identity-registry.ts";
export type { IndexerOptions, LocalIndexer } from "./indexer.ts";
export { poolParameters, type Stack, type StackOptions, startStack } from "./stack.ts";
export type { TimeMachine } from "./time.ts";
export type { LocalUsdc } from "./usdc.ts";
