import { sha256 as javascript } from "viem";

/** SHA-256 as `0x` and 64 hex digits: at native speed in Node; elsewhere by JavaScript, as the platform's own is not synchronous. */
export function sha256Of(bytes: Uint8Array): `0x${string}` {
  const crypto = globalThis.process?.getBuiltinModule?.("node:crypto");
  return crypto === undefined
    ? javascript(bytes)
    : `0x${crypto.createHash("sha256").update(bytes).digest("hex")}`;
}
