import { lazily } from "../errors/lazily.ts";

/** What is used of the package `secp256k1`, which brings no types. */
export interface NativeBinding {
  readonly publicKeyCreate: (privateKey: Uint8Array, compressed: boolean) => Uint8Array;
  readonly ecdsaSign: (
    digest: Uint8Array,
    privateKey: Uint8Array,
  ) => { readonly signature: Uint8Array; readonly recid: number };
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recid: number,
    digest: Uint8Array,
    compressed: boolean,
  ) => Uint8Array;
}

/**
 * libsecp256k1 as the package `secp256k1` binds it; undefined where its binary does not load, as in a browser. It does
 * not take the package's own fallback. It asks Node for its loader at run time, because an import of the loader would keep
 * this module out of browsers. Node before 20.16 and 22.3 has no such question and signs in JavaScript.
 */
export const nativeBinding = /* @__PURE__ */ lazily((): NativeBinding | undefined => {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    return createRequire(import.meta.url)("secp256k1/bindings.js");
  } catch {
    return undefined;
  }
});
