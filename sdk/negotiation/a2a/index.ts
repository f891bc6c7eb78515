export { a2aChannel } from "./channel.ts";
export { negotiationExecutor } from "./executor.ts";
export { NEGOTIATION_EXTENSION, negotiationExtension } from "./extension.ts";
