/** A library that does ECDSA over secp256k1: libsecp256k1 as native code, or JavaScript. */
export type EngineName = "native" | "javascript";

/** A signature as engines give it. */
export interface RawSignature {
  /** r ‖ s, 64 bytes; s is low. */
  readonly signature: Uint8Array;
  /** Parity of the y of the point that r is the x of. */
  readonly yParity: 0 | 1;
}

/**
 * ECDSA over secp256k1. Whichever library does it, the same input gives the same bytes: nonces follow RFC 6979 without extra
 * entropy, and s is low.
 */
export interface Engine {
  readonly name: EngineName;
  /** The uncompressed public key of a 32-byte private key, 65 bytes; undefined when it is none. */
  readonly publicKey: (privateKey: Uint8Array) => Uint8Array | undefined;
  /** Signs a 32-byte digest with a private key that `publicKey` takes. */
  readonly sign: (digest: Uint8Array, privateKey: Uint8Array) => RawSignature;
  /** The uncompressed public key that made a signature of a digest; undefined when none did. */
  readonly recover: (digest: Uint8Array, signature: Uint8Array, yParity: 0 | 1) => Uint8Array | undefined;
}
