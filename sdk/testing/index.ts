export { DEVELOPMENT_MNEMONIC, deriveAccounts } from "./accounts.ts";
export type { LocalWalletClient } from "./clients.ts";
export { exampleTerms, openExampleDeal } from "./example-deal.ts";
export type { IndexerOptions, LocalIndexer } from "./indexer.ts";
export { type Stack, type StackOptions, startStack } from "./stack.ts";
export type { TimeMachine } from "./time.ts";
export type { LocalUsdc } from "./usdc.ts";
