export type { EngineName } from "./engine.ts";
export { type FastSigner, fastSigner } from "./fast-signer.ts";
