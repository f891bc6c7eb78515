// The actions and reads of an identity registry; modules listed here export nothing else.
export * from "./get-agent.ts";
export * from "./register-agent.ts";
export * from "./set-agent-metadata.ts";
export * from "./set-agent-uri.ts";
export * from "./set-agent-wallet.ts";
