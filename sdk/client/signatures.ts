import type { Address, Hex } from "viem";
import type { DomainOf } from "../protocol/domain.ts";
import { hashOf, messageIn, requireFields } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import { isSignedBy } from "./signed-by.ts";
import type { ReadingClient, Signer } from "./signer.ts";
import { signTyped } from "./signing.ts";

type Hashing<Type extends SignedType> = { readonly domain: DomainOf<Type> } & Messages[Type];
type Signing<Type extends SignedType> = Hashing<Type> & { readonly account: Signer };
type Verifying<Type extends SignedType> = Hashing<Type> & {
  /** Who must have signed. */
  readonly signer: Address;
  readonly signature: Hex;
  /** Asks a contract wallet (ERC-1271); without it only ECDSA counts. */
  readonly client?: ReadingClient;
};

/** What signing takes beside the message. */
export const SIGNING = "account";
/** What verifying takes beside the message. */
export const VERIFYING = "signer signature client";

/** Hash, sign and verify of one type: each takes the fields of the message beside the domain. */
export interface SignatureKind<Type extends SignedType> {
  readonly hash: (input: Hashing<Type>) => Hex;
  readonly sign: (input: Signing<Type>) => Promise<Hex>;
  readonly verify: (input: Verifying<Type>) => Promise<boolean>;
}

/** The three functions of one type of the table. */
export function signatureKind<const Type extends SignedType>(type: Type): SignatureKind<Type> {
  return {
    hash: (input) => {
      requireFields(type, input);
      return hashOf(type, input);
    },
    sign: async (input) => {
      requireFields(type, input, SIGNING);
      return signTyped({
        domain: input.domain,
        type,
        message: messageIn(type, input),
        account: input.account,
      });
    },
    verify: async (input) => {
      requireFields(type, input, VERIFYING);
      const { signer, signature, client } = input;
      return isSignedBy({
        signer,
        signature,
        digest: hashOf(type, input),
        ...(client === undefined ? {} : { client }),
      });
    },
  };
}
