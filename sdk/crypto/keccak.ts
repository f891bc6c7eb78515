import { type Hex, keccak256 } from "viem";
import { lazily } from "../errors/lazily.ts";

/** keccak256 of bytes, as hex in small letters. */
export type Keccak = (bytes: Uint8Array) => Hex;

/** What is used of the package `hash-wasm`. */
interface Binding {
  readonly createKeccak: (bits: 256) => Promise<Hasher>;
}

interface Hasher {
  readonly init: () => Hasher;
  readonly update: (bytes: Uint8Array) => Hasher;
  readonly digest: (form: "hex") => string;
}

/**
 * The fastest keccak256 that loads here: `hash-wasm`, an optional peer that is six times as fast as JavaScript, else viem's. As with
 * `secp256k1`, Node is asked for its loader at run time, so that a bundle for a browser needs no such package.
 */
export const fastestKeccak: () => Promise<Keccak> = /* @__PURE__ */ lazily(async () => {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    const { createKeccak }: Binding = createRequire(import.meta.url)("hash-wasm");
    const hasher = await createKeccak(256);
    const keccak: Keccak = (bytes) => `0x${hasher.init().update(bytes).digest("hex")}`;
    // One that gives another hash than viem is none.
    return keccak(PROBE) === keccak256(PROBE) ? keccak : keccak256;
  } catch {
    return keccak256;
  }
});

const PROBE = /* @__PURE__ */ Uint8Array.of(1, 2, 3);
