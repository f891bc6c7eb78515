import { type Address, type Hex, isErc6492Signature, isHex, parseErc6492Signature, size } from "viem";

/** A signature without its wrapper, and what deploys the wallet that made it. */
export interface UnwrappedSignature {
  /** As the wallet's `isValidSignature` takes it. */
  readonly signature: Hex;
  /** The call that deploys the wallet; undefined for a signature without a wrapper. */
  readonly deployment: WalletDeployment | undefined;
}

/** The call that deploys a wallet. */
export interface WalletDeployment {
  readonly factory: Address;
  /** Calldata for the factory. */
  readonly factoryData: Hex;
}

/** The magic at its end, and three words of the wrapper. */
const SHORTEST = 128;

/**
 * Takes a signature out of the wrapper of ERC-6492, in which wallets put it that need not be deployed yet. Contracts take it
 * without the wrapper, and only once the wallet has code. Other bytes come back unchanged, malformed wrappers too.
 *
 * The functions that sign, verify and send do this by themselves.
 *
 * @example
 * import { unwrapSignature } from "quittance";
 * import { serializeErc6492Signature } from "viem";
 *
 * const address = "0x00000000000000000000000000000000000000fa"; // the wallet's factory
 * const wrapped = serializeErc6492Signature({ address, data: "0x11", signature: `0x${"22".repeat(65)}` });
 * const { signature, deployment } = unwrapSignature(wrapped);
 * console.log(signature.length, deployment?.factory === address); // 132 true
 */
export function unwrapSignature(signature: Hex): UnwrappedSignature {
  const whole = { signature, deployment: undefined };
  if (!isHex(signature) || size(signature) < SHORTEST || !isErc6492Signature(signature)) return whole;
  try {
    const { address, data, signature: inner } = parseErc6492Signature(signature);
    if (address === undefined) return whole;
    return { signature: inner, deployment: { factory: address, factoryData: data } };
  } catch {
    return whole;
  }
}

/** The signature alone, as contracts take it. */
export function withoutWrapper(signature: Hex): Hex {
  return unwrapSignature(signature).signature;
}
