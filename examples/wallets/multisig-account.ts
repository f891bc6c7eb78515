import { type Address, concatHex, type Hex, hashTypedData, type LocalAccount } from "viem";
import { toAccount } from "viem/accounts";

/** Asks one owner of a multisig to sign a digest; undefined when it does not. An owner may be a person, and take days. */
export interface MultisigOwner {
  readonly address: Address;
  readonly sign: (hash: Hex) => Promise<Hex | undefined>;
}

/**
 * An account that signs as a multisig whose signature (ERC-1271) is its owners', 65 bytes each, in the order of their
 * addresses. A Safe takes it like this from owners with keys, but of a digest of its own: wrap `hash` as its SDK does.
 */
export function multisigAccount(
  address: Address,
  { owners, threshold }: { readonly owners: readonly MultisigOwner[]; readonly threshold: number },
): LocalAccount {
  const ordered = [...owners].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const no = (what: string) => () => Promise.reject(new Error(`A multisig signs no ${what}.`));
  return toAccount({
    address,
    signTypedData: async (definition) => {
      const hash = hashTypedData(definition as never);
      const signatures: Hex[] = [];
      for (const owner of ordered) {
        if (signatures.length === threshold) break;
        const signature = await owner.sign(hash);
        if (signature !== undefined) signatures.push(signature);
      }
      if (signatures.length < threshold)
        throw new Error(`Only ${signatures.length} of ${threshold} owners signed.`);
      return concatHex(signatures);
    },
    signMessage: no("messages"),
    signTransaction: no("transactions"),
  }) as LocalAccount;
}
