import { type Address, type Hex, hexToBytes, recoverAddress, toHex } from "viem";
import { publicKeyToAddress } from "viem/accounts";
import { nativeBinding } from "../crypto/native-binding.ts";
import { contractSignature } from "../protocol/compact-signature.ts";

/**
 * The address that made an ECDSA signature of `digest`; undefined when the bytes are none that the contract takes. By native code where
 * that loads: it takes a tenth of the time.
 */
export async function recoverSigner(digest: Hex, signature: Hex): Promise<Address | undefined> {
  const parts = contractSignature(signature);
  if (parts === undefined) return undefined;
  try {
    const binding = nativeBinding();
    if (binding === undefined) return await recoverAddress({ hash: digest, signature: parts });
    const { r, s, yParity } = parts;
    const rs = hexToBytes(`${r}${s.slice(2)}`);
    return publicKeyToAddress(toHex(binding.ecdsaRecover(rs, yParity, hexToBytes(digest), false)));
  } catch {
    return undefined;
  }
}
